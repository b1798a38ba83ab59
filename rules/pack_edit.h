#pragma once
#include <expected>
#include <string>
#include <string_view>

#include "engine/rule_book.h"

/// Small changes of a pack's text that leave everything else as its author wrote it, comments too.
namespace tocsin::rules {

/// The text with another status of a rule (`id` in its pack), and the pack's version one higher.
///
/// Errors     For a person: it cannot be read, there is no such rule, it has that status already.
std::expected<std::string, std::string> with_status(std::string_view text, std::string_view id,
                                                    RuleStatus status);

/// A pack's name as its text says it, also where the rest cannot be read; empty: it says none.
std::string name_in(std::string_view text);
/// Its version, likewise; 0: it says none.
int version_in(std::string_view text);

}  // namespace tocsin::rules
