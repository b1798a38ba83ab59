#include <algorithm>
#include <array>

#include "rules/condition.h"
#include "rules/excerpt.h"
#include "rules/expression.h"
#include "rules/fix.h"
#include "rules/language_names.h"
#include "rules/pack_keys.h"
#include "rules/pack_parser.h"
#include "rules/suggest.h"
#include "rules/yaml_reading.h"

namespace tocsin::rules {
namespace {

constexpr auto rule_keys = keys::names_of(keys::rule);
constexpr std::array<int, 5> default_scores{5, 10, 20, 40, 70};

/// One of a few words; told with what is meant where it is none.
std::optional<std::size_t> read_choice(const yaml::Mapping& map, std::string_view key,
                                       std::string_view model,
                                       std::span<const std::string_view> known,
                                       ProblemSink& problems) {
  const yaml::Node* node = map.need(key, model);
  if (!node) return std::nullopt;
  const std::string written = map.text(key);
  const auto found = std::ranges::find(known, written);
  if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  if (!written.empty())
    problems.error(node->offset, key,
                   ticked(written) + " is no " + std::string(key) + did_you_mean(written, known) +
                       (nearest(written, known).empty() ? ": write one of " : " They are ") +
                       listed(known),
                   respelt(written, known));
  return std::nullopt;
}

std::string read_id(const yaml::Mapping& map, ProblemSink& problems) {
  const yaml::Node* node = map.need("id", "id: my-rule");
  const std::string id = node ? map.text("id") : std::string();
  if (!id.empty() && !is_id(id))
    problems.error(node->offset, "id",
                   ticked(id) + " is no id of a rule (a-z 0-9 -): write " + ticked(as_id(id)),
                   Fix{"write " + ticked(as_id(id)), id, as_id(id)});
  return id;
}

std::string read_signal(const yaml::Mapping& map, const RuleContext& context,
                        ProblemSink& problems) {
  std::vector<std::string_view> known(known_signals().begin(), known_signals().end());
  known.insert(known.end(), context.extra_signals.begin(), context.extra_signals.end());
  const auto chosen = read_choice(map, "signal", "signal: complaint", known, problems);
  return chosen ? std::string(known[*chosen]) : std::string();
}

void read_when(const yaml::Mapping& map, const RuleSurroundings& around, Rule& rule,
               ProblemSink& problems) {
  const Pack& pack = around.pack;
  const yaml::Node* node = map.need("when", "when: brand AND my-term");
  if (!node) return;
  rule.when_place = problems.place(node->offset);
  if (!node->is_scalar()) {
    problems.error(node->offset, "shape",
                   "`when` is an expression, this is " + std::string(yaml::name_of(node->kind)) +
                       ": put the whole of it into single quotes");
    return;
  }
  rule.when_written = node->value;
  const auto offsets = yaml::value_offsets(*node, problems.source().text());
  const auto offset_of = [&](std::size_t at) { return offsets[std::min(at, offsets.size() - 1)]; };
  ParsedExpr parsed = parse_expression(
      node->value, [&](std::size_t at) { return problems.place(offset_of(at)); },
      [&](std::string_view name) {
        return std::ranges::find(pack.terms, name, &TermList::name) != pack.terms.end();
      });
  for (ExprFault& fault : parsed.faults)
    problems.error(offset_of(fault.at), fault.lint, std::move(fault.text), std::move(fault.fix));
  if (parsed.faults.empty())
    rule.when = std::move(parsed.expr);
  else if (parsed.expr)
    around.guessed.push_back(std::move(parsed.expr));
}

void read_where(const yaml::Node& node, Rule& rule, ProblemSink& problems) {
  if (node.is_null() || !yaml::is_list(node, "`where`", "- author.followers < 1000", problems))
    return;
  for (const yaml::Node& item : node.items) {
    if (!item.is_scalar()) {
      problems.error(item.offset, "shape",
                     "a condition is text, this is " + std::string(yaml::name_of(item.kind)) +
                         ": write it in single quotes");
      continue;
    }
    const auto offsets = yaml::value_offsets(item, problems.source().text());
    auto condition = parse_condition(item.value);
    if (!condition) {
      ExprFault& fault = condition.error();
      problems.error(offsets[std::min(fault.at, offsets.size() - 1)], fault.lint,
                     std::move(fault.text), std::move(fault.fix));
      continue;
    }
    condition->place = problems.place(item.offset);
    condition->term.place = condition->place;
    rule.where.push_back(std::move(*condition));
  }
}

void read_windows(const yaml::Mapping& map, Rule& rule, ProblemSink& problems) {
  for (const auto& [key, kind] :
       {std::pair{"repeat", Window::Kind::repeat}, std::pair{"surge", Window::Kind::surge},
        std::pair{"distinct", Window::Kind::distinct}}) {
    const yaml::Node* node = map.get(key);
    if (!node || node->is_null()) continue;
    if (auto window = read_window(kind, *node, problems)) rule.windows.push_back(*window);
  }
}

}  // namespace

std::optional<Rule> read_rule(const yaml::Node& node, const RuleSurroundings& around,
                              ProblemSink& problems) {
  const yaml::Mapping map(node, "a rule", rule_keys, problems);
  if (!map.ok()) return std::nullopt;
  Rule rule;
  rule.place = problems.place(node.offset);
  rule.id = read_id(map, problems);
  rule.title = map.needed_text("title", "title: What it finds");
  rule.signal = read_signal(map, around.context, problems);
  const auto severity =
      read_choice(map, "severity", "severity: medium", severity_names(), problems);
  rule.severity = static_cast<Severity>(severity.value_or(1));
  const auto status = read_choice(map, "status", "status: shadow", status_names(), problems);
  rule.status = static_cast<RuleStatus>(status.value_or(0));
  rule.score = static_cast<int>(
      map.number("score", 0, keys::score_most).value_or(default_scores[severity.value_or(1)]));
  rule.owner = map.text("owner");
  read_when(map, around, rule, problems);
  if (const auto* where = map.get("where")) read_where(*where, rule, problems);
  if (const auto* limit = map.get("limit"); limit && !limit->is_null())
    rule.limit = read_limit(*limit, problems);
  read_windows(map, rule, problems);
  if (const auto* examples = map.get("examples"); examples && !examples->is_null())
    rule.examples = read_examples(*examples, problems);
  return rule;
}

}  // namespace tocsin::rules
