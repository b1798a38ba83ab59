#include "tools/rules_explain.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

#include "rules/explain.h"
#include "tools/find_rule.h"
#include "tools/messages.h"
#include "tools/post_lines.h"
#include "tools/rules_checking.h"
#include "tools/rules_loading.h"

namespace tocsin::tools {
namespace {

struct ExplainArguments {
  std::string rule;
  std::vector<std::string> rest;  ///< the text, where neither post nor file is given; then packs
  RulesArguments packs;
  std::string brand, post, text_file;
  bool json = false;
};

std::expected<std::string, Fault> read_text(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream bytes;
  if (in && (bytes << in.rdbuf()).good()) return bytes.str();
  return std::unexpected(
      Fault{ExitCode::unavailable, file + ": cannot be read, or is empty; check path and rights"});
}

/// Where no rule is named: the only one that there is.
std::expected<RuleIndex, Fault> rule_of(const CheckedPacks& checked, const std::string& wanted) {
  if (!wanted.empty()) return find_rule(*checked.book, wanted);
  if (sizes_of(checked.packs).rules != 1)
    return std::unexpected(
        Fault{ExitCode::wrong_use, "which rule? There is more than one: name it, as `pack/id`"});
  for (const auto& pack : checked.packs.asked())
    for (const auto& rule : pack.rules) return find_rule(*checked.book, pack.name + '/' + rule.id);
  return std::unexpected(Fault{ExitCode::wrong_use, "there is no rule"});
}

/// The packs, compiled with their drafts; without a book where they have errors.
std::expected<CheckedPacks, Fault> packs_to_explain(const ExplainArguments& arguments) {
  RulesArguments packs = arguments.packs;
  packs.paths.insert(packs.paths.end(), arguments.rest.begin(), arguments.rest.end());
  auto checked = read_packs(packs);
  if (!checked || !checked->packs.ok()) return checked;
  auto book =
      rules::compile_to_explain(checked->packs, checked->context, {.cache_dir = cache_for(packs)});
  if (book)
    checked->book = std::move(*book);
  else
    std::ranges::move(book.error(), std::back_inserter(checked->problems));
  return checked;
}

int broken(const CheckedPacks& checked, const ExplainArguments& arguments) {
  if (arguments.json) {
    print(answer_json(checked, false));
    return static_cast<int>(ExitCode::no);
  }
  Fault fault =
      fault_of(checked.problems, "the rules have errors, so nothing is explained; mend them");
  fault.code = ExitCode::no;
  return tell(fault);
}

/// Prints explanations of one rule, and keeps whether it matched anything.
class Teller {
 public:
  Teller(const CheckedPacks& checked, RuleIndex rule, const ExplainArguments& arguments)
      : checked_(checked), rule_(rule), arguments_(arguments) {}

  void text(const std::string& text) {
    tell(rules::explain_text(*checked_.book, rule_, text, options()));
  }

  std::expected<void, Fault> file(const std::string& file) {
    PostLines lines({.post = [this](const PostView& post) { tell_of(post); },
                     .no_post =
                         [this](std::uint64_t line, std::string_view why) {
                           all_posts_ = false;
                           say("line " + std::to_string(line) + " is no post: " + printable(why));
                         }});
    return read_posts(file, lines);
  }

  bool matched() const { return matched_ && all_posts_; }
  bool failed() const { return failed_; }

 private:
  rules::ExplainOptions options() const { return {.brand = arguments_.brand, .history = {}}; }

  void tell_of(const PostView& post) {
    tell(rules::explain(*checked_.book, rule_, post, options()));
  }

  void tell(const std::optional<rules::Explanation>& explanation) {
    if (!explanation) return void(failed_ = true);
    matched_ = matched_ || explanation->matches;
    if (arguments_.json) return print(rules::to_json(*explanation) + '\n');
    const std::string head =
        explanation->post.empty() ? "" : explanation->source + ' ' + explanation->post + ": ";
    print(printable(head + rules::to_text(*explanation)));
  }

  const CheckedPacks& checked_;
  RuleIndex rule_;
  const ExplainArguments& arguments_;
  bool matched_ = false;
  bool all_posts_ = true;
  bool failed_ = false;
};

/// The text that is to be explained; it is taken out of `rest` where it stands there.
std::expected<std::string, Fault> text_of(ExplainArguments& arguments) {
  if (!arguments.text_file.empty()) return read_text(arguments.text_file);
  if (arguments.rest.empty())
    return std::unexpected(Fault{ExitCode::wrong_use,
                                 "which text? Write it behind the rule, in quotes, or name a file "
                                 "of posts with --post"});
  std::string text = std::move(arguments.rest.front());
  arguments.rest.erase(arguments.rest.begin());
  return text;
}

int explain(ExplainArguments arguments) {
  const auto text = arguments.post.empty() ? text_of(arguments) : std::string();
  if (!text) return tell(text.error());
  const auto checked = packs_to_explain(arguments);
  if (!checked) return tell(checked.error());
  if (!checked->book) return broken(*checked, arguments);
  const auto brands = checked->book->brands();
  if (!arguments.brand.empty() &&
      std::ranges::find(brands, arguments.brand, &BrandInfo::id) == brands.end())
    return tell({ExitCode::wrong_use, "no brand `" + arguments.brand +
                                          "` is configured: --brands names the file with ours"});
  const auto rule = rule_of(*checked, arguments.rule);
  if (!rule) return tell(rule.error());
  Teller teller(*checked, *rule, arguments);
  if (arguments.post.empty())
    teller.text(*text);
  else if (const auto read = teller.file(arguments.post); !read)
    return tell(read.error());
  if (teller.failed())
    return tell({ExitCode::unavailable, "the text could not be searched: nothing is known of it"});
  return static_cast<int>(teller.matched() ? ExitCode::done : ExitCode::no);
}

}  // namespace

void add_rules_explain_command(Command rules) {
  auto arguments = std::make_shared<ExplainArguments>();
  const auto command = rules.add(
      "explain", "Say why a rule matches a text, or which clause fails and how nearly",
      "tocsin rules explain telecom/no-service \"no signal since noon, Acme\" --packs packs/\n"
      "  tocsin rules explain core/leaving --post posts.ndjson --brands brands.yaml --json\n\n"
      "A text is read as an example is: in the pack's first language, by an author with 100 "
      "followers;\nabout a brand only where it names one, or --brand says so.\n"
      "Exit codes: 0 it matches (a file: one of its posts), 1 it does not.");
  command.option("rule", arguments->rule, "the rule, as `pack/id`; `id` where it is unique")
      .required();
  command.option("text", arguments->rest, "the text; behind it packs, as --packs");
  command
      .option("--packs", arguments->packs.paths,
              "pack files, or folders of them; none: the shipped packs")
      .existing_path();
  add_context_options(command, arguments->packs);
  command.option("--brand", arguments->brand, "take the text to be about this brand");
  command.option("--post", arguments->post, "NDJSON posts instead of a text; - is standard input");
  command.option("--text-from", arguments->text_file, "a file that holds the text");
  command.flag("--json", arguments->json, "one JSON object a text or post");
  command.runs(
      [arguments] { return run_limited(arguments->packs, [&] { return explain(*arguments); }); });
}

}  // namespace tocsin::tools
