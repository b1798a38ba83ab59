#pragma once
#include <optional>
#include <string>

#include "engine/json_writer.h"
#include "rules/fix.h"

namespace tocsin::tools {

/// A problem as scripts and consoles read it: place, level, lint, text, and where a program can
/// mend it the mend (`says`, `safe`, `edits` by line and column).
void write_problem(JsonWriter& json, const rules::Problem& problem,
                   const std::optional<rules::Edit>& edit);

/// Gives the edits of problems, each file read once.
class EditFinder {
 public:
  std::optional<rules::Edit> edit_of(const rules::Problem& problem);

 private:
  std::string file_;
  std::optional<std::string> bytes_;
  std::optional<rules::EditReader> reader_;
};

}  // namespace tocsin::tools
