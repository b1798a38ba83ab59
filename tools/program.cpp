#include "tools/program.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <vector>

#include "rules/suggest.h"
#include "tools/backup_command.h"
#include "tools/command.h"
#include "tools/completion_command.h"
#include "tools/doctor_command.h"
#include "tools/messages.h"
#include "tools/people_command.h"
#include "tools/replay_command.h"
#include "tools/rules_command.h"
#include "tools/schema_command.h"
#include "tools/serve_command.h"
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

/// What is wrong with a command line, with what was probably meant.
std::string explain(const CLI::ParseError& error, const Reached& at) {
  const auto rest = at.app->remaining();
  const auto unknown = std::ranges::find_if(
      rest, [](const auto& word) { return word.size() > 1 && word[0] == '-'; });
  if (unknown != rest.end()) {
    const auto name = unknown->substr(0, unknown->find('='));
    return "there is no option `" + name + "`" + meant(name, flags_of(*at.app));
  }
  const auto commands = commands_of(*at.app);
  if (!commands.empty() && !rest.empty())
    return "there is no command `" + rest.front() + "`" + meant(rest.front(), commands);
  if (!commands.empty() && at.app->get_subcommands().empty()) {
    const std::vector<std::string_view> views(commands.begin(), commands.end());
    return "which command? " + rules::listed(views);
  }
  if (!rest.empty()) return "`" + rest.front() + "` is one argument too many";
  return error.what();
}

int refuse(const CLI::ParseError& error, const CLI::App& program) {
  const auto at = reached(program);
  return tell({ExitCode::wrong_use, explain(error, at) + "\n  `" + at.written +
                                        " --help` shows what it takes, with an example"});
}

}  // namespace

CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& purpose,
                      const std::string& example) {
  auto* command = parent.add_subcommand(name, purpose);
  command->footer("Example:\n  " + example);
  return command;
}

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
  Chosen chosen;
  add_demo_command(program, chosen);
  add_serve_command(program, chosen);
  add_replay_command(program, chosen);
  add_rules_commands(program, chosen);
  add_schema_command(program, chosen);
  add_doctor_command(program, chosen);
  add_backup_commands(program, chosen);
  add_people_commands(program, chosen);
  add_traffic_command(program, chosen);
  add_completion_command(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return program.exit(asked);
  } catch (const CLI::ParseError& error) {
    return refuse(error, program);
  }
  return chosen ? chosen() : static_cast<int>(ExitCode::wrong_use);
} catch (const std::exception& bug) {
  // What commands expect to go wrong, they tell themselves.
  return tell({ExitCode::no, std::string("stopped by an unexpected error: ") + bug.what() +
                                 "; please report it with the command that you ran"});
}

}  // namespace tocsin::tools
