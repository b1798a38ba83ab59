// One function walks the words before the cursor down the tree; `case`s say what each place takes.
#include "tools/completion.h"

namespace tocsin::tools {
namespace {

constexpr std::string_view head =
    R"(# bash completion of tocsin, written by `tocsin completion bash`
_tocsin() {
  local IFS=$' \t\n' path= word key i skip=
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
  # `--from=x` is three words to bash.
  [ "$cur" = = ] && cur=
  [ "$prev" = = ] && [ "$COMP_CWORD" -ge 2 ] && prev=${COMP_WORDS[COMP_CWORD-2]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [ -n "$skip" ]; then
      [ "$word" = = ] || skip=
      continue
    fi
    if _tocsin_value "$path" "$word"; then
      skip=yes
    elif _tocsin_below "$path" "$word"; then
      path="${path:+$path }$word"
    fi
  done
  COMPREPLY=()
  if _tocsin_value "$path" "$prev"; then
    _tocsin_reply "$cur" "$_tocsin_kind" "$_tocsin_words"
  elif [[ $cur == -* ]]; then
    _tocsin_flags "$path"
    _tocsin_reply "$cur" words "$_tocsin_words"
  else
    _tocsin_arguments "$path"
    _tocsin_reply "$cur" "$_tocsin_kind" "$_tocsin_words"
  fi
}

_tocsin_reply() {
  case $2 in
    words) COMPREPLY=($(compgen -W "$3" -- "$1")) ;;
    folders) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$1") ;;
    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$1") ;;
  esac
}
)";

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string sets(const TakenValue& value) {
  switch (value.kind) {
    case TakenValue::Kind::words:
      return "_tocsin_kind=words _tocsin_words=" + shell_quoted(joined(value.words));
    case TakenValue::Kind::folders:
      return "_tocsin_kind=folders _tocsin_words=";
    case TakenValue::Kind::files:
      return "_tocsin_kind=files _tocsin_words=";
    default:
      return "_tocsin_kind= _tocsin_words=";
  }
}

/// Whether a word is an option with a value, and what that may be.
std::string values(std::span<const CommandNode> commands) {
  std::string out = "\n_tocsin_value() {\n  case \"$1:$2\" in\n";
  for (const CommandNode& command : commands)
    for (const ShownOption& option : command.options) {
      if (!option.value.taken()) continue;
      std::string cases;
      for (const std::string& name : option.names)
        cases += (cases.empty() ? "" : "|") + shell_quoted(command.path + ':' + name);
      out += "    " + cases + ") " + sets(option.value) + " ;;\n";
    }
  return out + "    *) return 1 ;;\n  esac\n}\n";
}

std::string below(std::span<const CommandNode> commands) {
  std::string out = "\n_tocsin_below() {\n  case \"$1:$2\" in\n";
  for (const CommandNode& command : commands)
    for (const std::string& name : command.commands)
      out += "    " + shell_quoted(command.path + ':' + name) + ") ;;\n";
  return out + "    *) return 1 ;;\n  esac\n}\n";
}

std::string flags(std::span<const CommandNode> commands) {
  std::string out = "\n_tocsin_flags() {\n  _tocsin_words=\n  case \"$1\" in\n";
  for (const CommandNode& command : commands) {
    std::string names;
    for (const ShownOption& option : command.options)
      names += (names.empty() ? "" : " ") + joined(option.names);
    out += "    " + shell_quoted(command.path) + ") _tocsin_words=" + shell_quoted(names) + " ;;\n";
  }
  return out + "  esac\n}\n";
}

/// What stands at the cursor where no option does.
std::string arguments(std::span<const CommandNode> commands) {
  std::string out = "\n_tocsin_arguments() {\n  _tocsin_kind= _tocsin_words=\n  case \"$1\" in\n";
  for (const CommandNode& command : commands) {
    std::string what;
    if (!command.commands.empty())
      what = "_tocsin_kind=words _tocsin_words=" + shell_quoted(joined(command.commands));
    else if (command.argument.taken())
      what = sets(command.argument);
    else
      continue;
    out += "    " + shell_quoted(command.path) + ") " + what + " ;;\n";
  }
  return out + "  esac\n}\n";
}

}  // namespace

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + '\'';
}

std::string bash_completion(std::span<const CommandNode> commands) {
  return std::string(head) + values(commands) + below(commands) + flags(commands) +
         arguments(commands) + "\ncomplete -F _tocsin tocsin\n";
}

}  // namespace tocsin::tools
