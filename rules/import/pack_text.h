#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rules/import/import.h"
#include "rules/import/when_text.h"

namespace tocsin::rules::importing {

/// A rule of ours, ready to be written.
struct NewRule {
  std::string id;
  std::string title;
  std::string when;
  std::vector<std::string> where;
};

/// What became of one query.
struct NewRules {
  std::vector<std::string> comments;  ///< above the first rule: where it came from
  std::vector<TermNames> lists;
  std::vector<NewRule> rules;
};

/// A pack file of rules in its one form.
std::string pack_text(std::string_view name, std::string_view title, const ImportOptions& options,
                      const std::vector<const NewRules*>& all);

/// On one line, without what moves a terminal, at most `most` bytes.
std::string on_one_line(std::string_view text, std::size_t most);

}  // namespace tocsin::rules::importing
