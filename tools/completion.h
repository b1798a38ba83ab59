#pragma once
#include <span>
#include <string>

#include "tools/command_tree.h"

/// Completion scripts of shells, for a tree of commands. They stand alone: completing runs nothing
/// of ours.
namespace tocsin::tools {

std::string bash_completion(std::span<const CommandNode> commands);
std::string zsh_completion(std::span<const CommandNode> commands);
std::string fish_completion(std::span<const CommandNode> commands);

/// The text within single quotes, as bash and zsh read it back.
std::string shell_quoted(std::string_view text);

}  // namespace tocsin::tools
