#include "tools/command_tree.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "tools/cli11.h"

namespace tocsin::tools {
namespace {

ShownOption option_of(const CLI::Option& option) {
  ShownOption out{{}, option.get_description(), value_of(option)};
  for (const auto& name : option.get_lnames()) out.names.push_back("--" + name);
  for (const auto& name : option.get_snames()) out.names.push_back("-" + name);
  return out;
}

void gather(const CLI::App& app, const std::string& path, std::vector<CommandNode>& out) {
  CommandNode node;
  node.path = path;
  node.says = app.get_description();
  std::vector<const CLI::App*> below;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    if (command->get_group().empty()) continue;
    node.commands.push_back(command->get_name());
    node.purposes.push_back(command->get_description());
    below.push_back(command);
  }
  bool first = true;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) {
      if (std::exchange(first, false)) node.argument = value_of(*option);
    } else if (!option->get_group().empty()) {
      node.options.push_back(option_of(*option));
    }
  }
  out.push_back(std::move(node));
  for (const CLI::App* command : below)
    gather(*command, (path.empty() ? "" : path + ' ') + command->get_name(), out);
}

}  // namespace

std::vector<std::string> words_in(const std::string& members) {
  std::vector<std::string> words;
  std::istringstream all(members);
  for (std::string word; std::getline(all, word, ',');) words.push_back(std::move(word));
  return words;
}

/// CLI11 keeps what an option takes in its type's name: `TEXT:{x,brandwatch}`, `TEXT:DIR`, `UINT`.
TakenValue value_of(const CLI::Option& option) {
  using Kind = TakenValue::Kind;
  if (option.get_items_expected_max() == 0) return {};
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}', std::min(open, type.size()));
  const bool path =
      type.find("PATH") != std::string::npos || type.find("FILE") != std::string::npos;
  if (close != std::string::npos && !path)
    return {Kind::words, words_in(type.substr(open + 1, close - open - 1))};
  if (type.starts_with("INT") || type.starts_with("UINT") || type.starts_with("FLOAT"))
    return {Kind::number, {}};
  return {type.find("DIR") != std::string::npos ? Kind::folders : Kind::files, {}};
}

std::vector<CommandNode> command_tree(const CLI::App& program) {
  std::vector<CommandNode> out;
  gather(program, "", out);
  return out;
}

}  // namespace tocsin::tools
