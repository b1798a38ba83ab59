#include "engine/judge/windows.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <unordered_set>

#include <xxhash.h>

#include "engine/bounds.h"
#include "engine/judge/meta_record.h"
#include "engine/store.h"

namespace tocsin {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view since_prefix = "judge/surge-since/";

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const std::array<std::uint64_t, 2> both{a, b};
  return XXH3_64bits(both.data(), sizeof(both));
}

/// Windows of one rule that count by different things do not share their matches.
std::uint64_t scope_of(const RuleInfo& rule, const RuleWindow& window) {
  return mix(hash_of_rule(rule.id), static_cast<std::uint64_t>(window.kind) * 16 +
                                        static_cast<std::uint64_t>(window.same));
}

/// For people: `7 min`.
std::string length_text(Micros length) {
  const auto in = [&](Micros unit, std::string_view name) {
    return std::to_string((length + unit - Micros{1}) / unit) + ' ' + std::string(name);
  };
  if (length < 2min) return in(1s, "s");
  if (length < 2h) return in(1min, "min");
  return length < 48h ? in(1h, "h") : in(24h, "days");
}

std::string number_text(double number) {
  std::array<char, 32> digits{};
  const double rounded = number < 10 ? std::round(number * 10) / 10 : std::round(number);
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), rounded).ptr;
  return {digits.data(), end};
}

/// What a stretch of a window's length holds.
struct Stretch {
  std::size_t count = 0;
  Micros length{};
};

/// The fullest stretch of `within` that holds `at`: the number of those that differ in `what`.
/// What expired may be there or cleared away, so it does not count.
template <class What>
Stretch fullest(std::span<const WindowMatch> matches, Instant at, Instant now, Micros within,
                What what) {
  std::unordered_map<std::uint64_t, std::size_t> inside;
  auto first = std::ranges::upper_bound(matches, at - within, {}, &WindowMatch::time);
  while (first != matches.end() && first->expires <= now) ++first;
  auto last = first;
  for (; last != matches.end() && last->time <= at; ++last) ++inside[what(*last)];
  Stretch best{inside.size(), last == first ? Micros{0} : std::prev(last)->time - first->time};
  // Later ones are there where this one comes late.
  for (; last != matches.end() && last->time < at + within; ++last) {
    ++inside[what(*last)];
    for (; first->time <= last->time - within; ++first)
      if (--inside[what(*first)] == 0) inside.erase(what(*first));
    if (inside.size() > best.count) best = {inside.size(), last->time - first->time};
  }
  return best;
}

}  // namespace

std::uint64_t hash_of_rule(std::string_view id) {
  return XXH3_64bits(id.data(), id.size());
}

Windows::Windows()
    : log_(bounds::window_matches), texts_(bounds::near_texts), rates_(bounds::surge_groups) {}

void Windows::begin(const RuleBook& book, Instant first) {
  std::unordered_set<std::uint64_t> surging;
  for (const auto& rule : book.rules())
    if (std::ranges::any_of(rule.windows,
                            [](const auto& w) { return w.kind == WindowKind::surge; }))
      surging.insert(hash_of_rule(rule.id));
  // A rule that comes back after a while has not been counted meanwhile.
  for (auto known = since_.begin(); known != since_.end();)
    if (surging.contains(known->first)) {
      ++known;
    } else {
      changed_since_.push_back(known->first);
      known = since_.erase(known);
    }
  for (const std::uint64_t rule : surging)
    if (since_.emplace(rule, first).second) changed_since_.push_back(rule);
}

bool Windows::wants_text(const RuleInfo& rule) {
  return std::ranges::any_of(rule.windows, [](const auto& w) { return w.same == LimitBy::text; });
}

bool Windows::judge(const RuleInfo& rule, const WindowPost& post, std::vector<TestedField>& said) {
  bool all = true;
  // Each counts, also behind one that does not hold.
  for (const auto& window : rule.windows) all = judge(rule, window, post, said) && all;
  return all;
}

bool Windows::judge(const RuleInfo& rule, const RuleWindow& window, const WindowPost& post,
                    std::vector<TestedField>& said) {
  std::optional<std::string> seen;
  for (const Group& group : groups_of(rule, window, post)) {
    const auto one = window.kind == WindowKind::repeat     ? repeat(group, window, post)
                     : window.kind == WindowKind::distinct ? distinct(group, window, post)
                                                           : surge(group, rule, window, post);
    if (one && !seen) seen = one;
  }
  if (!seen) return false;
  said.push_back({std::string(name_of(window.kind)), std::move(*seen)});
  return true;
}

