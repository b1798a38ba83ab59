#include "rules/yaml_reading.h"

#include <algorithm>
#include <charconv>

#include "rules/excerpt.h"
#include "rules/fix.h"
#include "rules/suggest.h"

namespace tocsin::rules::yaml {
Mapping::Mapping(const Node& node, std::string_view what, std::span<const std::string_view> known,
                 ProblemSink& problems)
    : node_(node), what_(what), problems_(problems) {
  if (node.kind != Kind::map) {
    ok_ = false;
    problems.error(node.offset, "shape",
                   what_ + " is a mapping of keys and values, this is " +
                       std::string(name_of(node.kind)) + ": its keys are " + listed(known));
    return;
  }
  for (const Entry& entry : node.entries) {
    if (std::ranges::find(known, entry.key.value) != known.end()) continue;
    const std::string meant = did_you_mean(entry.key.value, known);
    problems.error(entry.key.offset, "unknown-key",
                   ticked(entry.key.value) + " is no key of " + what_ +
                       (meant.empty() ? ": its keys are " + listed(known) : meant),
                   respelt(entry.key.value, known));
  }
}

const Node* Mapping::get(std::string_view key) const {
  const Entry* entry = node_.find(key);
  return entry ? &entry->value : nullptr;
}

const Node* Mapping::need(std::string_view key, std::string_view model) const {
  const Entry* entry = node_.find(key);
  if (entry && !entry->value.is_null()) return &entry->value;
  const std::size_t at = entry ? entry->key.offset : node_.offset;
  problems_.error(at, "missing-key",
                  entry ? ticked(key) + " is empty: write " + ticked(model)
                        : what_ + " lacks " + ticked(key) + ": add " + ticked(model));
  return nullptr;
}

std::string Mapping::text_of(const Node& value, std::string_view key) const {
  if (!value.is_scalar()) {
    problems_.error(value.offset, "shape",
                    ticked(key) + " is text, this is " + std::string(name_of(value.kind)));
    return {};
  }
  if (value.value.find_first_not_of(" \t\r\n") == std::string::npos)
    problems_.error(value.offset, "missing-key", ticked(key) + " is empty: write its text");
  return value.value;
}

std::string Mapping::text(std::string_view key) const {
  const Node* value = get(key);
  return value && !value->is_null() ? text_of(*value, key) : std::string();
}

std::string Mapping::needed_text(std::string_view key, std::string_view model) const {
  const Node* value = need(key, model);
  return value ? text_of(*value, key) : std::string();
}

std::optional<std::int64_t> Mapping::number(std::string_view key, std::int64_t low,
                                            std::int64_t high) const {
  const Node* value = get(key);
  if (!value || value->is_null()) return std::nullopt;
  const auto number = value->is_scalar() ? whole_number(value->value) : std::nullopt;
  if (number && *number >= low && *number <= high) return number;
  const std::string written =
      value->is_scalar() ? ticked(value->value) : std::string(name_of(value->kind));
  problems_.error(value->offset, "number",
                  ticked(key) + " is a whole number from " + std::to_string(low) + " to " +
                      std::to_string(high) + ", not " + written);
  return std::nullopt;
}

bool is_list(const Node& node, std::string_view what, std::string_view model,
             ProblemSink& problems) {
  if (node.kind == Kind::list) return true;
  problems.error(node.offset, "shape",
                 std::string(what) + " is a list, this is " + std::string(name_of(node.kind)) +
                     ": write " + ticked(model));
  return false;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace tocsin::rules::yaml
