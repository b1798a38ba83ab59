#pragma once
#include "rules/frequency.h"
#include "tools/command.h"

namespace tocsin::tools {

/// `tocsin rules frequencies`: how often words stand in an author's own traffic.
void add_rules_frequencies_command(Command rules);

/// The table of `--frequencies`.
std::expected<rules::Frequencies, Fault> read_frequencies(const std::string& file);

}  // namespace tocsin::tools
