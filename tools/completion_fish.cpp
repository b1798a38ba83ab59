// A function says which command the words before the cursor have reached; `complete` lines say
// what is offered there.
#include "tools/completion.h"

namespace tocsin::tools {
namespace {

/// fish knows `\'` and `\\` within single quotes.
std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + '\'';
}

std::string reached(std::span<const CommandNode> commands) {
  std::string out =
      "# fish completion of tocsin, written by `tocsin completion fish`\n"
      "function __tocsin_path\n  set -l path ''\n  set -l skip ''\n"
      "  for word in (commandline -opc)[2..]\n"
      "    if test -n \"$skip\"\n      set skip ''\n      continue\n    end\n"
      "    switch \"$path:$word\"\n";
  for (const CommandNode& command : commands) {
    for (const std::string& name : command.commands)
      out += "      case " + fish_quoted(command.path + ':' + name) + "\n        set path " +
             fish_quoted((command.path.empty() ? "" : command.path + ' ') + name) + '\n';
    for (const ShownOption& option : command.options)
      if (option.value.taken())
        for (const std::string& name : option.names)
          out +=
              "      case " + fish_quoted(command.path + ':' + name) + "\n        set skip yes\n";
  }
  return out +
         "    end\n  end\n  echo $path\nend\n"
         "function __tocsin_at\n  test (__tocsin_path) = \"$argv[1]\"\nend\n"
         "complete -c tocsin -f\n";
}

std::string values(const TakenValue& value) {
  std::string words;
  switch (value.kind) {
    case TakenValue::Kind::folders:
      return " -a '(__fish_complete_directories)'";
    case TakenValue::Kind::files:
      return " -F";
    default:
      for (const std::string& word : value.words) words += (words.empty() ? "" : " ") + word;
      return words.empty() ? "" : " -a " + fish_quoted(words);
  }
}

std::string option_line(const std::string& begin, const ShownOption& option) {
  std::string out = begin;
  for (const std::string& name : option.names)
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (option.value.taken())
    out += (option.value.kind == TakenValue::Kind::files ? " -r" : " -x") + values(option.value);
  return out + " -d " + fish_quoted(option.says) + '\n';
}

}  // namespace

std::string fish_completion(std::span<const CommandNode> commands) {
  std::string out = reached(commands);
  for (const CommandNode& command : commands) {
    const std::string begin =
        "complete -c tocsin -n " + fish_quoted("__tocsin_at \"" + command.path + '"');
    for (std::size_t i = 0; i < command.commands.size(); ++i)
      out +=
          begin + " -a " + command.commands[i] + " -d " + fish_quoted(command.purposes[i]) + '\n';
    for (const ShownOption& option : command.options) out += option_line(begin, option);
    if (command.commands.empty() && command.argument.taken())
      out += begin + values(command.argument) + '\n';
  }
  return out;
}

}  // namespace tocsin::tools
