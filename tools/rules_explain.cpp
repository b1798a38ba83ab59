#include "tools/rules_explain.h"

#include <algorithm>
#include <memory>

#include "rules/explain.h"
#include "rules/suggest.h"
#include "tools/messages.h"
#include "tools/post_lines.h"
#include "tools/rules_checking.h"
#include "tools/rules_loading.h"

namespace tocsin::tools {
namespace {

struct ExplainArguments {
  std::string rule;
  std::vector<std::string> rest;  ///< the text, where no post is given; then packs
  std::vector<std::string> packs;
  std::string brands, brand, post;
  bool json = false;
};

/// A rule by its full id, or by its own id where only one pack has it.
std::expected<RuleIndex, Fault> find_rule(const RuleBook& book, const std::string& wanted) {
  std::vector<std::size_t> found;
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < book.rules().size(); ++i) {
    const std::string_view id = book.rules()[i].id;
    known.push_back(id);
    known.push_back(id.substr(id.find('/') + 1));
    if (id == wanted || id.substr(id.find('/') + 1) == wanted) found.push_back(i);
  }
  if (found.size() == 1) return RuleIndex{static_cast<std::uint32_t>(found.front())};
  if (!found.empty())
    return std::unexpected(Fault{ExitCode::wrong_use, "several packs have a rule `" + wanted +
                                                          "`: write it with its pack, as `" +
                                                          book.rules()[found.front()].id + '`'});
  const std::string meant = rules::did_you_mean(wanted, known);
  return std::unexpected(Fault{
      ExitCode::wrong_use,
      "there is no rule `" + wanted + "` in these packs" +
          (meant.empty() ? "; `tocsin rules explain PACK/RULE TEXT --packs FOLDER` names where to "
                           "look; a retired rule is not looked at"
                         : meant)});
}

std::expected<CheckedPacks, Fault> packs_to_explain(const ExplainArguments& arguments) {
  RulesArguments packs;
  packs.paths = arguments.packs;
  packs.brands = arguments.brands;
  packs.paths.insert(packs.paths.end(), arguments.rest.begin(), arguments.rest.end());
  auto checked = read_packs(packs);
  if (!checked) return checked;
  const auto broken = [](const std::vector<rules::Problem>& problems) {
    Fault fault = fault_of(problems, "the rules have errors, so nothing is explained; mend them");
    fault.code = ExitCode::no;
    return std::unexpected(std::move(fault));
  };
  if (!checked->packs.ok()) return broken(checked->problems);
  auto book = rules::compile_to_explain(checked->packs, checked->context,
                                        {.cache_dir = rules_cache_folder()});
  if (!book) return broken(book.error());
  checked->book = std::move(*book);
  return checked;
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

int explain(ExplainArguments arguments) {
  std::string text;
  if (arguments.post.empty()) {
    if (arguments.rest.empty())
      return tell({ExitCode::wrong_use,
                   "which text? Write it behind the rule, in quotes, or name "
                   "a file of posts with --post"});
    text = std::move(arguments.rest.front());
    arguments.rest.erase(arguments.rest.begin());
  }
  const auto checked = packs_to_explain(arguments);
  if (!checked) return tell(checked.error());
  const auto brands = checked->book->brands();
  if (!arguments.brand.empty() &&
      std::ranges::find(brands, arguments.brand, &BrandInfo::id) == brands.end())
    return tell({ExitCode::wrong_use, "no brand `" + arguments.brand +
                                          "` is configured: --brands names the file with ours"});
  const auto rule = find_rule(*checked->book, arguments.rule);
  if (!rule) return tell(rule.error());
  Teller teller(*checked, *rule, arguments);
  if (arguments.post.empty())
    teller.text(text);
  else if (const auto read = teller.file(arguments.post); !read)
    return tell(read.error());
  if (teller.failed())
    return tell({ExitCode::unavailable, "the text could not be searched: nothing is known of it"});
  return static_cast<int>(teller.matched() ? ExitCode::done : ExitCode::no);
}

}  // namespace

void add_rules_explain_command(CLI::App& rules, Chosen& chosen) {
  auto arguments = std::make_shared<ExplainArguments>();
  auto* command = add_command(
      rules, "explain", "Say why a rule matches a text, or which clause fails and how nearly",
      "tocsin rules explain telecom/no-service \"no signal since noon, Acme\" --packs packs/\n"
      "  tocsin rules explain core/leaving --post posts.ndjson --brands brands.yaml --json\n\n"
      "A text is read as an example is: in the pack's first language, by an author with 100 "
      "followers;\nabout a brand only where it names one, or --brand says so.\n"
      "Exit codes: 0 it matches (a file: one of its posts), 1 it does not.");
  command->add_option("rule", arguments->rule, "the rule, as `pack/id`; `id` where it is unique")
      ->required();
  command->add_option("text", arguments->rest, "the text; behind it packs, as --packs");
  command
      ->add_option("--packs", arguments->packs,
                   "pack files, or folders of them; none: the shipped packs")
      ->check(CLI::ExistingPath);
  command->add_option("--brands", arguments->brands, "file with our brands")
      ->check(CLI::ExistingFile);
  command->add_option("--brand", arguments->brand, "take the text to be about this brand");
  command->add_option("--post", arguments->post,
                      "NDJSON posts instead of a text; - is standard input");
  command->add_flag("--json", arguments->json, "one JSON object a text or post");
  command->callback(
      [arguments, &chosen] { chosen = [arguments] { return explain(std::move(*arguments)); }; });
}

}  // namespace tocsin::tools
