#include "engine/serve/feed_message.h"

#include <array>
#include <expected>

#include <simdjson.h>

#include "engine/desk/action_json.h"
#include "engine/desk/bounds.h"

namespace tocsin::serve {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t depth_most = 32;
constexpr std::size_t items_most = 64;
constexpr std::size_t item_bytes_most = 512;

template <class T>
using Or = std::expected<T, std::string>;
using Done = Or<void>;

Done read_texts(std::string_view name, dom::element item, std::vector<std::string>& out) {
  dom::array list;
  const std::string wrong = "filter." + std::string(name) + " must be a list of texts";
  if (item.get(list) != simdjson::SUCCESS) return std::unexpected(wrong);
  for (const dom::element element : list) {
    std::string_view text;
    if (element.get(text) != simdjson::SUCCESS) return std::unexpected(wrong);
    if (out.size() == items_most || text.size() > item_bytes_most)
      return std::unexpected("filter." + std::string(name) + " is too long: at most 64 items");
    out.emplace_back(text);
  }
  return {};
}

Done read_severity(dom::element item, FeedFilter& filter) {
  std::string_view text;
  if (item.get(text) == simdjson::SUCCESS) filter.severity_min = severity_named(text);
  if (filter.severity_min) return {};
  return std::unexpected("filter.severity_min is one of info, low, medium, high, critical");
}

Done read_states(dom::element item, FeedFilter& filter) {
  std::vector<std::string> names;
  if (auto read = read_texts("state", item, names); !read) return read;
  for (const auto& name : names) {
    std::optional<AlertState> found;
    for (int i = 0; i <= static_cast<int>(AlertState::withdrawn); ++i)
      if (name_of(static_cast<AlertState>(i)) == name) found = static_cast<AlertState>(i);
    if (!found)
      return std::unexpected("filter.state knows open, snoozed, resolved, dismissed, withdrawn");
    filter.states.push_back(*found);
  }
  return {};
}

Done read_filter_field(std::string_view name, dom::element item, FeedFilter& filter) {
  if (name == "severity_min") return read_severity(item, filter);
  if (name == "state") return read_states(item, filter);
  const std::array<std::pair<std::string_view, std::vector<std::string>*>, 5> lists{
      {{"brand", &filter.brands},
       {"signal", &filter.signals},
       {"rule", &filter.rules},
       {"source", &filter.sources},
       {"lang", &filter.langs}}};
  for (const auto& [known, list] : lists)
    if (name == known) return read_texts(name, item, *list);
  return std::unexpected("unknown field filter." + std::string(name.substr(0, 40)) +
                         "; known are brand, severity_min, signal, rule, source, lang, state");
}

Or<FeedFilter> read_filter(dom::element item) {
  FeedFilter filter;
  dom::object object;
  if (item.get(object) != simdjson::SUCCESS) return std::unexpected("filter must be an object");
  for (const auto [name, value] : object)
    if (auto read = read_filter_field(name, value, filter); !read)
      return std::unexpected(read.error());
  return filter;
}

Or<Hello> read_hello(dom::object object) {
  Hello hello;
  for (const auto [name, value] : object) {
    if (name == "type") continue;
    if (name == "since") {
      std::uint64_t since = 0;
      if (value.get(since) != simdjson::SUCCESS)
        return std::unexpected("since must be a whole number: the last seq that you have");
      hello.since = since;
    } else if (name == "filter") {
      auto filter = read_filter(value);
      if (!filter) return std::unexpected(filter.error());
      hello.filter = std::move(*filter);
    } else {
      return std::unexpected("unknown field " + std::string(name.substr(0, 40)) +
                             "; known are since and filter");
    }
  }
  return hello;
}

std::string text_of(dom::object object, std::string_view key) {
  std::string_view text;
  if (object.at_key(key).get(text) != simdjson::SUCCESS) return {};
  return std::string(text.substr(0, item_bytes_most));
}

ClientMessage read_act(dom::object object, std::string_view text) {
  std::string id = text_of(object, "id");
  if (id.empty()) return FailedMessage{{}, 400, "do needs an id, by which it is answered"};
  auto action = read_action(text, ActionFrame::feed);
  if (!action) return FailedMessage{std::move(id), 422, action.error()};
  action->key = text_of(object, "key");
  if (action->key.size() > bounds::action_key_bytes)
    return FailedMessage{std::move(id), 422, "a key has at most 200 bytes"};
  return ActMessage{std::move(id), std::move(*action)};
}

Done read_seeing_field(std::string_view name, dom::element item, SeeingMessage& seeing) {
  if (name == "type" || name == "id") return {};
  if (name == "typing") {
    if (item.get(seeing.typing) == simdjson::SUCCESS) return {};
    return std::unexpected("typing is true or false");
  }
  if (name != "case")
    return std::unexpected("unknown field " + std::string(name.substr(0, 40)) +
                           "; known are case and typing");
  std::string_view text;
  CaseId id;
  if (item.is_null()) return {};
  if (item.get(text) != simdjson::SUCCESS || !parse_id(text, id))
    return std::unexpected("case must be a case's id (ca_…), or null");
  seeing.at = id;
  return {};
}

ClientMessage read_seeing(dom::object object) {
  SeeingMessage seeing;
  for (const auto [name, item] : object)
    if (auto read = read_seeing_field(name, item, seeing); !read)
      return FailedMessage{text_of(object, "id"), 400, read.error()};
  return seeing;
}

ClientMessage read_object(dom::object object, std::string_view text) {
  const std::string type = text_of(object, "type");
  const std::string id = text_of(object, "id");
  if (type == "hello") {
    auto hello = read_hello(object);
    if (hello) return std::move(*hello);
    return FailedMessage{id, 400, hello.error()};
  }
  if (type == "do") return read_act(object, text);
  if (type == "seeing") return read_seeing(object);
  constexpr std::string_view known = "known are hello, do and seeing";
  if (type.empty()) return FailedMessage{id, 400, "a message needs a type; " + std::string(known)};
  return FailedMessage{id, 400, "unknown type " + type.substr(0, 40) + "; " + std::string(known)};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes a number as JSON writes them off the front; nothing where none stands there.
std::string_view take_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const auto from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - from;
  };
  const auto skip = [&](std::string_view any) {
    const bool there = at < text.size() && any.find(text[at]) != any.npos;
    at += there;
    return there;
  };
  skip("-");
  const bool zero = at < text.size() && text[at] == '0';
  const auto whole = digits();
  if (whole == 0 || (zero && whole > 1)) return {};
  if (skip(".") && digits() == 0) return {};
  if (skip("eE")) {
    skip("+-");
    if (digits() == 0) return {};
  }
  return text.substr(0, at);
}

