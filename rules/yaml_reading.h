#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rules/yaml.h"

/// Takes typed values out of a tree; what does not fit is told with what to write instead.
namespace tocsin::rules::yaml {

/// A mapping whose keys are known: the others are errors, with a suggestion.
class Mapping {
 public:
  /// `what` names it in messages: `a rule`, `a brand`.
  Mapping(const Node& node, std::string_view what, std::span<const std::string_view> known,
          ProblemSink& problems);

  /// False where the node is no mapping at all (which was told).
  bool ok() const { return ok_; }
  /// The value of a key; nullptr where it does not stand there.
  const Node* get(std::string_view key) const;
  /// The same; told where it is missing, with a model of what to write.
  const Node* need(std::string_view key, std::string_view model) const;
  /// Text of a key; empty where absent or told to be wrong.
  std::string text(std::string_view key) const;
  std::string needed_text(std::string_view key, std::string_view model) const;
  std::optional<std::int64_t> number(std::string_view key, std::int64_t low,
                                     std::int64_t high) const;
  std::size_t offset() const { return node_.offset; }

 private:
  std::string text_of(const Node& value, std::string_view key) const;

  const Node& node_;
  std::string what_;
  ProblemSink& problems_;
  bool ok_ = true;
};

/// True where the node is a list; else told: `what` is `` `terms` ``, `model` shows a right one.
bool is_list(const Node& node, std::string_view what, std::string_view model,
             ProblemSink& problems);

/// Whole number of a scalar, digits only.
std::optional<std::int64_t> whole_number(std::string_view text);

}  // namespace tocsin::rules::yaml
