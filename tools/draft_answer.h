#pragma once
#include <optional>
#include <string_view>

#include "engine/serve/rule_desk.h"

/// What `tocsin rules test --json` and `rules compile --json` said in a process beside the engine.
namespace tocsin::tools {

/// The line that is an answer for programs; empty: there is none.
std::string_view answer_in(std::string_view said);

/// The answer, with its lints and mends; nothing where it is none.
/// Limits     bounds::draft_problems: errors come first, `more` counts the others.
std::optional<serve::CheckedDraft> read_answer(std::string_view json);

}  // namespace tocsin::tools
