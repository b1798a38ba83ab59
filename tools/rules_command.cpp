#include "tools/rules_command.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>

#include <fcntl.h>
#include <unistd.h>

#include "tools/messages.h"
#include "tools/posts_path.h"
#include "tools/rules_backtest.h"
#include "tools/rules_checking.h"
#include "tools/rules_compile_command.h"
#include "tools/rules_explain.h"
#include "tools/rules_fmt.h"
#include "tools/rules_frequencies.h"
#include "tools/rules_import.h"
#include "tools/rules_match.h"
#include "tools/rules_mending.h"
#include "tools/rules_running.h"
#include "tools/rules_status.h"

namespace tocsin::tools {
namespace {

std::size_t count_of(const std::vector<rules::Problem>& problems, rules::Level level) {
  return static_cast<std::size_t>(std::ranges::count(problems, level, &rules::Problem::level));
}

/// Shows the problems, and says how it stands; the exit code.
int conclude(const CheckedPacks& checked, const RulesArguments& arguments,
             const std::string& well) {
  const std::size_t errors = count_of(checked.problems, rules::Level::error);
  const std::size_t warnings = count_of(checked.problems, rules::Level::warning);
  const bool ok = errors == 0 && (warnings == 0 || !arguments.strict);
  if (arguments.json) {
    print(answer_json(checked, ok));
  } else {
    for (const auto& problem : checked.problems) print(printable(to_string(problem)) + '\n');
    if (errors + warnings > 0)
      say(counted(errors, "error") + ", " + counted(warnings, "warning"));
    else
      say(well);
  }
  return static_cast<int>(ok ? ExitCode::done : ExitCode::no);
}

std::expected<void, Fault> mend(const RulesArguments& arguments) {
  if (arguments.paths.empty())
    return std::unexpected(
        Fault{ExitCode::wrong_use, "the shipped packs are not to be mended: name your own files"});
  const auto mended = mend_files(arguments);
  if (!mended) return std::unexpected(mended.error());
  if (mended->problems > 0)
    say("mended " + counted(mended->problems, "problem") + " in " + counted(mended->files, "file"));
  return {};
}

int check(const RulesArguments& arguments) {
  if (arguments.fix)
    if (const auto mended = mend(arguments); !mended) return tell(mended.error());
  const auto checked = check_packs(arguments);
  if (!checked) return tell(checked.error());
  const PackSizes sizes = sizes_of(checked->packs);
  return conclude(
      *checked, arguments,
      counted(sizes.rules, "rule") + " in " + counted(sizes.packs, "pack") + ": nothing to mend");
}

int test(const RulesArguments& arguments) {
  auto checked = check_packs(arguments);
  if (!checked) return tell(checked.error());
  if (checked->book)
    std::ranges::move(rules::prove(checked->packs, checked->context, checked->book),
                      std::back_inserter(checked->problems));
  const PackSizes sizes = sizes_of(checked->packs);
  std::string passed = counted(sizes.examples - sizes.retired, "example") + " of " +
                       counted(sizes.rules, "rule") + ": all as they should be";
  if (sizes.retired > 0)
    passed += "; not run: " + counted(sizes.retired, "example") + " of retired rules";
  return conclude(*checked, arguments, passed);
}

bool write_findings(std::string& out) {
  const bool written = std::fwrite(out.data(), 1, out.size(), stdout) == out.size();
  out.clear();
  return written && std::fflush(stdout) == 0;
}

void say_bad_lines(std::vector<BadLine>& bad) {
  for (const BadLine& line : bad)
    say("line " + std::to_string(line.line) + " is no post: " + printable(line.why));
  bad.clear();
}

/// Where posts come from: standard input, or a file named beside the packs.
class PostsInput {
 public:
  explicit PostsInput(const std::string& file)
      : name_(file.empty() ? "standard input" : file),
        fd_(file.empty() ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file.empty() && ::isatty(STDIN_FILENO) != 0)
      say("reads posts from this terminal, one a line, until Ctrl-D; `< posts.ndjson` reads a "
          "file");
  }
  ~PostsInput() {
    if (fd_ > STDIN_FILENO) ::close(fd_);
  }
  PostsInput(const PostsInput&) = delete;
  PostsInput& operator=(const PostsInput&) = delete;

  ssize_t read(std::vector<char>& chunk) const { return ::read(fd_, chunk.data(), chunk.size()); }
  Fault unreadable() const {
    return {ExitCode::unavailable, printable(name_) + " cannot be read: " +
                                       std::strerror(not_opened_ != 0 ? not_opened_ : errno)};
  }