std::vector<Windows::Group> Windows::groups_of(const RuleInfo& rule, const RuleWindow& window,
                                               const WindowPost& post) {
  const std::uint64_t scope = scope_of(rule, window);
  switch (window.same) {
    case LimitBy::author:
      return {{mix(scope, static_cast<std::uint64_t>(post.author)), "by the same author"}};
    case LimitBy::conversation:
      return {
          {mix(scope, static_cast<std::uint64_t>(post.conversation)), "in the same conversation"}};
    case LimitBy::text:
      return {
          {texts_.group(scope, post.text, post.now, post.now + window.within + bounds::late_counts),
           "of near-identical text"}};
    case LimitBy::brand: {
      std::vector<Group> groups;
      for (const auto brand : post.brands)
        groups.push_back({mix(scope, hash_of_rule(brand)), "about " + std::string(brand)});
      return groups;
    }
    case LimitBy::rule:
      break;
  }
  return {{scope, "of this rule"}};
}

Instant Windows::note(std::uint64_t group, const RuleWindow& window, const WindowPost& post) {
  if (post.repost) return post.at;
  const auto most = std::max<std::size_t>(bounds::matches_per_window, window.at_least);
  return log_.note(
      group,
      {post.at, static_cast<std::uint64_t>(post.post), static_cast<std::uint64_t>(post.author),
       post.at + window.within + bounds::late_counts},
      post.now, most);
}

std::optional<std::string> Windows::repeat(const Group& group, const RuleWindow& window,
                                           const WindowPost& post) {
  const Instant at = note(group.id, window, post);
  const auto seen =
      fullest(log_.of(group.id), at, post.now, window.within, [](const auto& m) { return m.post; });
  if (seen.count < window.at_least) return std::nullopt;
  return std::to_string(seen.count) + ' ' + group.called + ", in " + length_text(seen.length);
}

std::optional<std::string> Windows::distinct(const Group& group, const RuleWindow& window,
                                             const WindowPost& post) {
  const Instant at = note(group.id, window, post);
  thin_out(group.id, window, post);
  const auto seen = fullest(log_.of(group.id), at, post.now, window.within,
                            [](const auto& m) { return m.author; });
  if (seen.count < window.at_least) return std::nullopt;
  return std::to_string(seen.count) + " authors, near-identical text, in " +
         length_text(seen.length);
}

/// Of one author's matches, one that stands between two others within the window adds nothing to
/// any stretch: a single flooder does not push the others out.
void Windows::thin_out(std::uint64_t group, const RuleWindow& window, const WindowPost& post) {
  std::vector<const WindowMatch*> own;
  for (const auto& m : log_.of(group))
    if (m.author == static_cast<std::uint64_t>(post.author)) own.push_back(&m);
  std::vector<std::uint64_t> needless;
  for (std::size_t before = 0, i = 1; i + 1 < own.size(); ++i)
    if (own[i + 1]->time - own[before]->time <= window.within)
      needless.push_back(own[i]->post);
    else
      before = i;
  for (const std::uint64_t m : needless) log_.forget(group, m);
}

std::optional<std::string> Windows::surge(const Group& group, const RuleInfo& rule,
                                          const RuleWindow& window, const WindowPost& post) {
  const auto known = since_.find(hash_of_rule(rule.id));
  const Instant since = known == since_.end() ? post.at : known->second;
  const auto rates = rates_.note(group.id, window, since, post.at,
                                 post.again ? SurgeRates::Counts::no : SurgeRates::Counts::yes);
  if (!rates.usual || rates.now < window.at_least ||
      static_cast<double>(rates.now) < window.over * *rates.usual)
    return std::nullopt;
  const auto now = static_cast<double>(rates.now);
  return std::to_string(rates.now) + ' ' + group.called + ", in " + length_text(window.within) +
         (*rates.usual > 0 ? ", " + number_text(now / *rates.usual) + " times the usual " +
                                 number_text(*rates.usual)
                           : ", usually none");
}

// --- what lasts -----------------------------------------------------------------------------

void Windows::expire(Instant now) {
  log_.expire(now);
  texts_.expire(now);
  rates_.expire(now);
}

void Windows::take_changed(std::vector<std::pair<std::string, std::string>>& out) {
  log_.take_changed(out);
  texts_.take_changed(out);
  rates_.take_changed(out);
  for (const std::uint64_t rule : changed_since_) {
    const auto known = since_.find(rule);
    out.emplace_back(meta_key(since_prefix, {rule}),
                     known == since_.end() ? "" : std::to_string(us_of(known->second)));
  }
  changed_since_.clear();
}

void Windows::restore(const Store& store) {
  store.each_meta(WindowLog::prefix, [&](auto key, auto value) { log_.restore(key, value); });
  store.each_meta(NearTexts::prefix, [&](auto key, auto value) { texts_.restore(key, value); });
  store.each_meta(SurgeRates::prefix, [&](auto key, auto value) { rates_.restore(key, value); });
  store.each_meta(since_prefix, [&](std::string_view key, std::string_view value) {
    const auto rule = number_in_key(key, since_prefix, 0);
    if (const auto us = MetaNumbers(value).next(); rule && us)
      since_.emplace(*rule, instant_from_us(*us));
  });
}

}  // namespace tocsin
