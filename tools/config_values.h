#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/yaml_reading.h"
#include "tools/config_keys.h"

namespace tocsin::tools {

/// A mapping of the configuration: each value is read as its key in tools/config_keys.h says, and
/// one that is out of its range is told with it. A key with nothing behind it is as if it were not
/// there, and what is wrong leaves `out` as it is.
class ConfigMapping {
 public:
  /// `what` names it in messages: `` `retention` ``.
  ConfigMapping(const rules::yaml::Node& node, std::string_view what,
                std::span<const keys::Key> keys, rules::ProblemSink& problems);

  /// False where the node is no mapping at all (which was told).
  bool ok() const { return map_.ok(); }
  std::size_t offset() const { return map_.offset(); }
  /// The value of a key; nullptr where there is none.
  const rules::yaml::Node* given(const keys::Key& key) const;

  std::string text(const keys::Key& key) const { return map_.text(key.name); }
  std::string needed_text(const keys::Key& key, std::string_view model) const {
    return map_.needed_text(key.name, model);
  }
  /// A list of texts, or one alone.
  std::vector<std::string> texts(const keys::Key& key, std::string_view model) const;
  /// Below `folder`, unless it is absolute; empty where there is none.
  std::filesystem::path path(const keys::Key& key, const std::filesystem::path& folder) const;
  bool truth(const keys::Key& key, bool otherwise = false) const;
  /// Its place in the key's words.
  std::optional<std::size_t> word(const keys::Key& key) const;
  /// In thousandths.
  std::optional<double> share(const keys::Key& key) const;
  std::optional<std::uint64_t> size(const keys::Key& key) const;
  std::optional<std::chrono::seconds> time(const keys::Key& key) const;

  template <class Number>
  void number(const keys::Key& key, Number& out) const {
    if (const auto n = map_.number(key.name, key.low, key.high)) out = static_cast<Number>(*n);
  }
  void size(const keys::Key& key, std::uint64_t& out) const { out = size(key).value_or(out); }
  template <class Duration>
  void time(const keys::Key& key, Duration& out) const {
    if (const auto t = time(key)) out = std::chrono::floor<Duration>(*t);
  }

  void error(std::size_t offset, std::string_view lint, std::string text) const {
    problems_.error(offset, lint, std::move(text));
  }

 private:
  rules::yaml::Mapping map_;
  rules::ProblemSink& problems_;
};

/// `5m to 30d`, as messages say it; `5m–30d`, as the page does.
std::string range_of(const keys::Key& key, std::string_view between);

}  // namespace tocsin::tools
