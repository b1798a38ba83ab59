#include <algorithm>
#include <limits>

#include "rules/compiler.h"
#include "rules/excerpt.h"
#include "rules/fold.h"
#include "rules/scan_heads.h"

namespace tocsin::rules {
namespace {

/// Equal patterns have equal keys.
std::string key_of(const TermPattern& p) {
  std::string key;
  const auto add = [&](std::string_view part) { key.append(part).push_back('\0'); };
  key += static_cast<char>('0' + static_cast<int>(p.kind));
  key += static_cast<char>('0' + static_cast<int>(p.left));
  key += static_cast<char>('0' + static_cast<int>(p.right));
  key += p.in_urls ? '1' : '0';
  add(p.literal);
  add(p.handle);
  add(p.original);
  for (const auto* side : {&p.before, &p.after}) {
    for (const GlobPiece& g : *side) {
      key += static_cast<char>('0' + static_cast<int>(g.kind));
      add(g.text);
    }
    key += '|';
  }
  return key;
}

Atom::Kind kind_of(const TermPattern& p) {
  switch (p.kind) {
    case TermPattern::Kind::words:
      return p.before.empty() && p.after.empty() ? Atom::Kind::plain : Atom::Kind::glob;
    case TermPattern::Kind::hashtag:
      return p.literal.starts_with('$') ? Atom::Kind::cashtag : Atom::Kind::hashtag;
    case TermPattern::Kind::mention:
      return Atom::Kind::mention;
    case TermPattern::Kind::exact:
      return Atom::Kind::exact;
  }
  return Atom::Kind::plain;
}

}  // namespace

void TermBuilder::problem(const Place& place, std::string lint, std::string text) {
  problems_.push_back({place, Level::error, std::move(lint), std::move(text)});
}

std::uint32_t TermBuilder::name(std::string_view name) {
  const auto [at, fresh] =
      name_ids_.try_emplace(std::string(name), static_cast<std::uint32_t>(set_.term_names.size()));
  if (fresh) set_.term_names.emplace_back(name);
  return at->second;
}

std::uint32_t TermBuilder::literal(const std::string& text) {
  const auto [at, fresh] =
      literal_ids_.try_emplace(text, static_cast<std::uint32_t>(literals_.size()));
  if (fresh) {
    literals_.push_back(text);
    atoms_of_literal_.emplace_back();
  }
  return at->second;
}

void TermBuilder::find_by(std::uint32_t atom, const std::string& literal_text) {
  const std::uint32_t l = literal(literal_text);
  atoms_of_literal_[l].push_back(atom);
  literals_of_atom_[atom].push_back(l);
}

std::uint32_t TermBuilder::atom(const TermPattern& pattern) {
  const auto [at, fresh] =
      atoms_by_pattern_.try_emplace(key_of(pattern), static_cast<std::uint32_t>(set_.atoms.size()));
  if (!fresh) return at->second;
  const std::uint32_t id = at->second;
  set_.atoms.push_back({.kind = kind_of(pattern),
                        .left = pattern.left,
                        .right = pattern.right,
                        .in_urls = pattern.in_urls,
                        .always = pattern.literal.empty(),
                        .size = static_cast<std::uint16_t>(pattern.literal.size()),
                        .pattern = static_cast<std::uint32_t>(set_.patterns.size()),
                        .sets = {}});
  set_.patterns.push_back(pattern);
  literals_of_atom_.emplace_back();
  if (!pattern.literal.empty()) find_by(id, pattern.literal);
  list_tag(pattern, id);
  return id;
}

/// Tags are also looked up in the lists that a source gives.
void TermBuilder::list_tag(const TermPattern& pattern, std::uint32_t atom) {
  const Atom::Kind kind = set_.atoms[atom].kind;
  if (kind == Atom::Kind::mention) {
    if (pattern.handle.find_first_of("*?@") != std::string::npos)
      set_.wild_tags.push_back(atom);
    else
      set_.mentions[pattern.handle].push_back(atom);
  } else if (kind == Atom::Kind::hashtag) {
    if (pattern.before.empty() && pattern.after.empty())
      set_.hashtags[pattern.literal.substr(1)].push_back(atom);
    else
      set_.wild_tags.push_back(atom);
  }
}

/// A term that is a regular expression. Nothing where it was told what is wrong; that patterns are
/// too many is told once.
std::optional<Regex> TermBuilder::compiled(const Term& term) {
  const bool told = regexes_.is_spent();
  auto regex = regexes_.compile(term.pattern, *over_of(term));
  if (regex) return std::move(*regex);
  if (!told) problem(term.place, "regex", ticked(term.written) + ": " + regex.error());
  return std::nullopt;
}

std::vector<std::uint32_t> TermBuilder::regex_atoms(const Term& term) {
  const bool original = over_of(term) == Regex::Over::original;
  auto regex = compiled(term);
  if (!regex) return {};
  std::vector<std::uint32_t> atoms;
  for (const TermPattern& p : regex->enumerated()) atoms.push_back(atom(p));
  if (!atoms.empty()) return atoms;
  const auto id = static_cast<std::uint32_t>(set_.atoms.size());
  set_.atoms.push_back({.kind = original ? Atom::Kind::regex_original : Atom::Kind::regex,
                        .in_urls = regex->in_urls(),
                        .always = regex->required().empty(),
                        .pattern = static_cast<std::uint32_t>(set_.regexes.size()),
                        .sets = {}});
  literals_of_atom_.emplace_back();
  for (const std::string& l : regex->required()) find_by(id, l);
  set_.regexes.push_back(std::move(*regex));
  return {id};
}

std::vector<std::uint32_t> TermBuilder::atoms_of(const Term& term) {
  const std::string key = static_cast<char>('0' + static_cast<int>(term.form)) + term.pattern;
  if (const auto known = atoms_by_term_.find(key); known != atoms_by_term_.end())
    return known->second;
  std::vector<std::uint32_t> atoms;
  if (over_of(term)) {
    atoms = regex_atoms(term);
  } else if (auto pattern = read_pattern(term)) {
    atoms.push_back(atom(*pattern));
  } else {
    problem(term.place, "term", ticked(term.written) + ": " + pattern.error());
  }
  return atoms_by_term_.emplace(key, std::move(atoms)).first->second;
}

std::uint32_t TermBuilder::set_of(std::span<const Term> terms) {
  std::vector<std::uint32_t> atoms;
  for (const Term& term : terms) extend(atoms, atoms_of(term));
  std::ranges::sort(atoms);
  const auto [first, last] = std::ranges::unique(atoms);
  atoms.erase(first, last);
  const auto [at, fresh] =
      set_ids_.try_emplace(atoms, static_cast<std::uint32_t>(atoms_of_set_.size()));
  if (!fresh) return at->second;
  double rarity = std::numeric_limits<double>::max();
  for (const std::uint32_t a : atoms) {
    if (set_.atoms[a].always) rarity = 0;
    for (const std::uint32_t l : literals_of_atom_[a])
      rarity = std::min(rarity, static_cast<double>(literals_[l].size()));
  }
  rarity_.push_back(atoms.empty() ? 0 : rarity);
  atoms_of_set_.push_back(std::move(atoms));
  return at->second;
}

void TermBuilder::for_field(const Term& term, CompiledCondition& condition) {
  if (over_of(term)) {
    auto regex = compiled(term);
    if (!regex) return;
    condition.regex = static_cast<std::uint32_t>(set_.regexes.size());
    set_.regexes.push_back(std::move(*regex));
    return;
  }
  auto pattern = read_pattern(term);
  if (!pattern) return problem(term.place, "term", ticked(term.written) + ": " + pattern.error());
  condition.pattern = static_cast<std::uint32_t>(set_.patterns.size());
  set_.patterns.push_back(std::move(*pattern));
}

namespace {

template <class T>
Slice append(std::vector<T>& all, const std::vector<T>& some) {
  const Slice s{static_cast<std::uint32_t>(all.size()), static_cast<std::uint32_t>(some.size())};
  all.insert(all.end(), some.begin(), some.end());
  return s;
}

Few append_few(std::vector<std::uint32_t>& all, const std::vector<std::uint32_t>& some) {
  if (some.size() == 1) return {some.front(), 1};
  const Slice there = append(all, some);
  return {there.first, there.count};
}

}  // namespace

/// What need not be scanned for is looked for only in the few posts in which a rule asks: a scan
/// that reports every ordinary word of every rule costs more than those searches. Long lists are
/// scanned for all the same.
void TermBuilder::choose_scanned(const std::vector<bool>& triggers) {
  constexpr std::size_t searched_most = 12;
  std::vector<bool> wanted = triggers;
  for (const auto& atoms : atoms_of_set_)
    if (atoms.size() > searched_most)
      for (const std::uint32_t a : atoms) wanted[a] = true;
  in_database_.assign(literals_.size(), false);
  for (std::uint32_t a = 0; a < set_.atoms.size(); ++a)
    if (wanted[a])
      for (const std::uint32_t l : literals_of_atom_[a]) in_database_[l] = true;
  for (std::uint32_t a = 0; a < set_.atoms.size(); ++a)
    set_.atoms[a].scanned =
        std::ranges::all_of(literals_of_atom_[a], [&](std::uint32_t l) { return in_database_[l]; });
}

bool TermBuilder::all_scanned(std::uint32_t set) const {
  return std::ranges::all_of(atoms_of_set_[set],
                             [&](std::uint32_t a) { return set_.atoms[a].scanned; });
}

std::string_view TermBuilder::only_literal(std::uint32_t set) const {
  if (atoms_of_set_[set].size() != 1) return {};
  const std::uint32_t a = atoms_of_set_[set].front();
  // A source may list a tag that its text does not show.
  const Atom::Kind kind = set_.atoms[a].kind;
  const bool listed = kind == Atom::Kind::hashtag || kind == Atom::Kind::mention;
  if (listed || literals_of_atom_[a].size() != 1) return {};
  return literals_[literals_of_atom_[a].front()];
}

void TermBuilder::finish(const std::vector<std::vector<Triggered>>& rules_of,
                         const std::vector<std::vector<std::uint32_t>>& brands_of) {
  std::vector<std::vector<std::uint32_t>> sets_of_atom(set_.atoms.size());
  std::vector<bool> triggers(set_.atoms.size());
  for (std::uint32_t s = 0; s < atoms_of_set_.size(); ++s)
    for (const std::uint32_t a : atoms_of_set_[s]) {
      sets_of_atom[a].push_back(s);
      if (!rules_of[s].empty() || !brands_of[s].empty()) triggers[a] = true;
    }
  choose_scanned(triggers);
  for (std::uint32_t s = 0; s < atoms_of_set_.size(); ++s) {
    std::vector<std::uint32_t> asked;
    for (const std::uint32_t a : atoms_of_set_[s])
      if (set_.atoms[a].confirmed() || !set_.atoms[a].scanned) asked.push_back(a);
    const auto& rules = rules_of[s];
    const std::vector<Triggered> more(rules.begin() + (rules.empty() ? 0 : 1), rules.end());
    set_.sets.push_back({.asked = append(set_.asked_atoms, asked),
                         .first = rules.empty() ? Triggered{} : rules.front(),
                         .more = append(set_.triggered_rules, more),
                         .brands = append(set_.triggered_brands, brands_of[s])});
  }
  for (std::uint32_t a = 0; a < set_.atoms.size(); ++a)
    set_.atoms[a].sets = append_few(set_.atom_sets, sets_of_atom[a]);
  std::vector<std::string> scanned;
  for (std::uint32_t l = 0; l < literals_.size(); ++l) {
    if (!in_database_[l]) continue;
    add_literal(l, triggers);
    if (triggers_.back()) set_.literals.back().wants = wants_of(l, rules_of, brands_of);
    scanned.push_back(literals_[l]);
  }
  scan_for(scanned);
}

/// `literals`: by number of RuleSet::literals.
void TermBuilder::scan_for(const std::vector<std::string>& literals) {
  for (const ScanHeads::Head& head : choose_heads(literals).heads) {
    heads_.emplace_back(head.text);
    std::vector<LiteralTail> tails;
    for (const ScanHeads::Tail& tail : head.tails) {
      tails.push_back({tail.literal, static_cast<std::uint32_t>(set_.tail_text.size()),
                       static_cast<std::uint16_t>(tail.text.size()), edges_[tail.literal],
                       triggers_[tail.literal]});
      set_.tail_text += tail.text;
    }
    const LiteralTail first = tails.front();
    tails.erase(tails.begin());
    set_.heads.push_back({first, append(set_.tails, tails)});
  }
}

void TermBuilder::add_literal(std::uint32_t l, const std::vector<bool>& triggers) {
  LiteralEdges edges{static_cast<std::uint16_t>(literals_[l].size()), true, true};
  std::vector<std::uint32_t> atoms;
  // The others are looked for where they are asked for.
  for (const std::uint32_t a : atoms_of_literal_[l])
    if (set_.atoms[a].scanned) atoms.push_back(a);
  bool begins_some = false;
  for (const std::uint32_t a : atoms) {
    const Atom& atom = set_.atoms[a];
    const bool plain = atom.kind == Atom::Kind::plain;
    edges.left = edges.left && plain && atom.left != Edge::none;
    edges.right = edges.right && plain && atom.right != Edge::none;
    begins_some = begins_some || triggers[a];
  }
  edges_.push_back(edges);
  triggers_.push_back(begins_some);
  set_.literals.push_back({.atoms = append_few(set_.literal_atoms, atoms), .wants = {}});
}

/// What the rules that begin with a literal need besides; nothing where one needs nothing, and
/// where they are so many that the post is looked at sooner.
Few TermBuilder::wants_of(std::uint32_t l, const std::vector<std::vector<Triggered>>& rules_of,
                          const std::vector<std::vector<std::uint32_t>>& brands_of) {
  constexpr std::size_t wants_most = 8;
  std::vector<std::uint32_t> wants;
  for (const std::uint32_t a : atoms_of_literal_[l])
    for (const std::uint32_t s : few(set_.atom_sets, set_.atoms[a].sets)) {
      if (!brands_of[s].empty()) return {};
      for (const Triggered& t : rules_of[s]) {
        if (t.want == none) return {};
        if (std::ranges::find(wants, t.want) == wants.end()) wants.push_back(t.want);
        if (wants.size() > wants_most) return {};
      }
    }
  return append_few(set_.literal_wants, wants);
}

}  // namespace tocsin::rules
