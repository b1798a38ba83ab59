#include "engine/desk/action_json.h"

#include <algorithm>
#include <charconv>

#include <simdjson.h>

#include "engine/bounds.h"
#include "engine/desk/bounds.h"

namespace tocsin {
namespace {

namespace dom = simdjson::dom;
using Done = std::expected<void, std::string>;

std::unexpected<std::string> wrong(std::string text) {
  return std::unexpected(std::move(text));
}

Done read_text(std::string_view name, dom::element item, std::size_t most, std::string& out) {
  std::string_view text;
  if (item.get(text) != simdjson::SUCCESS) return wrong(std::string(name) + " must be a text");
  if (text.size() > most)
    return wrong(std::string(name) + " has at most " + std::to_string(most) + " bytes");
  out = text;
  return {};
}

Done read_tags(std::string_view name, dom::element item, std::vector<std::string>& out) {
  dom::array list;
  if (item.get(list) != simdjson::SUCCESS)
    return wrong(std::string(name) + " must be a list of texts");
  for (const dom::element element : list) {
    std::string tag;
    if (auto read = read_text(name, element, bounds::tag_bytes, tag); !read) return read;
    const bool plain = !tag.empty() && std::ranges::none_of(tag, [](unsigned char c) {
      return c < 0x20 || c == 0x7f || c == ',';
    });
    if (!plain) return wrong("a tag is a short text without commas");
    if (out.size() == bounds::tags_per_alert) return wrong("too many tags at once");
    out.push_back(std::move(tag));
  }
  return {};
}

Done read_alerts(dom::element item, std::vector<AlertId>& out) {
  dom::array list;
  if (item.get(list) != simdjson::SUCCESS) return wrong("alerts must be a list of alerts' ids");
  for (const dom::element element : list) {
    std::string_view text;
    AlertId id;
    if (element.get(text) != simdjson::SUCCESS || !parse_id(text, id))
      return wrong("alerts must be a list of alerts' ids (al_…)");
    if (out.size() == bounds::bulk_alerts)
      return wrong("at most " + std::to_string(bounds::bulk_alerts) + " alerts at once");
    if (std::ranges::find(out, id) == out.end()) out.push_back(id);
  }
  return {};
}

Done read_time(std::string_view name, dom::element item, Action& action) {
  std::string_view text;
  const bool is_text = item.get(text) == simdjson::SUCCESS;
  if (name == "for") {
    if (is_text) action.length = length_named(text);
    if (action.length) return {};
    return wrong("for is a length such as 90s, 30m, 2h or 7d");
  }
  Instant at;
  if (!is_text || !parse_rfc3339(text.data(), text.data() + text.size(), at))
    return wrong(std::string(name) + " is a time such as 2026-11-21T10:00:00Z");
  action.until = at;
  return {};
}

Done read_kind(dom::element item, Action& action) {
  std::string_view text;
  if (item.get(text) == simdjson::SUCCESS)
    if (const auto kind = action_named(text)) {
      action.kind = *kind;
      return {};
    }
  return wrong("action is one of " + all_actions());
}

bool takes_time(ActionKind kind) {
  return kind == ActionKind::ack || kind == ActionKind::snooze || kind == ActionKind::follow_up;
}

bool ends(ActionKind kind) {
  return kind == ActionKind::resolve || kind == ActionKind::dismiss;
}

/// A field of the action itself.
Done read_field(std::string_view name, dom::element item, Action& action) {
  const auto kind = action.kind;
  if (name == "version") {
    std::uint64_t version = 0;
    if (item.get(version) != simdjson::SUCCESS || version > UINT32_MAX)
      return wrong("version is the number of the alert that was seen");
    action.version = static_cast<std::uint32_t>(version);
    return {};
  }
  if (name == "to" && kind == ActionKind::assign) return read_text(name, item, 200, action.to.user);
  if ((name == "for" || name == "until" || name == "at") && takes_time(kind))
    return read_time(name, item, action);
  if (name == "text" && kind == ActionKind::note)
    return read_text(name, item, bounds::note_bytes, action.text);
  if (name == "note" && ends(kind)) return read_text(name, item, bounds::note_bytes, action.text);
  if (name == "outcome" && ends(kind)) return read_text(name, item, 64, action.outcome);
  if (name == "add" && kind == ActionKind::tag) return read_tags(name, item, action.add);
  if (name == "remove" && kind == ActionKind::tag) return read_tags(name, item, action.remove);
  return wrong(std::string(name_of(kind)) + " takes no field " + std::string(name.substr(0, 40)));
}

bool is_of_frame(std::string_view name, ActionFrame frame) {
  switch (frame) {
    case ActionFrame::body:
      return false;
    case ActionFrame::bulk:
      return name == "action" || name == "alerts";
    case ActionFrame::feed:
      return name == "type" || name == "id" || name == "action" || name == "alert" || name == "key";
  }
  return false;
}

Done read_frame(dom::object object, ActionFrame frame, Action& action) {
  dom::element item;
  if (frame == ActionFrame::body) return {};
  if (object["action"].get(item) != simdjson::SUCCESS)
    return wrong("action is one of " + all_actions());
  if (auto read = read_kind(item, action); !read) return read;
  if (frame == ActionFrame::bulk) {
    action.bulk = true;
    if (object["alerts"].get(item) != simdjson::SUCCESS)
      return wrong("alerts must be a list of alerts' ids");
    return read_alerts(item, action.alerts);
  }
  std::string_view text;
  AlertId id;
  if (object["alert"].get(text) != simdjson::SUCCESS || !parse_id(text, id))
    return wrong("alert must be an alert's id (al_…)");
  action.alerts = {id};
  return {};
}

/// What the action cannot do without.
Done check(const Action& action) {
  if (action.kind == ActionKind::assign && action.to.user.empty())
    return wrong("assign needs to: the person's id");
  if (action.kind == ActionKind::note && action.text.empty()) return wrong("note needs its text");
  if (action.kind == ActionKind::tag && action.add.empty() && action.remove.empty())
    return wrong("tag needs add or remove");
  if ((action.kind == ActionKind::snooze || action.kind == ActionKind::follow_up) &&
      !action.length && !action.until)
    return wrong(std::string(name_of(action.kind)) + " needs a time: for or until");
  if (action.length && action.until) return wrong("give for or until, not both");
  if (action.alerts.empty()) return wrong("alerts must name at least one alert");
  return {};
}

}  // namespace

std::expected<CaseId, std::string> read_merge(std::string_view json) {
  dom::parser parser;
  std::string_view text;
  CaseId into;
  if (parser.allocate(json.size() + 64, 16) == simdjson::SUCCESS &&
      parser.parse(json.data(), json.size())["into"].get(text) == simdjson::SUCCESS &&
      parse_id(text, into))
    return into;
  return std::unexpected("into must be a case's id (ca_…)");
}

std::expected<std::vector<std::string>, std::string> read_split(std::string_view json) {
  dom::parser parser;
  dom::array list;
  if (parser.allocate(json.size() + 64, 16) != simdjson::SUCCESS ||
      parser.parse(json.data(), json.size())["posts"].get(list) != simdjson::SUCCESS)
    return std::unexpected("posts must be a list of posts' ids");
  std::vector<std::string> posts;
  for (const dom::element element : list) {
    std::string_view id;
    if (element.get(id) != simdjson::SUCCESS || id.size() > bounds::id_bytes)
      return std::unexpected("posts must be a list of posts' ids");
    if (posts.size() == bounds::split_posts)
      return std::unexpected("at most " + std::to_string(bounds::split_posts) + " posts at once");
    if (std::ranges::find(posts, id) == posts.end()) posts.emplace_back(id);
  }
  return posts;
}

std::string all_actions() {
  std::string names;
  for (int i = 0; i < action_kinds; ++i)
    names += (i == 0 ? "" : " ") + std::string(name_of(static_cast<ActionKind>(i)));
  return names;
}

std::optional<Micros> length_named(std::string_view text) {
  using namespace std::chrono_literals;
  std::int64_t n = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), n);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (code != std::errc{} || n <= 0 || n > 1'000'000) return std::nullopt;
  if (unit == "s") return n * Micros{1s};
  if (unit == "m") return n * Micros{1min};
  if (unit == "h") return n * Micros{1h};
  if (unit == "d") return n * Micros{24h};
  return std::nullopt;
}

std::expected<Action, std::string> read_action(std::string_view json, ActionFrame frame,
                                               std::optional<ActionKind> kind,
                                               std::optional<AlertId> alert) {
  Action action;
  action.kind = kind.value_or(ActionKind::claim);
  if (alert) action.alerts = {*alert};
  const auto done = [&](Done read) -> std::expected<Action, std::string> {
    if (!read) return std::unexpected(read.error());
    return std::move(action);
  };
  if (json.find_first_not_of(" \t\r\n") == std::string_view::npos) return done(check(action));
  dom::parser parser;
  dom::object object;
  if (parser.allocate(json.size() + 64, 16) != simdjson::SUCCESS ||
      parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS)
    return std::unexpected("the body must be one JSON object");
  if (auto read = read_frame(object, frame, action); !read) return done(read);
  for (const auto [name, item] : object)
    if (!is_of_frame(name, frame))
      if (auto read = read_field(name, item, action); !read) return done(read);
  return done(check(action));
}

}  // namespace tocsin
