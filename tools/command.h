#pragma once
#include <functional>
#include <string>
#include <vector>

#include "tools/exit_code.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

/// Commands and what they take, as those who write a command see it. CLI11 does the work.
namespace tocsin::tools {

/// What the command line chose: run after it was read; gives the exit code.
using Chosen = std::function<int()>;

/// An option, flag or argument, to be said more of. A handle: the program owns what it names.
class CommandOption {
 public:
  explicit CommandOption(CLI::Option& option) : option_(&option) {}

  CommandOption required();
  CommandOption shows_default();  ///< in the help: the value that it has now
  CommandOption hidden();         ///< for the program itself: neither help nor completion has it

  CommandOption existing_file();
  CommandOption existing_folder();
  CommandOption existing_path();
  CommandOption existing_path_or(std::string word);
  CommandOption one_of(std::vector<std::string> words);
  template <class Number>  // those that command.cpp lists
  CommandOption between(Number least, Number most);

 private:
  CLI::Option* option_;
};

/// A command, or the program. A handle: the program owns what it names.
class Command {
 public:
  Command(CLI::App& app, Chosen& chosen) : app_(&app), chosen_(&chosen) {}

  /// A command below this one, with its purpose and an example below its help.
  Command add(const std::string& name, const std::string& purpose,
              const std::string& example) const;
  /// One of the commands below has to be named.
  void needs_one_below() const;

  /// `--name`; without dashes an argument at its place. `value` is written when the command line
  /// is read, and has to live until then. A list takes any number of values.
  template <class Value>  // those that command.cpp lists
  CommandOption option(const std::string& name, Value& value, const std::string& says) const;
  CommandOption flag(const std::string& name, bool& value, const std::string& says = {}) const;

  /// What is done where the command line chooses this.
  void runs(Chosen work) const;

  const CLI::App& app() const { return *app_; }

 private:
  CLI::App* app_;
  Chosen* chosen_;
};

}  // namespace tocsin::tools
