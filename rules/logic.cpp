#include "rules/logic.h"

#include <algorithm>

#include "engine/bounds.h"
#include "rules/expression.h"
#include "rules/fold.h"
#include "rules/lint.h"
#include "rules/logic_search.h"
#include "rules/word.h"

namespace tocsin::rules {
namespace {

/// Words of which it is known where they are found: letters and digits of scripts with spaces.
bool only_words(std::string_view folded) {
  if (folded.empty() || folded.front() == ' ' || folded.back() == ' ') return false;
  for (std::size_t at = 0; at < folded.size();) {
    const Decoded d = decode_at(folded, at);
    if (d.c != U' ' && (!is(d.c, char_word) || is(d.c, char_unspaced) || d.c == U'_')) return false;
    at += d.size;
  }
  return folded.find("  ") == std::string_view::npos;
}

/// Whether the post is asked for these words at all, or (as `brand` may) for something else.
bool is_words(const Expr& expr) {
  return expr.kind != Expr::Kind::brand &&
         std::ranges::all_of(expr.operands, [](const ExprPtr& e) { return is_words(*e); });
}

}  // namespace

Logic::Formula Logic::formula(const Expr& expr) {
  return Formula{build(expr)};
}

std::uint32_t Logic::add(Kind kind, std::vector<std::uint32_t> parts, int n) {
  Node node{.kind = kind, .n = n, .parts = std::move(parts)};
  node.negated = kind == Kind::negation || std::ranges::any_of(node.parts, [&](std::uint32_t p) {
                   return nodes_[p].negated;
                 });
  nodes_.push_back(std::move(node));
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::pair<std::uint32_t, bool> Logic::atom(const std::string& form) {
  const auto number = static_cast<std::uint32_t>(atoms_.size());
  const auto [known, is_new] = atoms_by_form_.emplace(form, number);
  if (is_new) {
    nodes_.push_back({.kind = Kind::atom, .atom = number, .n = 0, .parts = {}, .negated = false});
    atoms_.emplace_back().node = static_cast<std::uint32_t>(nodes_.size() - 1);
  }
  return {known->second, is_new};
}

std::vector<std::uint32_t> Logic::parts_of(const Expr& expr) {
  std::vector<std::uint32_t> parts;
  for (const ExprPtr& operand : expr.operands) parts.push_back(build(*operand));
  return parts;
}

std::uint32_t Logic::build(const Expr& expr) {
  switch (expr.kind) {
    case Expr::Kind::list:
      return named(expr);
    case Expr::Kind::term:
      return entry(expr.term);
    case Expr::Kind::brand:
      return brand(expr);
    case Expr::Kind::signal:
    case Expr::Kind::rule:
      return atoms_[atom(canonical(expr)).first].node;
    case Expr::Kind::count:
      return count(expr);
    case Expr::Kind::near:
    case Expr::Kind::before:
      return chain(expr);
    case Expr::Kind::at_least:
      return add(Kind::at_least, parts_of(expr), expr.n);
    case Expr::Kind::negation:
      return add(Kind::negation, parts_of(expr));
    case Expr::Kind::all:
      return add(Kind::all, parts_of(expr));
    case Expr::Kind::any:
      return add(Kind::any, parts_of(expr));
  }
  return atoms_[atom(canonical(expr)).first].node;
}

/// A list of this pack is an OR of its entries; one of another pack is only itself.
std::uint32_t Logic::named(const Expr& expr) {
  const bool own = expr.ref.pack.empty() || expr.ref.pack == pack_.name;
  const auto list = std::ranges::find(pack_.terms, expr.ref.name, &TermList::name);
  if (!own || list == pack_.terms.end())
    return atoms_[atom("list " + expr.ref.pack + '.' + expr.ref.name).first].node;
  if (const auto known = lists_.find(list->name); known != lists_.end()) return known->second;
  std::vector<std::uint32_t> entries;
  for (const Term& term : list->entries) entries.push_back(entry(term));
  return lists_[list->name] = add(Kind::any, std::move(entries));
}

std::uint32_t Logic::entry(const Term& term) {
  const auto [number, is_new] = atom("term " + form_of(term));
  if (is_new && term.form == Term::Form::words) {
    std::string folded = fold(term.pattern);
    const bool begins = folded.ends_with('*');
    if (begins) folded.pop_back();
    if (only_words(folded)) {
      (begins ? by_beginning_ : by_words_).emplace(folded, number);
      if (!begins) atoms_[number].words = std::move(folded);
    }
  }
  return atoms_[number].node;
}

std::uint32_t Logic::brand(const Expr& expr) {
  const auto [any, first] = atom("brand");
  if (expr.id.empty()) return atoms_[any].node;
  const auto [one, is_new] = atom("brand:" + expr.id);
  if (is_new) atoms_[one].implies.push_back(atoms_[any].node);
  return atoms_[one].node;
}

/// A chain is an atom: what it says beyond its operands is not looked into, but that a wider one
/// over the same operands holds too.
std::uint32_t Logic::chain(const Expr& expr) {
  const auto [number, is_new] = atom("chain " + canonical(expr));
  if (!is_new) return atoms_[number].node;
  std::string operands;
  for (const ExprPtr& operand : expr.operands) {
    operands += canonical(*operand) + '\n';
    if (!is_words(*operand)) continue;
    const std::uint32_t part = build(*operand);
    atoms_[number].implies.push_back(part);
  }
  const Chain made{expr.distances, expr.ordered, number};
  const auto within = [&](const Chain& narrow, const Chain& wide) {
    for (std::size_t i = 0; i < narrow.distances.size(); ++i)
      if (narrow.distances[i] > wide.distances[i] || (wide.ordered[i] && !narrow.ordered[i]))
        return false;
    return true;
  };
  for (const Chain& other : chains_[operands]) {
    if (within(made, other)) atoms_[number].implies.push_back(atoms_[other.atom].node);
    if (within(other, made)) atoms_[other.atom].implies.push_back(atoms_[number].node);
  }
  chains_[operands].push_back(made);
  return atoms_[number].node;
}

std::uint32_t Logic::count(const Expr& expr) {
  const auto [number, is_new] = atom("count " + canonical(expr));
  if (!is_new) return atoms_[number].node;
  const Expr& operand = *expr.operands.front();
  if (is_words(operand)) {
    const std::uint32_t part = build(operand);
    atoms_[number].implies.push_back(part);
  }
  auto& others = counts_[canonical(operand)];
  for (const Count& other : others) {
    const bool more = expr.n >= other.n;
    atoms_[more ? number : other.atom].implies.push_back(atoms_[more ? other.atom : number].node);
  }
  others.push_back({expr.n, number});
  return atoms_[number].node;
}

const std::vector<std::uint32_t>& Logic::implied(std::uint32_t number) {
  if (!atoms_[number].words.empty() && atoms_[number].compared < atoms_.size())
    compare_words(number);
  return atoms_[number].implies;
}

/// Where `no signal at all` is found, `signal`, `no signal` and `sig*` are too.
void Logic::compare_words(std::uint32_t number) {
  const std::string words = atoms_[number].words;
  std::vector<std::uint32_t>& implies = atoms_[number].implies;
  atoms_[number].compared = atoms_.size();
  const auto imply = [&](const auto& known, const std::string& text) {
    const auto found = known.find(text);
    if (found == known.end() || found->second == number) return;
    const std::uint32_t node = atoms_[found->second].node;
    if (std::ranges::find(implies, node) == implies.end()) implies.push_back(node);
  };
  for (std::size_t begin = 0; begin < words.size();) {
    for (std::size_t end = words.find(' ', begin);; end = words.find(' ', end + 1)) {
      const std::string run = words.substr(begin, end == words.npos ? words.npos : end - begin);
      imply(by_words_, run);
      // What a `*` stands for is bounded.
      const std::size_t last = run.rfind(' ') == run.npos ? 0 : run.rfind(' ') + 1;
      for (std::size_t cut = last + 1; cut <= run.size() && !by_beginning_.empty(); ++cut)
        if (run.size() - cut <= bounds::wildcard_chars) imply(by_beginning_, run.substr(0, cut));
      if (end == words.npos) break;
    }
    const std::size_t next = words.find(' ', begin);
    begin = next == words.npos ? words.size() : next + 1;
  }
}

bool Logic::has_negation(Formula f) const {
  return nodes_[static_cast<std::uint32_t>(f)].negated;
}

bool Logic::holds_in(const std::vector<bool>& atoms, Formula f) const {
  return holds(atoms, static_cast<std::uint32_t>(f));
}

bool Logic::holds(const std::vector<bool>& atoms, std::uint32_t at) const {
  const Node& node = nodes_[at];
  const auto one = [&](std::uint32_t part) { return holds(atoms, part); };
  switch (node.kind) {
    case Kind::atom:
      return node.atom < atoms.size() && atoms[node.atom];
    case Kind::negation:
      return !holds(atoms, node.parts.front());
    case Kind::all:
      return std::ranges::all_of(node.parts, one);
    case Kind::any:
      return std::ranges::any_of(node.parts, one);
    case Kind::at_least:
      return std::ranges::count_if(node.parts, one) >= node.n;
  }
  return false;
}

bool Logic::refuted(const std::vector<Wanted>& wanted) {
  Search search(*this);
  for (const Wanted& w : wanted) search.want(static_cast<std::uint32_t>(w.f), w.holds);
  return search.run() == Search::Found::none;
}

std::optional<std::vector<bool>> Logic::example(Formula f) {
  Search search(*this);
  search.want(static_cast<std::uint32_t>(f), true);
  if (search.run() != Search::Found::one) return std::nullopt;
  return search.atoms();
}

std::vector<bool> Logic::only(const Term& term) {
  Search search(*this);
  search.want(entry(term), true);
  search.want(atoms_[atom("brand").first].node, true);
  search.run();
  return search.atoms();
}

}  // namespace tocsin::rules
