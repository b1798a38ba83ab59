#include "tools/program.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <sstream>
#include <vector>

#include "rules/suggest.h"
#include "tools/backup_command.h"
#include "tools/cli11.h"
#include "tools/command.h"
#include "tools/command_tree.h"
#include "tools/completion_command.h"
#include "tools/doctor_command.h"
#include "tools/help_text.h"
#include "tools/messages.h"
#include "tools/people_command.h"
#include "tools/replay_command.h"
#include "tools/rules_command.h"
#include "tools/schema_command.h"
#include "tools/serve_command.h"
#include "tools/sources_command.h"
#include "tools/traffic_command.h"

namespace tocsin::tools {
namespace {

/// The command that was reached, and how it is written: `tocsin rules check`.
struct Reached {
  const CLI::App* app;
  std::string written;
};

Reached reached(const CLI::App& program) {
  Reached at{&program, program.get_name()};
  while (!at.app->get_subcommands().empty()) {
    at.app = at.app->get_subcommands().front();
    at.written += " " + at.app->get_name();
  }
  return at;
}

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands(nullptr))
    if (!command->get_group().empty()) names.push_back(command->get_name());
  return names;
}

std::string meant(const std::string& word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  return rules::did_you_mean(word, views);
}

/// `0.010000 to 100.000000`, as people write numbers.
std::string without_zeros(const std::string& range) {
  std::istringstream words(range);
  std::string out;
  for (std::string word; words >> word;) {
    if (word.contains('.')) word.erase(word.find_last_not_of('0') + 1);
    if (word.ends_with('.')) word.pop_back();
    out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

/// `--from: y not in {x,brandwatch}`, `packs: Path does not exist: p.yaml`: CLI11's words for a
/// value that does not do, as ours.
std::string of_value(const std::string& said) {
  const std::size_t colon = said.find(": ");
  const std::size_t members = said.find(" not in {");
  if (colon != said.npos && members != said.npos && members > colon) {
    const std::string value = said.substr(colon + 2, members - colon - 2);
    const TakenValue known{TakenValue::Kind::words,
                           words_in(said.substr(members + 9, said.rfind('}') - members - 9))};
    const std::vector<std::string_view> words(known.words.begin(), known.words.end());
    const std::string maybe = value.size() > 2 ? meant(value, known.words) : "";
    return said.substr(0, colon) + " `" + value + "` is none of " + rules::listed(words) + maybe;
  }
  if (const std::size_t at = said.find(": Value "), range = said.find(" not in range ");
      range != said.npos && at < range)
    return said.substr(0, at) + " is " + without_zeros(said.substr(range + 14)) + ", not " +
           said.substr(at + 8, range - at - 8);
  for (const std::string_view kind : {"File", "Directory", "Path"}) {
    const std::string lacks = ": " + std::string(kind) + " does not exist: ";
    if (const std::size_t at = said.find(lacks); at != said.npos)
      return said.substr(0, at) + " " + said.substr(at + lacks.size()) + ": there is no such " +
             (kind == "File"        ? "file"
              : kind == "Directory" ? "folder"
                                    : "file or folder");
  }
  return said;
}

/// What is wrong with a command line, with what was probably meant.
std::string explain(const CLI::ParseError& error, const Reached& at) {
  const auto rest = at.app->remaining();
  const auto commands = commands_of(*at.app);
  const bool chosen = commands.empty() || !at.app->get_subcommands().empty();
  if (!chosen && !rest.empty() && rest.front().front() != '-')
    return "there is no command `" + rest.front() + "`" + meant(rest.front(), commands);
  const auto unknown = std::ranges::find_if(
      rest, [](const auto& word) { return word.size() > 1 && word[0] == '-'; });
  if (unknown != rest.end()) {
    const auto name = unknown->substr(0, unknown->find('='));
    return "there is no option `" + name + "`" + meant(name, flags_of(*at.app));
  }
  if (!chosen) {
    const std::vector<std::string_view> views(commands.begin(), commands.end());
    return "which command? " + rules::listed(views);
  }
  if (!rest.empty()) return "`" + rest.front() + "` is one argument too many";
  return of_value(error.what());
}

int refuse(const CLI::ParseError& error, const CLI::App& program) {
  const auto at = reached(program);
  return tell({ExitCode::wrong_use, explain(error, at) + "\n  `" + at.written +
                                        " --help` shows what it takes, with an example"});
}

}  // namespace

int run_program(int argc, char** argv) try {
  CLI::App program(
      "Tocsin hears what is said in public about a brand, and rings for what needs a "
      "person.",
      "tocsin");
  program.footer(
      "Example:\n  tocsin demo\n\nExit codes: 0 done, 1 the answer is no, 2 wrong use, "
      "65 data damaged, 69 unavailable,\n75 try again, 77 not permitted, 78 bad "
      "configuration.");
  program.set_version_flag("--version", "tocsin " TOCSIN_VERSION, "print the version");
  program.require_subcommand(1);
  program.formatter(std::make_shared<HelpText>());
  Chosen chosen;
  const Command commands(program, chosen);
  add_demo_command(commands);
  add_serve_command(commands);
  add_replay_command(commands);
  add_rules_commands(commands);
  add_schema_command(commands);
  add_doctor_command(commands);
  add_backup_commands(commands);
  add_people_commands(commands);
  add_sources_command(commands);
  add_traffic_command(commands);
  add_completion_command(commands);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    // `tocsin nosuch --help` asks for the help of something that there is not.
    const auto rest = reached(program).app->remaining();
    if (!rest.empty()) return refuse(CLI::ExtrasError(rest), program);
    return program.exit(asked);
  } catch (const CLI::ParseError& error) {
    return refuse(error, program);
  }
  start_log({});
  return chosen ? chosen() : static_cast<int>(ExitCode::wrong_use);
} catch (const std::exception& bug) {
  // What commands expect to go wrong, they tell themselves.
  return tell({ExitCode::no, std::string("stopped by an unexpected error: ") + bug.what() +
                                 "; please report it with the command that you ran"});
}

}  // namespace tocsin::tools
