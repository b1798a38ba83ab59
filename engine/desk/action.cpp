#include "engine/desk/action.h"

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

constexpr std::array<std::string_view, action_kinds> kind_names{
    "claim", "release", "assign",  "ack",    "snooze",   "note",
    "tag",   "resolve", "dismiss", "reopen", "follow-up"};

/// Numbers and texts to be told apart by.
class Parts {
 public:
  Parts& add(std::string_view text) {
    texts_.emplace_back(text);
    return *this;
  }
  Parts& add(std::int64_t number) { return add(std::to_string(number)); }
  Id128 digest(std::string_view domain) const {
    const std::vector<std::string_view> views(texts_.begin(), texts_.end());
    return digest_of(domain, views);
  }

 private:
  std::vector<std::string> texts_;
};

}  // namespace

std::string_view name_of(ActionKind kind) {
  return kind_names.at(static_cast<std::size_t>(kind));
}

std::optional<ActionKind> action_named(std::string_view name) {
  const auto at = std::ranges::find(kind_names, name);
  if (at == kind_names.end()) return std::nullopt;
  return static_cast<ActionKind>(at - kind_names.begin());
}

Id128 key_of(const Actor& by, std::string_view key) {
  if (key.empty()) return {};
  return Parts().add(by.user).add(key).digest("action key");
}

Id128 fingerprint_of(const Action& action) {
  Parts parts;
  parts.add(name_of(action.kind));
  for (const auto& id : action.alerts) parts.add(to_string(id));
  parts.add(action.version ? static_cast<std::int64_t>(*action.version) : -1);
  parts.add(action.to.user).add(action.length ? std::int64_t{action.length->count()} : -1);
  parts.add(action.until ? us_of(*action.until) : -1).add(action.text).add(action.outcome);
  for (const auto& tag : action.add) parts.add("+" + tag);
  for (const auto& tag : action.remove) parts.add("-" + tag);
  return parts.digest("action");
}

std::string length_text(Micros length) {
  using namespace std::chrono_literals;
  const auto of = [&](Micros unit, std::string_view name) {
    return std::to_string(length / unit) + ' ' + std::string(name);
  };
  if (length < 1min) return of(1s, "s");
  if (length < 1h) return of(1min, "min");
  if (length < 48h) return of(1h, "h");
  return of(24h, "days");
}

std::string who_and_when(std::string_view did, const Person& by, Instant at, Instant now) {
  std::string text(did);
  if (!by.name.empty()) text += " by " + by.name;
  if (at != Instant{}) text += ' ' + length_text(std::max(Micros{0}, now - at)) + " ago";
  return text;
}

}  // namespace tocsin
