#include "rules/pack_parser.h"

#include <algorithm>
#include <array>

#include <xxhash.h>

#include "rules/language_names.h"
#include "rules/pack_keys.h"
#include "rules/suggest.h"
#include "rules/yaml_reading.h"

namespace tocsin::rules {
namespace {

constexpr auto pack_keys = keys::names_of(keys::pack);

bool is_language(std::string_view text) {
  const std::size_t primary = std::min(text.find('-'), text.size());
  return primary >= 2 && primary <= 3 &&
         std::ranges::all_of(text.substr(0, primary),
                             [](char c) { return c >= 'a' && c <= 'z'; }) &&
         text.size() <= 35;
}

std::vector<std::string> read_languages(const yaml::Node& node, ProblemSink& problems) {
  std::vector<std::string> languages;
  if (node.is_null() || !yaml::is_list(node, "`languages`", "languages: [en]", problems))
    return languages;
  for (const yaml::Node& item : node.items) {
    if (item.is_scalar() && is_language(item.value))
      languages.push_back(item.value);
    else
      problems.error(item.offset, "language",
                     "`" + item.value + "` is no language code: write `en`, `de`, `pt-BR`");
  }
  return languages;
}

void read_rules(const yaml::Node& node, const RuleContext& context, Pack& pack,
                std::vector<ExprPtr>& guessed, ProblemSink& problems) {
  if (!yaml::is_list(node, "`rules`",
                     "rules:` with an entry `- id: my-rule` for each rule, as `- id", problems))
    return;
  if (node.items.empty())
    problems.warning(node.offset, "no-rules", "this pack has no rule: add one, or remove the file");
  for (const yaml::Node& item : node.items) {
    auto rule = read_rule(item, {pack, context, guessed}, problems);
    if (!rule) continue;
    const auto earlier = std::ranges::find(pack.rules, rule->id, &Rule::id);
    if (earlier != pack.rules.end() && !rule->id.empty()) {
      problems.error(rule->place, "duplicate-id",
                     "the id `" + rule->id + "` is taken by the rule in line " +
                         std::to_string(earlier->place.line) + ": give one of them another id");
      continue;
    }
    pack.rules.push_back(std::move(*rule));
  }
}

std::string read_pack_name(const yaml::Mapping& top, ProblemSink& problems) {
  const yaml::Node* node = top.need("pack", "pack: my-pack");
  const std::string name = node ? top.text("pack") : std::string();
  if (!name.empty() && !is_id(name))
    problems.error(node->offset, "id",
                   "`" + name + "` is no name of a pack (a-z 0-9 -): write `" + as_id(name) + '`');
  return name;
}

void read_pack(const yaml::Node& root, const RuleContext& context, bool whole, Pack& pack,
               std::vector<ExprPtr>& guessed, ProblemSink& problems) {
  const yaml::Mapping top(root, "a pack", pack_keys, problems);
  if (!top.ok()) return;
  pack.name = read_pack_name(top, problems);
  pack.title = top.needed_text("title", "title: What the pack is for");
  if (top.need("version", "version: 1"))
    pack.version = static_cast<int>(top.number("version", 1, keys::version_most).value_or(0));
  if (const auto* node = top.get("languages")) pack.languages = read_languages(*node, problems);
  if (const auto* node = top.get("terms"); node && !node->is_null())
    pack.terms = read_term_lists(*node, problems);
  if (const auto* node = top.get("brands"); node && !node->is_null())
    pack.brands = read_brands(*node, problems);
  const yaml::Node* rules = whole ? top.need("rules", "rules:") : top.get("rules");
  if (rules && !rules->is_null()) read_rules(*rules, context, pack, guessed, problems);
}

}  // namespace

Pack parse_pack(std::string_view file, std::string_view bytes, const RuleContext& context,
                std::vector<Problem>& problems, Tell tell) {
  const std::size_t first = problems.size();
  Pack pack;
  pack.file = file;
  pack.content_hash = XXH3_64bits(bytes.data(), bytes.size());
  YamlFile source(file, bytes, problems);
  std::vector<ExprPtr> guessed;
  if (const yaml::Node* root = source.root())
    read_pack(*root, context, source.whole(), pack, guessed, source.problems());
  if (source.whole()) {
    check_own_names(pack, guessed, problems);
    refuse_only_nots(pack, problems);
    if (tell == Tell::everything) lint_pack(pack, problems);
  } else {
    // What is missing may only be unread.
    const auto unread = [](const Problem& p) { return p.lint == "missing-key"; };
    const auto mine = problems.begin() + static_cast<std::ptrdiff_t>(first);
    problems.erase(std::remove_if(mine, problems.end(), unread), problems.end());
  }
  std::erase_if(pack.rules, [](const Rule& rule) { return !rule.when || rule.id.empty(); });
  sort_by_place(problems, first);
  return pack;
}

}  // namespace tocsin::rules