/// The same JSON with 0 for each number. What is no number stays.
std::string without_numbers(std::string_view text) {
  std::string out;
  bool inside = false;  // a text
  while (!text.empty()) {
    const auto number = inside ? std::string_view{} : take_number(text);
    if (!number.empty()) {
      out += '0';
      text.remove_prefix(number.size());
      continue;
    }
    inside ^= text.front() == '"';
    const std::size_t step = inside && text.front() == '\\' && text.size() > 1 ? 2 : 1;
    out += text.substr(0, step);
    text.remove_prefix(step);
  }
  return out;
}

/// simdjson says the same of `01`, which is no JSON, and of a number beyond 64 bits, which is.
ClientMessage read_beyond_range(std::string_view text) {
  dom::parser parser;
  dom::element root;
  if (parser.parse(without_numbers(text)).get(root) != simdjson::SUCCESS) return NotJson{};
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS)
    return FailedMessage{{}, 400, "a message is one JSON object"};
  return FailedMessage{text_of(object, "id"), 400,
                       "a number is out of range; since must be a whole number: the last seq that "
                       "you have"};
}

}  // namespace

Right right_of(const ClientMessage& message) {
  if (std::holds_alternative<ActMessage>(message)) return Right::work;
  const bool looks =
      std::holds_alternative<Hello>(message) || std::holds_alternative<SeeingMessage>(message);
  return looks ? Right::read : Right::anybody;
}

ClientMessage read_client_message(std::string_view text) {
  dom::parser parser;
  if (parser.allocate(text.size() + 64, depth_most) != simdjson::SUCCESS) return NotJson{};
  dom::element root;
  const auto error = parser.parse(text.data(), text.size()).get(root);
  if (error == simdjson::DEPTH_ERROR)
    return FailedMessage{{}, 400, "nested too deeply: at most 32 levels"};
  if (error == simdjson::NUMBER_ERROR) return read_beyond_range(text);
  if (error != simdjson::SUCCESS) return NotJson{};
  dom::object object;
  if (root.get(object) != simdjson::SUCCESS)
    return FailedMessage{{}, 400, "a message is one JSON object"};
  return read_object(object, text);
}

}  // namespace tocsin::serve
