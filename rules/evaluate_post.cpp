#include "rules/evaluate_post.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "rules/find_literal.h"

namespace tocsin::rules {

PostFacts::PostFacts(const RuleSet& rules)
    : rules_(rules),
      sets_(rules.sets.size()),
      rule_epoch_(rules.rules.size()),
      possible_epoch_(rules.atoms.size()),
      asked_epoch_(rules.atoms.size()),
      marks_(rules.marks.size()),
      brand_epoch_(rules.brands.size()) {}

void PostFacts::begin(const PostView& post, std::string_view folded, bool same_offsets) {
  post_ = &post;
  folded_ = folded;
  same_offsets_ = same_offsets;
  if (++epoch_ == 0) {
    // Wrapped after 4 billion posts: what is old must not look new.
    std::ranges::fill(sets_, SetState{});
    std::ranges::fill(marks_, MarkState{});
    for (auto* marks : {&rule_epoch_, &possible_epoch_, &asked_epoch_, &brand_epoch_})
      std::ranges::fill(*marks, 0U);
    epoch_ = 1;
  }
  items_.clear();
  sorted_.clear();
  candidates_.clear();
  given_.clear();
  given_spans_.clear();
  maybe_brands_.clear();
  spoken_.clear();
  account_places_.clear();
  brand_bits_ = 0;
  have_offsets_ = have_words_ = have_urls_ = false;
}

PostFacts::SetState& PostFacts::state(std::uint32_t set) {
  SetState& s = sets_[set];
  if (s.epoch != epoch_) s = {.epoch = epoch_};
  return s;
}

void PostFacts::candidate(std::uint32_t rule) {
  if (rule_epoch_[rule] == epoch_) return;
  rule_epoch_[rule] = epoch_;
  candidates_.push_back(rule);
  __builtin_prefetch(&rules_.gates[rule]);
}

void PostFacts::touch(const TermSet& set) {
  const auto trigger = [&](const Triggered& t) {
    if (t.want == none || find_literal(folded_, rules_.wants[t.want].view()) != nullptr)
      candidate(t.rule);
  };
  if (set.first.rule != none) trigger(set.first);
  for (const Triggered& t : slice(rules_.triggered_rules, set.more)) trigger(t);
  for (const std::uint32_t b : slice(rules_.triggered_brands, set.brands))
    maybe_brands_.push_back(b);
}

void PostFacts::found(const Atom& atom, const Occurrence& occurrence) {
  for (const std::uint32_t s : few(rules_.atom_sets, atom.sets)) {
    const bool fresh = sets_[s].epoch != epoch_;
    SetState& set = state(s);
    items_.push_back({occurrence, set.head});
    set.head = static_cast<std::uint32_t>(items_.size() - 1);
    if (fresh) touch(rules_.sets[s]);
  }
}

void PostFacts::found(const Atom& atom, Stretch folded) {
  // Where it stands in the original is seldom asked: only where there are URLs, and for spans.
  if (!atom.in_urls && !urls().empty() && in_url(to_original(folded))) return;
  found(atom, Occurrence{.folded = folded});
}

void PostFacts::possible(std::uint32_t id) {
  if (possible_epoch_[id] == epoch_) return;
  possible_epoch_[id] = epoch_;
  for (const std::uint32_t s : few(rules_.atom_sets, rules_.atoms[id].sets)) {
    state(s);
    touch(rules_.sets[s]);
  }
}

void PostFacts::literal(std::uint32_t id, std::uint32_t at) {
  for (const std::uint32_t a : few(rules_.literal_atoms, rules_.literals[id].atoms)) atom(a, at);
}

namespace {

/// Whether a neighbour surely ends a word: ASCII, and neither a word character nor an apostrophe.
bool clear_of_words(Edge edge, char neighbour) {
  if (edge == Edge::none) return true;
  const auto c = static_cast<unsigned char>(neighbour);
  return c < 0x80 && c != '\'' && c != '_' && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z');
}

}  // namespace

void PostFacts::atom(std::uint32_t id, std::uint32_t at) {
  const Atom& atom = rules_.atoms[id];
  switch (atom.kind) {
    case Atom::Kind::plain:
      if (const std::uint32_t end = at + atom.size;
          clear_of_words(atom.left, at == 0 ? '\n' : folded_[at - 1]) &&
          clear_of_words(atom.right, end == folded_.size() ? '\n' : folded_[end]) &&
          !inside_flag(folded_, at))
        return found(atom, Stretch{at, end});
      [[fallthrough]];
    case Atom::Kind::glob:
    case Atom::Kind::hashtag:
    case Atom::Kind::cashtag:
      if (atom.kind == Atom::Kind::hashtag && post_->lists_hashtags) return;
      if (const auto place = matches_at(rules_.patterns[atom.pattern], folded_, at)) {
        const bool tag = atom.kind == Atom::Kind::hashtag || atom.kind == Atom::Kind::cashtag;
        if (!tag || plain_begin_at(folded_, at)) found(atom, *place);
      }
      return;
    case Atom::Kind::mention:
      if (!post_->lists_mentions && plain_begin_at(folded_, at)) mention_at(atom, at);
      return;
    default:
      possible(id);
  }
}

/// The handle is read from the original text, where its hyphens are.
void PostFacts::mention_at(const Atom& atom, std::uint32_t at) {
  const Stretch sign = to_original({at, at + 1});
  const Handle handle = handle_at(post_->text, sign.end, HandleIn::text);
  if (!names_handle(rules_.patterns[atom.pattern].handle, handle.folded)) return;
  const Stretch original{sign.begin, static_cast<std::uint32_t>(handle.end)};
  if (in_url(original)) return;
  found(atom, Occurrence{to_folded(original), original, true});
}

void PostFacts::always() {
  for (const std::uint32_t r : rules_.always_rules) candidate(r);
  for (const std::uint32_t b : rules_.always_brands) maybe_brands_.push_back(b);
}

// --- what has to be run ------------------------------------------------------------------

/// Every place of a term's literal, of those that were not scanned for.
void PostFacts::look_for(std::uint32_t id) {
  const auto each = [&](const std::string& literal) {
    std::size_t from = 0;
    while (const char* hit = find_literal(folded_.substr(from), literal)) {
      from = static_cast<std::size_t>(hit - folded_.data());
      atom(id, static_cast<std::uint32_t>(from));
      ++from;
    }
  };
  const Atom& a = rules_.atoms[id];
  if (a.kind < Atom::Kind::regex)
    each(rules_.patterns[a.pattern].literal);
  else
    for (const std::string& literal : rules_.regexes[a.pattern].required()) each(literal);
}

void PostFacts::ask(std::uint32_t id) {
  if (asked_epoch_[id] == epoch_) return;
  asked_epoch_[id] = epoch_;
  if (clock_ == nullptr) return run(id);
  const auto began = std::chrono::steady_clock::now();
  run(id);
  clock_->asked(id, static_cast<std::uint64_t>((std::chrono::steady_clock::now() - began).count()));
}

void PostFacts::run(std::uint32_t id) {
  const Atom& atom = rules_.atoms[id];
  if (!atom.scanned) look_for(id);
  if (atom.confirmed() && (atom.always || possible_epoch_[id] == epoch_)) confirm(id);
}

void PostFacts::confirm(std::uint32_t id) {
  const Atom& atom = rules_.atoms[id];
  if (atom.kind == Atom::Kind::regex) {
    rules_.regexes[atom.pattern].find_all(folded_, regex_found_);
    for (const Stretch& s : regex_found_) found(atom, s);
    return;
  }
  if (atom.kind == Atom::Kind::regex_original)
    rules_.regexes[atom.pattern].find_all(post_->text, regex_found_);
  else
    find_exact(rules_.patterns[atom.pattern], post_->text, regex_found_);
  for (const Stretch& s : regex_found_)
    if (atom.in_urls || !in_url(s)) found(atom, Occurrence{to_folded(s), s, true});
}

void PostFacts::ask_all(std::uint32_t set) {
  if (std::exchange(state(set).asked, true)) return;
  for (const std::uint32_t a : slice(rules_.asked_atoms, rules_.sets[set].asked)) ask(a);
}

bool PostFacts::present(std::uint32_t set) {
  if (state(set).head != none) return true;
  for (const std::uint32_t a : slice(rules_.asked_atoms, rules_.sets[set].asked)) {
    ask(a);
    if (sets_[set].head != none) return true;
  }
  return false;
}

std::span<const Occurrence> PostFacts::occurrences(std::uint32_t set) {
  ask_all(set);
  SetState& s = state(set);
  if (s.sorted_first == none) {
    s.sorted_first = static_cast<std::uint32_t>(sorted_.size());
    for (std::uint32_t i = s.head; i != none; i = items_[i].next)
      sorted_.push_back(items_[i].occurrence);
    const auto begin = sorted_.begin() + s.sorted_first;
    std::ranges::sort(begin, sorted_.end(), {}, &Occurrence::folded);
    sorted_.erase(std::unique(begin, sorted_.end(),
                              [](const Occurrence& a, const Occurrence& b) {
                                return a.folded == b.folded && a.placed == b.placed;
                              }),
                  sorted_.end());
    s.sorted_count = static_cast<std::uint32_t>(sorted_.size()) - s.sorted_first;
  }
  return std::span<const Occurrence>(sorted_).subspan(s.sorted_first, s.sorted_count);
}

// --- offsets, words, URLs -----------------------------------------------------------------

void PostFacts::need_offsets() {
  if (have_offsets_) return;
  have_offsets_ = true;
  fold_with_offsets(post_->text, offsets_text_, offsets_);
}

Stretch PostFacts::to_original(Stretch folded) {
  if (same_offsets_) return folded;
  need_offsets();
  const auto size = static_cast<std::uint32_t>(post_->text.size());
  const Stretch out{folded.begin < offsets_.begin.size() ? offsets_.begin[folded.begin] : size,
                    folded.end > 0 ? offsets_.end[folded.end - 1] : 0};
  return {out.begin, std::max(out.begin, out.end)};
}

Stretch PostFacts::to_folded(Stretch original) {
  if (same_offsets_) return original;
  need_offsets();
  const auto first = std::ranges::lower_bound(offsets_.end, original.begin + 1);
  const auto last = std::ranges::lower_bound(offsets_.begin, original.end);
  const auto begin = static_cast<std::uint32_t>(first - offsets_.end.begin());
  return {begin, std::max(begin, static_cast<std::uint32_t>(last - offsets_.begin.begin()))};
}

const std::vector<Stretch>& PostFacts::words() {
  if (!std::exchange(have_words_, true)) find_words(folded_, words_);
  return words_;
}

const std::vector<Stretch>& PostFacts::urls() {
  if (!std::exchange(have_urls_, true)) find_urls(post_->text, urls_);
  return urls_;
}

bool PostFacts::in_url(Stretch original) {
  for (const Stretch& u : urls())
    if (original.begin >= u.begin && original.begin < u.end) return true;
  return false;
}

bool PostFacts::within(std::uint32_t end, std::uint32_t begin, int words_between) {
  return end <= begin && words_at_most(folded_, {end, begin}, words_between);
}

}  // namespace tocsin::rules
