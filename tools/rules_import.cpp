#include "tools/rules_import.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "rules/import/bounds.h"
#include "rules/import/import.h"
#include "rules/language_names.h"
#include "tools/messages.h"
#include "tools/replaced_file.h"
#include "tools/rules_checking.h"
#include "tools/rules_loading.h"

namespace tocsin::tools {
namespace {

using rules::importing::From;
using rules::importing::Imported;

struct ImportArguments {
  std::string from;
  std::string file;
  std::string out;
  std::string brand;
  std::string brands;
  std::string signal = "complaint";
  std::string severity = "low";
  std::string pack;
};

std::expected<std::string, Fault> bytes_of(const std::string& file) {
  std::FILE* in = file == "-" ? stdin : std::fopen(file.c_str(), "rb");
  if (in == nullptr)
    return std::unexpected(Fault{ExitCode::wrong_use, file + ": cannot be read: check the path"});
  std::string bytes;
  std::array<char, 1 << 16> some;
  std::size_t got = 1;
  // One byte more than may be there tells of too large a file.
  while (got > 0 && bytes.size() <= rules::importing::file_bytes) {
    got = std::fread(some.data(), 1, some.size(), in);
    bytes.append(some.data(), got);
  }
  const bool failed = std::ferror(in) != 0;
  if (in != stdin) std::fclose(in);
  if (failed)
    return std::unexpected(Fault{ExitCode::unavailable, file + ": cannot be read to its end"});
  return bytes;
}

std::expected<rules::importing::ImportOptions, Fault> options_of(const ImportArguments& a) {
  rules::importing::ImportOptions options{.from = a.from == "x" ? From::x : From::brandwatch,
                                          .pack = a.pack,
                                          .brand = a.brand,
                                          .signal = a.signal,
                                          .severity = a.severity,
                                          .context = {}};
  // A pack has its file's name.
  if (options.pack.empty() && !a.out.empty() && a.out != "-")
    options.pack = rules::as_id(std::filesystem::path(a.out).stem().string());
  if (!options.pack.empty() && !rules::is_id(options.pack))
    return std::unexpected(Fault{ExitCode::wrong_use, "--pack " + options.pack +
                                                          ": a pack's name is a-z 0-9 -; write `" +
                                                          rules::as_id(options.pack) + "`"});
  if (!a.brands.empty())
    if (const auto added = add_brands(a.brands, options.context.brands); !added)
      return std::unexpected(added.error());
  const bool known =
      a.brand.empty() || std::ranges::find(options.context.brands, a.brand, &rules::Brand::id) !=
                             options.context.brands.end();
  if (!known)
    return std::unexpected(Fault{ExitCode::wrong_use,
                                 "--brand " + a.brand +
                                     ": no brand has this id; `--brands FILE` names the file that "
                                     "declares it"});
  return options;
}

/// `packs/x.yaml`, `packs/x-2.yaml`, …
std::string file_for(const std::string& out, std::size_t number) {
  if (number == 0) return out;
  std::filesystem::path path(out);
  path.replace_filename(path.stem().string() + '-' + std::to_string(number + 1) +
                        path.extension().string());
  return path.string();
}

std::expected<void, Fault> write(const Imported& imported, const std::string& out) {
  if (out.empty() || out == "-") {
    if (imported.packs.size() > 1)
      return std::unexpected(Fault{ExitCode::wrong_use,
                                   "the rules take " + std::to_string(imported.packs.size()) +
                                       " packs: name a file for the first, `--out packs/x.yaml`"});
    for (const auto& pack : imported.packs) print(pack.text);
    return {};
  }
  for (std::size_t i = 0; i < imported.packs.size(); ++i)
    if (const auto written = replace_file(file_for(out, i), imported.packs[i].text); !written)
      return std::unexpected(Fault{ExitCode::try_again, written.error()});
  return {};
}

std::string names_of(const Imported& imported, const std::string& out) {
  if (out.empty() || out == "-" || imported.packs.empty()) return "";
  std::string names;
  for (std::size_t i = 0; i < imported.packs.size(); ++i)
    names += (i == 0 ? ": " : ", ") + file_for(out, i);
  return names;
}

int import(const ImportArguments& arguments) {
  const auto options = options_of(arguments);
  if (!options) return tell(options.error());
  const auto bytes = bytes_of(arguments.file);
  if (!bytes) return tell(bytes.error());
  const std::string file = arguments.file == "-" ? "standard input" : arguments.file;
  const Imported imported = rules::importing::import_queries(file, *bytes, *options);
  for (const auto& problem : imported.problems) say(printable(to_string(problem)));
  if (const auto written = write(imported, arguments.out); !written) return tell(written.error());
  say(std::to_string(imported.imported) + " of " + std::to_string(imported.queries) +
      (imported.queries == 1 ? " query" : " queries") + " imported, as " +
      counted(imported.rules, "draft") + printable(names_of(imported, arguments.out)));
  const bool all = !rules::has_errors(imported.problems);
  return static_cast<int>(all ? ExitCode::done : ExitCode::no);
}

}  // namespace

void add_rules_import_command(Command commands) {
  auto a = std::make_shared<ImportArguments>();
  const auto command = commands.add(
      "import", "Turn rules of X and queries of Brandwatch into a pack that means the same",
      "tocsin rules import --from x rules.json --out packs/from-x.yaml\n"
      "  tocsin rules import --from brandwatch query.txt > pack.yaml\n\n"
      "What Tocsin cannot say is listed with its place and reason, and not written.\n"
      "Exit codes: 0 all of it is imported, 1 some of it is not.");
  command.option("file", a->file, "the file of queries; - is standard input").required();
  command.option("--from", a->from, "where they come from").required().one_of({"x", "brandwatch"});
  command.option("--out", a->out, "the pack's file; else it goes to standard output");
  command.option("--pack", a->pack, "the pack's name; else that of its file");
  command.option("--brand", a->brand, "each rule also asks for this brand: `brand:acme AND …`");
  command.option("--brands", a->brands, "file with our brands").existing_file();
  const auto names = [](auto words) {
    return std::vector<std::string>(words.begin(), words.end());
  };
  command.option("--signal", a->signal, "what the rules are a sign of")
      .one_of(names(rules::known_signals()))
      .shows_default();
  command.option("--severity", a->severity, "how much they matter")
      .one_of(names(rules::severity_names()))
      .shows_default();
  command.runs([a] { return import(*a); });
}

}  // namespace tocsin::tools