 private:
  const std::string name_;
  const int fd_;
  const int not_opened_ = fd_ < 0 ? errno : 0;
};

/// Reads posts to their end; whether every line was one.
std::expected<bool, Fault> match_input(const RuleBook& book, const PostsInput& input) {
  FindingPrinter printer(book);
  std::vector<char> chunk(1 << 20);
  std::string out;
  std::vector<BadLine> bad;
  bool all_posts = true;
  for (ssize_t got = 1; got > 0;) {
    got = input.read(chunk);
    if (got < 0) return std::unexpected(input.unreadable());
    if (got > 0)
      printer.feed({chunk.data(), static_cast<std::size_t>(got)}, out, bad);
    else
      printer.finish(out, bad);
    all_posts = all_posts && bad.empty();
    say_bad_lines(bad);
    if (printer.scan_failed())
      return std::unexpected(
          Fault{ExitCode::unavailable, "the text could not be searched; findings are incomplete"});
    if (!write_findings(out))
      return std::unexpected(
          Fault{ExitCode::try_again, "findings could not be written to standard output"});
  }
  return all_posts;
}

int match(const RulesArguments& given) {
  RulesArguments arguments = given;
  const auto files = std::ranges::partition(arguments.paths, std::not_fn(is_posts_path));
  const std::vector<std::string> posts(files.begin(), files.end());
  arguments.paths.erase(files.begin(), files.end());
  if (posts.size() > 1)
    return tell({ExitCode::wrong_use,
                 "posts come from one file: `cat` several, and write `|` "
                 "between it and this command"});
  const auto checked = check_packs(arguments);
  if (!checked) return tell(checked.error());
  for (const auto& problem : checked->problems)
    if (!checked->book || problem.level == rules::Level::error) say_place(to_string(problem));
  if (!checked->book)
    return tell({ExitCode::no, "the rules have errors, so nothing was read; mend them"});
  const PostsInput input(posts.empty() ? std::string() : posts.front());
  const auto all_posts = match_input(*checked->book, input);
  if (!all_posts) return tell(all_posts.error());
  return static_cast<int>(*all_posts ? ExitCode::done : ExitCode::no);
}

using Run = int (*)(const RulesArguments&);

Command add(Command rules, const std::string& name, const std::string& purpose,
            const std::string& example, Run run, std::shared_ptr<RulesArguments> arguments) {
  const auto command = rules.add(name, purpose, example);
  command
      .option("packs", arguments->paths, "pack files, or folders of them; none: the shipped packs")
      .existing_path();
  add_context_options(command, *arguments);
  command.runs(
      [arguments, run] { return run_limited(*arguments, [&] { return run(*arguments); }); });
  return command;
}

}  // namespace

void add_rules_commands(Command app) {
  const auto rules = app.add("rules", "Check, prove and try rule packs",
                             "tocsin rules check packs/ && tocsin rules test packs/");
  rules.needs_one_below();
  auto arguments = std::make_shared<RulesArguments>();
  const auto checking = add(rules, "check", "Parse, lint and compile packs",
                            "tocsin rules check packs/telecom.yaml --strict", check, arguments);
  checking.flag("--fix", arguments->fix, "first make the mends that are safe, in the files");
  checking
      .option("--frequencies", arguments->frequencies,
              "a table of `tocsin rules frequencies`: tells of terms that are too common")
      .existing_file();
  checking
      .option("--common", arguments->common_percent,
              "a term in more than this share of posts is too common, in percent")
      .between(0.01, 100.0)
      .shows_default();
  for (const auto command :
       {checking, add(rules, "test", "Check packs, and run every example of every rule",
                      "tocsin rules test packs/ --brands brands.yaml", test, arguments)}) {
    command.flag("--strict", arguments->strict, "warnings count as errors");
    command.flag("--json", arguments->json, "one JSON object for scripts");
  }
  add(rules, "match", "Print what packs find in NDJSON posts from standard input",
      "tocsin rules match packs/ --brands brands.yaml < posts.ndjson\n"
      "  tocsin rules match packs/ posts.ndjson",
      match, arguments)
      .flag("--json", arguments->json, "as the others have it: this one prints nothing else");
  add_rules_explain_command(rules);
  add_rules_backtest_command(rules);
  add_rules_running_commands(rules);
  add_rules_status_command(rules);
  add_rules_fmt_command(rules);
  add_rules_frequencies_command(rules);
  add_rules_import_command(rules);
  add_rules_compile_command(rules);
}

}  // namespace tocsin::tools
