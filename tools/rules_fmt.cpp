#include "tools/rules_fmt.h"

#include <cstdio>
#include <memory>
#include <optional>

#include "engine/bounds.h"
#include "rules/format.h"
#include "tools/line_diff.h"
#include "tools/messages.h"
#include "tools/replaced_file.h"
#include "tools/rules_checking.h"

namespace tocsin::tools {
namespace {

struct FmtArguments {
  std::vector<std::string> paths;
  bool check = false;
  bool diff = false;
};

/// A pack from standard input; one byte more than a pack may have tells of too large a one.
std::string standard_input() {
  std::string bytes(bounds::pack_bytes + 1, '\0');
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), stdin));
  return bytes;
}

/// Formats files one by one, and keeps how it went.
class Formatting {
 public:
  explicit Formatting(const FmtArguments& arguments) : arguments_(arguments) {}

  void standard_in() {
    const std::string bytes = standard_input();
    const auto formatted = form_of("standard input", bytes);
    if (!formatted) return;
    if (only_shown())
      show("standard input", bytes, *formatted);
    else
      print(*formatted);
  }

  void file(const std::string& file) {
    ++files_;
    const auto bytes = rules::pack_bytes(file);
    if (!bytes) return refuse(file + ": cannot be read: check path and rights");
    const auto formatted = form_of(file, *bytes);
    if (!formatted || *formatted == *bytes) return;
    ++others_;
    if (only_shown()) return show(file, *bytes, *formatted);
    if (const auto written = replace_file(file, *formatted); !written)
      refuse(written.error());
    else
      print(printable(file) + '\n');
  }

  void refuse(const std::string& why) {
    failed_ = true;
    say(printable(why));
  }

  int conclude() const {
    if (files_ > 0 && !failed_)
      say(counted(files_, "file") + ", " + std::to_string(others_) +
          (only_shown() ? " not in their one form" : " changed"));
    return static_cast<int>(failed_ || (only_shown() && differs_) ? ExitCode::no : ExitCode::done);
  }

 private:
  bool only_shown() const { return arguments_.check || arguments_.diff; }

  std::optional<std::string> form_of(const std::string& name, const std::string& bytes) {
    auto formatted = rules::format_pack(name, bytes);
    if (formatted) return std::move(*formatted);
    for (const auto& problem : formatted.error()) refuse(to_string(problem));
    say(printable(name) + " is left as it is: it is formatted once its errors are mended");
    return std::nullopt;
  }

  void show(const std::string& name, const std::string& bytes, const std::string& formatted) {
    if (bytes == formatted) return;
    differs_ = true;
    print(printable(arguments_.diff ? line_diff(name, bytes, formatted) : name + '\n'));
  }

  const FmtArguments& arguments_;
  std::size_t files_ = 0;
  std::size_t others_ = 0;  ///< files not in their one form
  bool differs_ = false;
  bool failed_ = false;
};

int fmt(const FmtArguments& arguments) {
  Formatting formatting(arguments);
  std::vector<rules::Problem> problems;
  std::vector<std::string> paths;
  for (const auto& path : arguments.paths)
    if (path == "-")
      formatting.standard_in();
    else
      paths.push_back(path);
  for (const auto& file : rules::pack_files(paths, problems)) formatting.file(file);
  for (const auto& problem : problems) formatting.refuse(to_string(problem));
  return formatting.conclude();
}

}  // namespace

void add_rules_fmt_command(Command rules) {
  auto arguments = std::make_shared<FmtArguments>();
  const auto command = rules.add(
      "fmt", "Write packs in their one form, comments kept",
      "tocsin rules fmt packs/\n  tocsin rules fmt --check packs/   # in CI\n\n"
      "Prints the files that it changed. A file that is no YAML is left as it is; what else is\n"
      "wrong in one, `tocsin rules check` tells.\n"
      "Exit codes: 0 done, 1 a file cannot be read, or (--check, --diff) another form.");
  command
      .option("packs", arguments->paths,
              "pack files, or folders of them; - formats standard input to standard output")
      .required();
  command.flag("--check", arguments->check, "write nothing; name the files in another form");
  command.flag("--diff", arguments->diff, "write nothing; show what would change");
  command.runs([arguments] { return fmt(*arguments); });
}

}  // namespace tocsin::tools
