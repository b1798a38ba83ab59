#include "rules/schema.h"

#include <array>

#include "rules/language_names.h"
#include "rules/pack_keys.h"

namespace tocsin::rules {
namespace schema {

void type(JsonWriter& json, std::string_view name, Empty empty) {
  json.key("type");
  if (empty == Empty::refused)
    json.value(name);
  else
    json.begin_array().value(name).value("null").end_array();
}

void text_type(JsonWriter& json, Empty empty) {
  json.key("type").begin_array().value("string").value("number").value("boolean");
  if (empty == Empty::taken) json.value("null");
  json.end_array();
}

void pattern(JsonWriter& json, std::string_view pattern, Empty empty) {
  text_type(json, empty);
  json.field("pattern", pattern);
}

void form(JsonWriter& json, std::string_view pattern, Empty empty) {
  type(json, "string", empty);
  json.field("pattern", pattern);
}

void words(JsonWriter& json, std::span<const std::string_view> words, Empty empty) {
  json.key("enum").begin_array();
  for (const std::string_view word : words) json.value(word);
  if (empty == Empty::taken) json.null();
  json.end_array();
}

void number(JsonWriter& json, std::int64_t low, std::int64_t high, Empty empty) {
  type(json, "integer", empty);
  json.field("minimum", low).field("maximum", high);
}

void head(JsonWriter& json, std::string_view title) {
  json.field("$schema", "https://json-schema.org/draft/2020-12/schema").field("title", title);
}

}  // namespace schema

namespace {

using keys::Holds;
using keys::Key;
using schema::Empty;

constexpr std::string_view some_text = "\\S";
/// Numbers and units as rules/pack_parser_limits.cpp reads them.
constexpr std::string_view duration = "^[1-9][0-9]*[smhdw]$";
constexpr std::string_view factor = "^[0-9]+(\\.[0-9]+)?x$";

std::string alternatives(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) out += (out.empty() ? "" : "|") + std::string(word);
  return out;
}

std::string limit_pattern() {
  return "^\\s*[1-9][0-9]*\\s+per\\s+(" + alternatives(limit_by_names()) +
         ")\\s+per\\s+[1-9][0-9]*[smhdw]\\s*$";
}

std::string condition_pattern() {
  std::string names = alternatives(field_names());
  for (std::size_t dot = names.find('.'); dot != names.npos; dot = names.find('.', dot + 2))
    names.insert(dot, "\\");
  return "^\\s*(" + names + ")\\b";
}

/// Writes what the keys of a pack hold.
class PackSchema {
 public:
  PackSchema(JsonWriter& json, std::span<const std::string> signals) : json_(json) {
    signals_.assign(known_signals().begin(), known_signals().end());
    signals_.insert(signals_.end(), signals.begin(), signals.end());
  }

  void mapping(std::span<const Key> keys, Empty empty) {
    schema::mapping(json_, keys, empty, [this](const Key& key, Empty e) { value(key, e); });
  }

  /// A text, or a post with what it states.
  void example() {
    json_.key("anyOf").begin_array().begin_object();
    schema::text_type(json_, Empty::refused);
    json_.end_object().begin_object();
    mapping(keys::post, Empty::refused);
    json_.end_object().end_array();
  }

  void term_list() {
    schema::list(json_, Empty::refused, 1, [this] { text(Empty::refused); });
  }

 private:
  void text(Empty empty) { schema::pattern(json_, some_text, empty); }
  void references(std::string_view definition, Empty empty, std::size_t least = 0) {
    schema::list(json_, empty, least,
                 [&] { json_.field("$ref", "#/$defs/" + std::string(definition)); });
  }
  void texts(std::string_view pattern, Empty empty) {
    schema::list(json_, empty, 0, [&] { schema::form(json_, pattern, Empty::refused); });
  }

  void term_lists(Empty empty) {
    schema::type(json_, "object", empty);
    json_.key("propertyNames").begin_object().field("pattern", schema::term_name_pattern);
    json_.key("not").begin_object();
    schema::words(json_, reserved_names(), Empty::refused);
    json_.end_object().end_object();
    json_.key("additionalProperties").begin_object().field("$ref", "#/$defs/terms").end_object();
  }

