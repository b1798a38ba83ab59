#include "engine/serve/json_body.h"

#include <algorithm>

#include <simdjson.h>

namespace tocsin::serve {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t depth_most = 4;
constexpr std::size_t items_most = 500;

/// `application/json`, whatever stands behind a semicolon.
bool is_json(std::string_view content_type) {
  return equal_without_case(content_type.substr(0, content_type.find_first_of("; ")),
                            "application/json");
}

}  // namespace

JsonBody::JsonBody(const Request& request) {
  if (request.body.empty()) return;
  if (is_json(request.field("Content-Type")))
    read(request.body);
  else
    fail(415, "content-type", "send application/json");
}

void JsonBody::fail(int status, std::string_view code, std::string detail) {
  if (!problem_) problem_ = Problem{status, code, std::move(detail)};
}

void JsonBody::read(std::string_view json) {
  dom::parser parser;
  dom::element root;
  dom::object object;
  if (parser.allocate(json.size() + 64, depth_most) != simdjson::SUCCESS ||
      parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS ||
      root.get(object) != simdjson::SUCCESS)
    return fail(400, "not-json", "the body is one JSON object");
  for (const auto [name, element] : object) {
    std::string_view text;
    bool flag = false;
    dom::array list;
    // Two readers would each take another one.
    if (fields_.contains(name)) return refuse(name, "one value: it stands here twice");
    auto& value = fields_[std::string(name)];
    if (element.get(text) == simdjson::SUCCESS) {
      value = std::string(text);
    } else if (element.get(flag) == simdjson::SUCCESS) {
      value = flag;
    } else if (element.get(list) == simdjson::SUCCESS) {
      Texts texts;
      for (const dom::element item : list) {
        if (item.get(text) != simdjson::SUCCESS || texts.size() == items_most)
          return refuse(name, "a list of at most 500 texts");
        texts.emplace_back(text);
      }
      value = std::move(texts);
    } else if (!element.is_null()) {
      return refuse(name, "a text, true or false, or a list of texts");
    }
  }
}

const JsonBody::Value* JsonBody::find(std::string_view name) {
  known_.push_back(name);
  const auto at = fields_.find(name);
  if (at == fields_.end() || std::holds_alternative<std::nullptr_t>(at->second)) return nullptr;
  return &at->second;
}

std::optional<std::string> JsonBody::maybe_text(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(value)) return *text;
  refuse(name, "a text");
  return std::nullopt;
}

std::string JsonBody::text(std::string_view name) {
  auto text = maybe_text(name);
  if (!text || text->empty()) refuse(name, "a text, which must be given");
  return text.value_or(std::string());
}

std::optional<bool> JsonBody::flag(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const auto* flag = std::get_if<bool>(value)) return *flag;
  refuse(name, "true or false");
  return std::nullopt;
}

std::optional<std::vector<std::string>> JsonBody::texts(std::string_view name) {
  const auto* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const auto* texts = std::get_if<Texts>(value)) return *texts;
  refuse(name, "a list of texts");
  return std::nullopt;
}

void JsonBody::refuse(std::string_view name, std::string_view expected) {
  fail(400, "bad-field",
       "the field " + std::string(name.substr(0, 40)) + " takes " + std::string(expected));
}

std::optional<Problem> JsonBody::problem() {
  for (const auto& [name, value] : fields_) {
    if (problem_ || std::ranges::find(known_, name) != known_.end()) continue;
    std::string detail = "there is no field " + name.substr(0, 40) + " here; known are";
    for (const auto known : known_) detail += ' ' + std::string(known);
    fail(400, "unknown-field", std::move(detail));
  }
  return problem_;
}

}  // namespace tocsin::serve
