#include "tools/config_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "rules/excerpt.h"
#include "rules/suggest.h"
#include "tools/config_parts.h"
#include "tools/quantity.h"

namespace tocsin::tools {
namespace {

using keys::Holds;
using keys::Key;
using rules::ticked;
using rules::yaml::Node;

std::vector<std::string_view> names_in(std::span<const Key> keys) {
  std::vector<std::string_view> names;
  for (const Key& key : keys) names.push_back(key.name);
  return names;
}

/// In the largest unit that leaves a whole number.
std::string written(std::int64_t amount,
                    std::span<const std::pair<std::int64_t, std::string_view>> units) {
  for (const auto& [size, name] : units)
    if (amount >= size && amount % size == 0)
      return std::to_string(amount / size) + std::string(name);
  return std::to_string(amount) + std::string(units.back().second);
}

constexpr std::array<std::pair<std::int64_t, std::string_view>, 4> time_units{
    {{keys::day, "d"}, {3600, "h"}, {60, "m"}, {1, "s"}}};
constexpr std::array<std::pair<std::int64_t, std::string_view>, 5> size_units{
    {{std::int64_t{1} << 40, "TB"},
     {keys::gigabyte, "GB"},
     {keys::megabyte, "MB"},
     {1024, "KB"},
     {1, ""}}};

std::string written(const Key& key, std::int64_t amount) {
  switch (key.holds) {
    case Holds::duration:
      return written(amount, time_units);
    case Holds::size:
      return written(amount, size_units);
    case Holds::share: {
      std::array<char, 16> text{};
      std::snprintf(text.data(), text.size(), "%g", static_cast<double>(amount) / 1000);
      return text.data();
    }
    default:
      return std::to_string(amount);
  }
}

std::string shown(const Node& node) {
  return node.is_scalar() ? ticked(node.value) : std::string(name_of(node.kind));
}

}  // namespace

std::string range_of(const Key& key, std::string_view between) {
  return written(key, key.low) + std::string(between) + written(key, key.high);
}

ConfigMapping::ConfigMapping(const Node& node, std::string_view what, std::span<const Key> keys,
                             rules::ProblemSink& problems)
    : map_(node, what, names_in(keys), problems), problems_(problems) {}

const Node* ConfigMapping::given(const Key& key) const {
  const Node* node = map_.ok() ? map_.get(key.name) : nullptr;
  return node != nullptr && !node->is_null() ? node : nullptr;
}

std::vector<std::string> ConfigMapping::texts(const Key& key, std::string_view model) const {
  const Node* node = given(key);
  return node == nullptr ? std::vector<std::string>{}
                         : read_texts(*node, key.name, model, problems_);
}

std::filesystem::path ConfigMapping::path(const Key& key,
                                          const std::filesystem::path& folder) const {
  const auto name = map_.text(key.name);
  return name.empty() ? std::filesystem::path() : folder / name;
}

bool ConfigMapping::truth(const Key& key, bool otherwise) const {
  const Node* node = given(key);
  if (node == nullptr) return otherwise;
  if (node->is_scalar() && (node->value == "true" || node->value == "false"))
    return node->value == "true";
  error(node->offset, "truth", ticked(key.name) + " is `true` or `false`, not " + shown(*node));
  return otherwise;
}

std::optional<std::size_t> ConfigMapping::word(const Key& key) const {
  const Node* node = given(key);
  if (node == nullptr) return std::nullopt;
  const auto found = std::ranges::find(key.words, node->is_scalar() ? node->value : "");
  if (found != key.words.end()) return static_cast<std::size_t>(found - key.words.begin());
  const auto meant =
      node->is_scalar() ? rules::did_you_mean(node->value, key.words) : std::string();
  error(node->offset, "word",
        ticked(key.name) + " is " + shown(*node) +
            (meant.empty() ? ", and one of " + rules::listed(key.words) + " is meant" : meant));
  return std::nullopt;
}

std::optional<double> ConfigMapping::share(const Key& key) const {
  const Node* node = given(key);
  if (node == nullptr) return std::nullopt;
  double share = 0;
  const char* end = node->value.data() + node->value.size();
  const auto read = std::from_chars(node->value.data(), end, share);
  if (node->is_scalar() && read.ec == std::errc{} && read.ptr == end &&
      share * 1000 >= static_cast<double>(key.low) && share * 1000 <= static_cast<double>(key.high))
    return share;
  error(node->offset, "share",
        ticked(key.name) + " is a part of all posts from " + range_of(key, " to ") + ", not " +
            shown(*node) + ": write `0.2` for a fifth");
  return std::nullopt;
}

std::optional<std::uint64_t> ConfigMapping::size(const Key& key) const {
  const Node* node = given(key);
  if (node == nullptr) return std::nullopt;
  const auto size = node->is_scalar() ? parse_size(node->value) : std::nullopt;
  if (size && *size >= static_cast<std::uint64_t>(key.low) &&
      *size <= static_cast<std::uint64_t>(key.high))
    return size;
  error(node->offset, "size",
        ticked(key.name) + " is a size from " + range_of(key, " to ") + ", not " + shown(*node) +
            ": write `64MB` or `2GB`");
  return std::nullopt;
}

std::optional<std::chrono::seconds> ConfigMapping::time(const Key& key) const {
  const Node* node = given(key);
  if (node == nullptr) return std::nullopt;
  const auto time = node->is_scalar() ? parse_duration(node->value) : std::nullopt;
  if (time && time->count() >= key.low && time->count() <= key.high) return time;
  error(node->offset, "duration",
        ticked(key.name) + " is a time from " + range_of(key, " to ") + ", not " + shown(*node) +
            ": write " + ticked(key.otherwise));
  return std::nullopt;
}

}  // namespace tocsin::tools