  void value(const Key& key, Empty empty) {
    switch (key.holds) {
      case Holds::text:
      case Holds::expression:
        return text(empty);
      case Holds::id:
        return schema::pattern(json_, schema::id_pattern, empty);
      case Holds::number:
        return schema::number(json_, key.low, key.high, empty);
      case Holds::truth:
        return schema::type(json_, "boolean", empty);
      case Holds::time:
        return schema::form(json_, "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]", empty);
      case Holds::languages:
        return texts("^[a-z]{2,3}(-.*)?$", empty);
      case Holds::texts:
        return schema::list(json_, empty, 0, [&] { schema::text_type(json_, Empty::refused); });
      case Holds::accounts:
        return texts("^[a-z0-9][a-z0-9-]*:\\S+$", empty);
      case Holds::conditions:
        return texts(condition_pattern(), empty);
      case Holds::signal:
        return schema::words(json_, signals_, empty);
      case Holds::severity:
        return schema::words(json_, severity_names(), empty);
      case Holds::status:
        return schema::words(json_, status_names(), empty);
      case Holds::counted_by:
        // All but the last, which only limits count by.
        return schema::words(json_, limit_by_names().first(limit_by_names().size() - 1), empty);
      case Holds::author:
        return schema::words(json_, std::array<std::string_view, 1>{"author"}, empty);
      case Holds::same_text:
        return schema::words(json_, std::array<std::string_view, 1>{"text"}, empty);
      case Holds::limit:
        return schema::form(json_, limit_pattern(), empty);
      case Holds::factor:
        return schema::form(json_, factor, empty);
      case Holds::duration:
        return schema::form(json_, duration, empty);
      default:
        return nested(key, empty);
    }
  }

  void nested(const Key& key, Empty empty) {
    switch (key.holds) {
      case Holds::term_lists:
        return term_lists(empty);
      case Holds::terms:
        return schema::list(json_, empty, 1, [this] { text(Empty::refused); });
      case Holds::rules:
        return references("rule", empty);
      case Holds::brands:
        return schema::brands(json_, empty);
      case Holds::repeat_window:
        return mapping(keys::repeat, empty);
      case Holds::surge_window:
        return mapping(keys::surge, empty);
      case Holds::distinct_window:
        return mapping(keys::distinct, empty);
      case Holds::examples:
        return mapping(keys::examples, empty);
      case Holds::posts:
        return references("example", empty);
      case Holds::post_author:
        return mapping(keys::author, empty);
      case Holds::post_customer:
        return mapping(keys::customer, empty);
      default:
        return mapping(keys::history, empty);
    }
  }

  JsonWriter& json_;
  std::vector<std::string_view> signals_;
};

}  // namespace

void schema::brand_definitions(JsonWriter& json) {
  json.key("terms").begin_object();
  PackSchema(json, {}).term_list();
  json.end_object().key("brand").begin_object();
  PackSchema(json, {}).mapping(keys::brand, Empty::refused);
  json.end_object();
}

void schema::brands(JsonWriter& json, Empty empty) {
  list(json, empty, 0, [&] { json.field("$ref", "#/$defs/brand"); });
}

std::string pack_schema(std::span<const std::string> signals) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  schema::head(json, "A rule pack of Tocsin");
  PackSchema pack(json, signals);
  pack.mapping(keys::pack, Empty::refused);
  json.key("$defs").begin_object();
  schema::brand_definitions(json);
  json.key("rule").begin_object();
  pack.mapping(keys::rule, Empty::refused);
  json.end_object().key("example").begin_object();
  pack.example();
  json.end_object().end_object().end_object();
  return out;
}

std::string brands_schema() {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  schema::head(json, "Brands of ours, for Tocsin");
  json.key("anyOf").begin_array().begin_object();
  PackSchema(json, {}).mapping(keys::brands_file, Empty::refused);
  json.end_object().begin_object();
  schema::brands(json, Empty::refused);
  json.end_object().end_array();
  json.key("$defs").begin_object();
  schema::brand_definitions(json);
  json.end_object().end_object();
  return out;
}

}  // namespace tocsin::rules
