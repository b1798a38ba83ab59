#include "engine/judge/quieting.h"

#include <algorithm>
#include <cmath>

#include "engine/judge/meta_record.h"
#include "engine/store.h"

namespace tocsin {
namespace {

constexpr std::string_view prefix = "judge/quiet/";
constexpr std::chrono::seconds slot_of_time{10};

}  // namespace

template <std::size_t N>
void Quieting::Recent<N>::move_to(std::int64_t stretch) {
  if (stretch <= newest) return;
  if (stretch - newest >= static_cast<std::int64_t>(N))
    counts.fill(0);
  else
    for (auto s = newest + 1; s <= stretch; ++s) counts[static_cast<std::size_t>(s) % N] = 0;
  newest = stretch;
}

template <std::size_t N>
std::uint32_t Quieting::Recent<N>::sum() const {
  std::uint32_t all = 0;
  for (const auto n : counts) all += n;
  return all;
}

Quieting::Quieting(QuietOptions options)
    : options_(std::move(options)), never_(options_.never.begin(), options_.never.end()) {}

bool Quieting::watches(const std::string& rule) const {
  return !options_.off && !never_.contains(rule);
}

std::int64_t Quieting::tenth() const {
  return static_cast<std::int64_t>(post_ / std::max(1U, options_.of_last / 10));
}

std::int64_t Quieting::slot() const {
  return std::chrono::floor<std::chrono::seconds>(now_).time_since_epoch() / slot_of_time;
}

std::uint32_t Quieting::matches_most() const {
  return static_cast<std::uint32_t>(std::ceil(options_.share * options_.of_last));
}

void Quieting::hear(std::uint64_t post, Instant now) {
  post_ = post;
  now_ = std::max(now_, now);
  if (quiet_.empty() || (tenth() == looked_tenth_ && slot() == looked_slot_)) return;
  looked_tenth_ = tenth();
  looked_slot_ = slot();
  const auto quiet = quiet_;
  for (const auto& rule : quiet) {
    auto& entry = *states_.find(rule);
    State& state = entry.second;
    state.posts.move_to(tenth());
    state.alerts.move_to(slot());
    if (state.posts.sum() * 2 < matches_most() &&
        state.alerts.sum() * 2 < options_.alerts_per_minute)
      wake(entry, "it has calmed down");
  }
}

void Quieting::use(const RuleBook& book) {
  const auto rules = book.rules();
  const auto quiet = quiet_;
  for (const auto& rule : quiet) {
    const auto at = std::ranges::lower_bound(rules, rule, {}, &RuleInfo::id);
    const bool there = at != rules.end() && at->id == rule;
    auto& entry = *states_.find(rule);
    State& state = entry.second;
    if (there && at->pack_version == state.pack_version && watches(rule)) continue;
    state.posts = {};
    state.alerts = {};
    wake(entry, !there           ? "it is no longer loaded"
                : !watches(rule) ? "the configuration says so"
                                 : "it was changed");
  }
}

Quieting::State& Quieting::state_of(const std::string& rule, int pack_version) {
  auto& entry = *states_.try_emplace(rule).first;
  note_change(entry);
  State& state = entry.second;
  state.pack_version = pack_version;
  state.posts.move_to(tenth());
  state.alerts.move_to(slot());
  return state;
}

void Quieting::note_change(States::value_type& entry) {
  if (!std::exchange(entry.second.changed, true)) changed_.push_back(&entry);
}

void Quieting::found(const RuleInfo& rule) {
  if (!watches(rule.id)) return;
  State& state = state_of(rule.id, rule.pack_version);
  ++state.posts.counts[static_cast<std::size_t>(state.posts.newest) % state.posts.counts.size()];
  const auto matches = state.posts.sum();
  if (state.quiet || matches < matches_most()) return;
  quiet(rule.id, state, matches,
        "it matched " + std::to_string(matches) + " of the last " +
            std::to_string(options_.of_last) + " posts");
}

void Quieting::raised(const std::string& rule, int pack_version) {
  if (!watches(rule)) return;
  State& state = state_of(rule, pack_version);
  ++state.alerts.counts[static_cast<std::size_t>(state.alerts.newest) % state.alerts.counts.size()];
  const auto alerts = state.alerts.sum();
  if (state.quiet || alerts <= options_.alerts_per_minute) return;
  quiet(rule, state, alerts, "it raised " + std::to_string(alerts) + " alerts within a minute");
}

void Quieting::quiet(const std::string& rule, State& state, std::uint32_t matches,
                     std::string because) {
  news_.push_back({true, rule + " is quieted: " + because +
                             ". Its alerts are still raised and listed, and page nobody"});
  state.quiet = {rule, matches, std::move(because), now_};
  quiet_.insert(rule);
}

void Quieting::wake(States::value_type& entry, std::string_view because) {
  auto& [rule, state] = entry;
  news_.push_back({false, rule + " is no longer quieted: " + std::string(because)});
  state.quiet.reset();
  quiet_.erase(rule);
  note_change(entry);
}

const QuietRule* Quieting::find(const std::string& rule) const {
  if (quiet_.empty()) return nullptr;
  const auto at = states_.find(rule);
  return at == states_.end() || !at->second.quiet ? nullptr : &*at->second.quiet;
}

std::vector<QuietRule> Quieting::all() const {
  std::vector<QuietRule> rules;
  for (const auto& rule : quiet_) rules.push_back(*states_.at(rule).quiet);
  return rules;
}

void Quieting::take_changed(std::vector<std::pair<std::string, std::string>>& out) {
  for (auto* const entry : changed_) {
    auto& [rule, state] = *entry;
    state.changed = false;
    std::string value;
    add_number(value, state.pack_version);
    add_number(value, state.posts.newest);
    for (const auto n : state.posts.counts) add_number(value, n);
    add_number(value, state.alerts.newest);
    for (const auto n : state.alerts.counts) add_number(value, n);
    if (state.quiet) {
      add_number(value, us_of(state.quiet->since));
      add_number(value, state.quiet->matches);
      value += ' ' + state.quiet->because;
    }
    out.emplace_back(std::string(prefix) + rule, std::move(value));
  }
  changed_.clear();
}

void Quieting::restore(const Store& store) {
  store.each_meta(prefix, [&](std::string_view key, std::string_view value) {
    const std::string rule(key.substr(prefix.size()));
    MetaNumbers numbers(value);
    State state;
    const auto next = [&] { return numbers.next().value_or(0); };
    state.pack_version = static_cast<int>(next());
    state.posts.newest = next();
    for (auto& n : state.posts.counts) n = static_cast<std::uint32_t>(next());
    state.alerts.newest = next();
    for (auto& n : state.alerts.counts) n = static_cast<std::uint32_t>(next());
    if (const auto since = numbers.next()) {
      const auto matches = static_cast<std::uint32_t>(next());
      state.quiet = {rule, matches, std::string(numbers.rest()), instant_from_us(*since)};
      quiet_.insert(rule);
    }
    states_[rule] = std::move(state);
  });
}

}  // namespace tocsin
