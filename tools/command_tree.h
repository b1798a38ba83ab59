#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tools/command.h"

namespace tocsin::tools {

/// What can stand behind an option, or as an argument.
struct TakenValue {
  enum class Kind : std::uint8_t { none, words, files, folders, number };
  Kind kind = Kind::none;          ///< text of any kind may be a file's name
  std::vector<std::string> words;  ///< one of these
  bool taken() const { return kind != Kind::none; }
};

struct ShownOption {
  std::vector<std::string> names;  ///< `--strict`, `-h`
  std::string says;
  TakenValue value;
};

/// A command as completion needs it.
struct CommandNode {
  std::string path;  ///< `rules check`; the program itself: empty
  std::string says;
  std::vector<std::string> commands;  ///< names of its subcommands
  std::vector<std::string> purposes;  ///< what they are for
  std::vector<ShownOption> options;
  TakenValue argument;  ///< its first one
};

/// Of `x,brandwatch`.
std::vector<std::string> words_in(const std::string& members);

/// What an option or argument takes.
TakenValue value_of(const CLI::Option& option);

/// Every command that is shown to people, parents before children.
std::vector<CommandNode> command_tree(const CLI::App& program);

}  // namespace tocsin::tools
