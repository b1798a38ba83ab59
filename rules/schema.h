#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/json_writer.h"

/// JSON Schema (draft 2020-12) of the files that people write, for their editors. It takes what
/// the parser takes but for what no schema can see: whether an expression parses, a name is known,
/// an id stands twice.
namespace tocsin::rules {

/// Of a pack; `signals` are those that a configuration declares.
std::string pack_schema(std::span<const std::string> signals);
/// Of a file of brands.
std::string brands_schema();

/// What schemas are made of.
namespace schema {

/// Whether nothing may stand behind the key: `owner:` alone.
enum class Empty : bool { refused, taken };

inline constexpr std::string_view id_pattern = "^[a-z0-9][a-z0-9-]{0,63}$";
inline constexpr std::string_view term_name_pattern = "^[a-z][a-z0-9_-]{0,63}$";

/// `"type"` of a scalar that is read as text: YAML makes numbers and truths of some.
void text_type(JsonWriter& json, Empty empty);
void type(JsonWriter& json, std::string_view name, Empty empty);
/// A text of this form, which no number or truth has.
void form(JsonWriter& json, std::string_view pattern, Empty empty);
/// A text of this form, or a scalar that YAML makes a number or truth of.
void pattern(JsonWriter& json, std::string_view pattern, Empty empty);
/// One of these words.
void words(JsonWriter& json, std::span<const std::string_view> words, Empty empty);
void number(JsonWriter& json, std::int64_t low, std::int64_t high, Empty empty);
/// A list whose items `item` writes; `least` of them.
template <class Item>
void list(JsonWriter& json, Empty empty, std::size_t least, Item&& item) {
  type(json, "array", empty);
  if (least > 0) json.field("minItems", least);
  json.key("items").begin_object();
  item();
  json.end_object();
}

/// The keys of a mapping, which has no others. `value(key, empty)` writes what one holds.
template <class Key, class Value>
void mapping(JsonWriter& json, std::span<const Key> keys, Empty empty, Value&& value) {
  type(json, "object", empty);
  json.field("additionalProperties", false);
  json.key("required").begin_array();
  for (const Key& key : keys)
    if (key.needed) json.value(key.name);
  json.end_array().key("properties").begin_object();
  for (const Key& key : keys) {
    json.key(key.name).begin_object().field("description", key.says);
    value(key, key.needed ? Empty::refused : Empty::taken);
    json.end_object();
  }
  json.end_object();
}

/// `"$schema"` and the title; a document begins with it.
void head(JsonWriter& json, std::string_view title);

/// `"brand"` and `"terms"`, for `"$defs"`.
void brand_definitions(JsonWriter& json);
/// A list of brands.
void brands(JsonWriter& json, Empty empty);

}  // namespace schema
}  // namespace tocsin::rules
