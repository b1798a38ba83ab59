#include "rules/matcher.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "rules/find_literal.h"
#include "rules/near_text.h"

namespace tocsin::rules {
namespace {

/// Bytes that are word characters in ASCII: a literal's neighbours of other scripts are looked at
/// later.
constexpr auto word_byte = [] {
  std::array<bool, 256> is{};
  for (int c = '0'; c <= '9'; ++c) is[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) is[static_cast<std::size_t>(c)] = true;
  is['_'] = true;
  return is;
}();

}  // namespace

Matcher::Matcher(const RuleSet& rules)
    : rules_(rules),
      scratch_(rules.database.scratch()),
      facts_(rules),
      evaluation_(rules, facts_),
      every_post_(!rules.always_rules.empty() || !rules.always_brands.empty()),
      has_tags_(!rules.hashtags.empty() || !rules.mentions.empty() || !rules.wild_tags.empty()) {
  heads_.reserve(4096);
  hits_.reserve(4096);
}

/// Only noted: what it means is looked up when all are known, many at a time.
int Matcher::on_head(unsigned head, unsigned long long, unsigned long long end, unsigned,
                     void* self) {
  static_cast<Matcher*>(self)->heads_.push_back({head, static_cast<std::uint32_t>(end)});
  return 0;
}

void Matcher::finish(std::uint32_t head_end, const LiteralTail& tail) {
  const auto* text = reinterpret_cast<const unsigned char*>(text_.data());
  const std::uint32_t end = head_end + tail.size;
  if (tail.size > 0 &&
      (end >= text_.size() ||
       std::memcmp(text + head_end, rules_.tail_text.data() + tail.begin, tail.size) != 0))
    return;
  // The folded batch has a newline before and behind every text, so both neighbours are there.
  if (tail.edges.right && word_byte[text[end]]) return;
  if (tail.edges.left && word_byte[text[end - tail.edges.size - 1]]) return;
  if (tail.triggers) __builtin_prefetch(&rules_.literals[tail.literal]);
  hits_.push_back({tail.literal, end, tail.edges.size, tail.triggers});
}

bool Matcher::scan(std::span<const PostView* const> posts) {
  text_.clear();
  for (std::size_t i = 0; i < posts.size(); ++i) places_[i] = text_.append(posts[i]->text);
  hits_.clear();
  heads_.clear();
  if (!rules_.database.scan({text_.data(), text_.size()}, scratch_, on_head, this)) return false;
  // What a step reads of a large rule set is seldom in the cache: it is asked for ahead of it.
  for (const HeadHit& h : heads_) __builtin_prefetch(&rules_.heads[h.head]);
  for (const HeadHit& h : heads_) {
    const ScanHead& head = rules_.heads[h.head];
    finish(h.end, head.first);
    for (const LiteralTail& tail : slice(rules_.tails, head.more)) finish(h.end, tail);
  }
  const auto by_end = [](const Hit& a, const Hit& b) { return a.end < b.end; };
  if (!std::ranges::is_sorted(hits_, by_end)) std::ranges::stable_sort(hits_, by_end);
  return true;
}

bool Matcher::match(std::span<const PostView* const> posts, Matches& out) {
  for (std::size_t first = 0; first < posts.size(); first += batch) {
    const auto some = posts.subspan(first, std::min(batch, posts.size() - first));
    if (!scan(some)) return false;
    part(some);
    for (std::size_t i = 0; i < some.size(); ++i)
      judge(*some[i], static_cast<std::uint32_t>(first + i), places_[i], found_[i], out);
  }
  return true;
}

void Matcher::part(std::span<const PostView* const> posts) {
  for (const Hit& h : hits_)
    if (h.triggers)
      if (const Few wants = rules_.literals[h.literal].wants; wants.count == 1)
        __builtin_prefetch(&rules_.wants[wants.first]);
  const Hit* hit = hits_.data();
  const Hit* const end = hit + hits_.size();
  for (std::size_t i = 0; i < posts.size(); ++i) {
    const Hit* const begin = hit;
    while (hit != end && hit->end <= places_[i].end) ++hit;
    const Hits hits(begin, hit);
    const auto begins_here = [&](const Hit& h) { return begins(h, text_.view(places_[i])); };
    const bool look =
        every_post_ || std::ranges::any_of(hits, begins_here) || lists_something(*posts[i]);
    found_[i] = {hits, look};
    if (look) facts_.expect_literals(hits);
  }
  for (const Found& f : std::span(found_).first(posts.size()))
    if (f.look) facts_.expect_atoms(f.hits);
}

/// Whether a rule or a brand may begin with the literal, as far as other literals tell.
bool Matcher::begins(const Hit& hit, std::string_view folded) const {
  if (!hit.triggers) return false;
  const auto wants = few(rules_.literal_wants, rules_.literals[hit.literal].wants);
  return wants.empty() || std::ranges::any_of(wants, [&](std::uint32_t want) {
           return find_literal(folded, rules_.wants[want].view()) != nullptr;
         });
}

namespace {

/// Whether a sign of a mention is there, of any width.
bool may_mention(std::string_view text) {
  return std::ranges::any_of(std::array<std::string_view, 3>{"@", "\uFF20", "\uFE6B"},
                             [&](std::string_view sign) { return text.contains(sign); });
}

}  // namespace

/// Whether the post lists, or mentions, what rules or brands may go by.
bool Matcher::lists_something(const PostView& post) const {
  if (has_tags_ && ((post.lists_hashtags && !post.hashtags.empty()) ||
                    (post.lists_mentions && !post.mentions.empty())))
    return true;
  return rules_.accounts.any() && (!post.mentions.empty() || !post.reply_to_account.empty() ||
                                   (!post.lists_mentions && may_mention(post.text)));
}

void Matcher::gather(const PostView& post, const FoldBuffer::Folded& place, Hits hits,
                     std::uint32_t brand) {
  facts_.begin(post, text_.view(place), place.same_offsets);
  facts_.expect_sets(hits);
  for (const Hit& h : hits) facts_.literal(h.literal, h.end - place.begin - h.size);
  if (has_tags_) facts_.listed_tags();
  facts_.always();
  facts_.settle_brands(brand);
}

void Matcher::judge(const PostView& post, std::uint32_t number, const FoldBuffer::Folded& place,
                    const Found& found, Matches& out) {
  const bool ours = rules_.accounts.any() &&
                    rules_.accounts.find(post.source, post.author.id, post.author.handle) != none;
  const auto first_match = static_cast<std::uint32_t>(out.matches.size());
  std::uint64_t brands = 0;
  bool speaks = false;
  if (found.look) {
    gather(post, place, found.hits, none);
    brands = facts_.brands();
    speaks = !facts_.brand_list().empty();
    decide(out);
  }
  const auto count = static_cast<std::uint32_t>(out.matches.size()) - first_match;
  if (count > 0 || speaks || ours) out.posts.push_back({number, brands, ours, first_match, count});
}

void Matcher::decide(Matches& out) {
  if (!rules_.marks.empty()) return decide_in_order(out);
  auto& candidates = facts_.candidates();
  std::ranges::sort(candidates);
  for (const std::uint32_t rule : candidates)
    __builtin_prefetch(&rules_.nodes[rules_.gates[rule].root]);
  for (const std::uint32_t rule : candidates)
    if (evaluation_.holds(rule)) add(rule, 0, out);
}

void Matcher::add(std::uint32_t rule, std::uint64_t early, Matches& out) {
  const auto first_span = static_cast<std::uint32_t>(out.spans.size());
  evaluation_.spans(rule, out.spans);
  out.matches.push_back({RuleIndex{rule}, brands_of(rule), first_span,
                         static_cast<std::uint32_t>(out.spans.size()) - first_span, early});
}

/// A rule that names brands is about those of them that the post speaks of.
std::uint64_t Matcher::brands_of(std::uint32_t rule) const {
  if (facts_.brands() == 0) return 0;
  std::uint64_t named = 0;
  for (const std::uint32_t b : rules_.rules[rule].brands_named)
    if (b < 64) named |= std::uint64_t{1} << b;
  const std::uint64_t both = named & facts_.brands();
  return both != 0 ? both : facts_.brands();
}

bool Matcher::look_at(const PostView& post, std::uint32_t brand) {
  const PostView* one = &post;
  if (!scan({&one, 1})) return false;
  gather(post, places_[0], hits_, brand);
  return true;
}

// --- the book ---------------------------------------------------------------------------------

std::unique_ptr<RuleMatcher> CompiledBook::matcher() const {
  return std::make_unique<Matcher>(*set_);
}

bool CompiledBook::holds_with(const Match& match, const HistoryFacts& facts,
                              std::span<const RuleIndex> held) const {
  return holds_with_state(*set_, match, facts, held);
}

NearText CompiledBook::near_text(const PostView& post) const {
  return near_text_of(post.text);
}

CompiledBook::CompiledBook(std::unique_ptr<const RuleSet> set) : set_(std::move(set)) {}
CompiledBook::~CompiledBook() = default;

std::vector<TestedField> CompiledBook::tested(RuleIndex rule, const PostView& post,
                                              const HistoryFacts& facts) const {
  std::vector<TestedField> out;
  const CompiledRule& r = set_->rules[static_cast<std::uint32_t>(rule)];
  if (r.conditions.count + r.late.count == 0) return out;
  const std::lock_guard lock(tester_mutex_);
  if (!tester_) tester_ = std::make_unique<Matcher>(*set_);
  Matcher& matcher = *tester_;
  if (!matcher.look_at(post, none)) return out;
  const auto add = [&](const CompiledCondition& c, const FieldValue& v) {
    out.push_back({std::string(name_of(c.condition.field)), shown(v, type_of(c.condition.field))});
  };
  for (const CompiledCondition& c : slice(set_->conditions, r.conditions))
    add(c, value_of(c.condition.field, matcher.facts(), *set_));
  for (const CompiledCondition& c : slice(set_->conditions, r.late))
    add(c, late_value_of(c.condition.field, facts));
  return out;
}

}  // namespace tocsin::rules
