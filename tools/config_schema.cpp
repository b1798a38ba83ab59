#include "tools/config_schema.h"

#include "rules/schema.h"
#include "tools/config_keys.h"
#include "tools/config_values.h"

namespace tocsin::tools {
namespace {

using keys::Holds;
using keys::Key;
using rules::schema::Empty;
namespace schema = rules::schema;

std::string begins_with(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) out += (out.empty() ? "^(" : "|") + std::string(word);
  return out + ")\\S+$";
}

class ConfigSchema {
 public:
  explicit ConfigSchema(JsonWriter& json) : json_(json) {}

  void mapping(std::span<const Key> keys, Empty empty) {
    schema::mapping(json_, keys, empty, [this](const Key& key, Empty e) { value(key, e); });
  }

  /// The kind of a source decides what other keys it has.
  void source() {
    json_.field("type", "object").key("required").begin_array();
    json_.value("name").value("kind").end_array();
    json_.key("properties").begin_object().key("kind").begin_object();
    value(keys::source_kind, Empty::refused);
    json_.end_object().end_object().key("allOf").begin_array();
    for (std::size_t i = 0; i < keys::sources.size(); ++i) {
      json_.begin_object().key("if").begin_object().key("properties").begin_object();
      json_.key("kind").begin_object().field("const", keys::source_kinds[i]).end_object();
      json_.end_object().end_object().key("then").begin_object();
      mapping(keys::sources[i], Empty::refused);
      json_.end_object().end_object();
    }
    json_.end_array();
  }

 private:
  void value(const Key& key, Empty empty) {
    if (!key.otherwise.empty()) write_default(key);
    switch (key.holds) {
      case Holds::paths:
      case Holds::texts:
        return one_or_several(empty, [this] { text(); });
      case Holds::urls:
        return one_or_several(empty,
                              [&] { schema::form(json_, begins_with(key.words), Empty::refused); });
      case Holds::signals:
        return one_or_several(
            empty, [this] { schema::pattern(json_, schema::term_name_pattern, Empty::refused); });
      case Holds::some_words:
        return one_or_several(empty, [&] { schema::words(json_, key.words, Empty::refused); });
      case Holds::brands:
        return schema::brands(json_, empty);
      case Holds::sources:
        return schema::list(json_, empty, 0, [this] { json_.field("$ref", "#/$defs/source"); });
      case Holds::mapping:
        return mapping(key.keys, empty);
      default:
        return scalar(key, empty);
    }
  }

  void scalar(const Key& key, Empty empty) {
    switch (key.holds) {
      case Holds::address:
        return schema::form(json_, "^(\\[[0-9A-Fa-f:.]+\\]|[^\\s:\\[\\]]*):[0-9]{1,5}$", empty);
      case Holds::url:
        return schema::form(json_, begins_with(key.words), empty);
      case Holds::name:
        return schema::pattern(json_, "^(?!none$)[a-z0-9][a-z0-9-]{0,63}$", empty);
      case Holds::number:
        return schema::number(json_, key.low, key.high, empty);
      case Holds::share:
        schema::type(json_, "number", empty);
        json_.field("minimum", static_cast<double>(key.low) / 1000);
        json_.field("maximum", static_cast<double>(key.high) / 1000);
        return;
      case Holds::truth:
        return schema::type(json_, "boolean", empty);
      case Holds::duration:
        return amount(key, "^[0-9]+ ?[smhd]$", empty);
      case Holds::size:
        return amount(key, "^[0-9]+ ?(B|[KMG]i?B)?$", empty);
      case Holds::word:
        return schema::words(json_, key.words, empty);
      default:
        return schema::pattern(json_, "\\S", empty);
    }
  }

  /// A number with its unit. The range is beyond a pattern, so it is said.
  void amount(const Key& key, std::string_view pattern, Empty empty) {
    if (key.holds == Holds::size)
      schema::pattern(json_, pattern, empty);
    else
      schema::form(json_, pattern, empty);
    json_.field("$comment", "from " + range_of(key, " to "));
  }

  void text() { schema::pattern(json_, "\\S", Empty::refused); }

  template <class Item>
  void one_or_several(Empty empty, Item&& item) {
    json_.key("anyOf").begin_array().begin_object();
    item();
    json_.end_object().begin_object();
    schema::list(json_, empty, 0, item);
    json_.end_object().end_array();
  }

  /// As YAML reads it.
  void write_default(const Key& key) {
    json_.key("default");
    const bool plain =
        key.holds == Holds::number || key.holds == Holds::share || key.holds == Holds::truth;
    if (plain)
      json_.raw(key.otherwise);
    else
      json_.value(key.otherwise);
  }

  JsonWriter& json_;
};

}  // namespace

std::string config_schema() {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  schema::head(json, "The configuration of Tocsin");
  ConfigSchema config(json);
  config.mapping(keys::config, Empty::refused);
  json.key("$defs").begin_object();
  schema::brand_definitions(json);
  json.key("source").begin_object();
  config.source();
  json.end_object().end_object().end_object();
  return out;
}

}  // namespace tocsin::tools
