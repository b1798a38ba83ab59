#include "engine/serve/presence.h"

#include <algorithm>

#include "engine/json_writer.h"

namespace tocsin::serve {

Presence::Seat Presence::take_seat() {
  const std::scoped_lock lock(mutex_);
  return ++seats_;
}

void Presence::changed(CaseId at, Time now) {
  cases_[at] = {++changes_, now};
}

bool Presence::see(Seat seat, const Person& person, std::optional<CaseId> at, bool typing,
                   Time now) {
  const std::scoped_lock lock(mutex_);
  const auto known = seen_.find(seat);
  if (known != seen_.end() && at == known->second.at && typing == known->second.typing) {
    known->second.said = now;
    return false;
  }
  if (known == seen_.end() && !at) return false;
  if (known != seen_.end()) {
    changed(known->second.at, now);
    seen_.erase(known);
  }
  if (at) {
    seen_[seat] = {person, *at, typing, now};
    changed(*at, now);
  }
  return true;
}

void Presence::clear_away(Time now) {
  for (auto at = seen_.begin(); at != seen_.end();) {
    if (now - at->second.said < options_.stays) {
      ++at;
      continue;
    }
    changed(at->second.at, now);
    at = seen_.erase(at);
  }
  const auto somebody_at = [&](const CaseId& id) {
    return std::ranges::any_of(seen_, [&](const auto& seat) { return seat.second.at == id; });
  };
  std::erase_if(cases_, [&](const auto& one) {
    return now - one.second.at > options_.stays && !somebody_at(one.first);
  });
}

std::string Presence::message(const CaseId& at) const {
  std::map<std::string, std::pair<std::string, bool>> who;  // a person with two windows is one
  for (const auto& [seat, seen] : seen_) {
    if (seen.at != at) continue;
    auto& [name, typing] = who[seen.person.user];
    name = seen.person.name;
    typing = typing || seen.typing;
  }
  std::string text;
  JsonWriter json(text);
  json.begin_object().field("type", "presence").field("case", to_string(at));
  json.key("who").begin_array();
  for (const auto& [user, told] : who)
    json.begin_object()
        .field("user", user)
        .field("name", told.first)
        .field("typing", told.second)
        .end_object();
  json.end_array().end_object();
  return text;
}

Presence::News Presence::since(std::uint64_t since, Time now) {
  const std::scoped_lock lock(mutex_);
  clear_away(now);
  News news{changes_, {}};
  if (since == changes_) return news;
  for (const auto& [id, change] : cases_) {
    if (change.number <= since) continue;
    const bool somebody =
        std::ranges::any_of(seen_, [&](const auto& seat) { return seat.second.at == id; });
    if (since > 0 || somebody) news.messages.push_back(message(id));
  }
  return news;
}

}  // namespace tocsin::serve
