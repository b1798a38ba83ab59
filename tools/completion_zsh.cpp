// zsh's own `_arguments` says what each command takes; one function a command.
#include <algorithm>

#include "tools/completion.h"

namespace tocsin::tools {
namespace {

std::string function_of(std::string_view path) {
  std::string out = "_tocsin";
  if (!path.empty()) out += '_' + std::string(path);
  std::ranges::replace(out, ' ', '_');
  return out;
}

/// A text within `[…]` or behind a colon of a specification.
std::string described(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("[]:\\").contains(c)) out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string action(const TakenValue& value) {
  switch (value.kind) {
    case TakenValue::Kind::folders:
      return "_files -/";
    case TakenValue::Kind::files:
      return "_files";
    default:
      break;
  }
  std::string out = "(";
  for (const std::string& word : value.words) out += (out.size() > 1 ? " " : "") + word;
  return out + ')';
}

std::string option_lines(const CommandNode& command) {
  std::string out;
  for (const ShownOption& option : command.options)
    for (const std::string& name : option.names) {
      const bool value = option.value.taken();
      const std::string sign = !value ? "" : name.starts_with("--") ? "=" : "+";
      out += "    " +
             shell_quoted(name + sign + '[' + described(option.says) + ']' +
                          (value ? ":value:" + action(option.value) : "")) +
             " \\\n";
    }
  return out;
}

std::string leaf(const CommandNode& command) {
  return function_of(command.path) + "() {\n  _arguments -s \\\n" + option_lines(command) +
         (command.argument.taken() ? "    " + shell_quoted("*:argument:" + action(command.argument))
                                   : "    '*::no more:'") +
         "\n}\n\n";
}

std::string branch(const CommandNode& command) {
  std::string out = function_of(command.path) + "() {\n  local -a commands\n  commands=(\n";
  for (std::size_t i = 0; i < command.commands.size(); ++i)
    out += "    " + shell_quoted(command.commands[i] + ':' + described(command.purposes[i])) + '\n';
  out += "  )\n  local curcontext=$curcontext state line\n  _arguments -C \\\n" +
         option_lines(command) + "    '1:command:->command' '*::argument:->argument'\n";
  out += "  case $state in\n    command) _describe command commands ;;\n    argument)\n";
  out += "      case $line[1] in\n";
  for (const std::string& name : command.commands) {
    const std::string path = (command.path.empty() ? "" : command.path + ' ') + name;
    out += "        " + name + ") " + function_of(path) + " ;;\n";
  }
  return out + "      esac ;;\n  esac\n}\n\n";
}

}  // namespace

std::string zsh_completion(std::span<const CommandNode> commands) {
  std::string out =
      "#compdef tocsin\n# zsh completion of tocsin, written by `tocsin completion zsh`\n\n";
  for (const CommandNode& command : commands)
    out += command.commands.empty() ? leaf(command) : branch(command);
  // Found in $fpath it is called at once; sourced it is made known.
  return out +
         "if [ \"$funcstack[1]\" = _tocsin ]; then\n  _tocsin \"$@\"\nelse\n"
         "  compdef _tocsin tocsin\nfi\n";
}

}  // namespace tocsin::tools
