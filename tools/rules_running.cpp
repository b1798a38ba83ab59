#include "tools/rules_running.h"

#include <memory>

#include <fmt/format.h>

#include "rules/suggest.h"
#include "tools/engine_answer.h"
#include "tools/messages.h"
#include "tools/quantity.h"
#include "tools/rule_name.h"

namespace tocsin::tools {
namespace {

namespace dom = simdjson::dom;

struct RunningArguments {
  EngineAddress address;
  std::string rule;
  std::size_t limit = 25;
  bool json = false;
};

std::string precision_text(dom::element rule) {
  dom::element p;
  if (rule.at_key("precision").get(p) != simdjson::SUCCESS) return "-";
  return fmt::format("{:.0f} % ({:.0f}-{:.0f}, n={:.0f})", 100 * number_in(p, "value"),
                     100 * number_in(p, "low"), 100 * number_in(p, "high"), number_in(p, "n"));
}

std::string profile_text(dom::element root) {
  if (number_in(root, "posts") == 0)
    return "no post has been measured yet: the engine measures some now and then, as posts come "
           "in; ask again then\n";
  std::string out = fmt::format(
      "{} posts measured: {:.0f} ns a post, {:.0f} of them searching the text for all rules at "
      "once\n\n  {:<40} {:>11} {:>7} {:>11} {:>10} {:>10}\n",
      count_in(root, "posts"), number_in(root, "ns_per_post"), number_in(root, "scan_ns_per_post"),
      "rule", "ns a post", "share", "ns a look", "looks", "finds");
  dom::array rules, terms;
  if (root.at_key("rules").get(rules) == simdjson::SUCCESS)
    for (const auto rule : rules)
      out += fmt::format("  {:<40} {:>11.2f} {:>5.1f} % {:>11.0f} {:>10} {:>10}{}\n",
                         text_in(rule, "rule"), number_in(rule, "ns_per_post"),
                         100 * number_in(rule, "share"), number_in(rule, "ns_per_look"),
                         count_in(rule, "looks"), count_in(rule, "finds"),
                         text_in(rule, "status") == "shadow" ? "  shadow" : "");
  out += fmt::format("\n  {:<40} {:>11} {:>10}  {}\n", "term", "ns a post", "hits", "of");
  if (root.at_key("terms").get(terms) == simdjson::SUCCESS)
    for (const auto term : terms)
      out += fmt::format("  {:<40} {:>11.2f} {:>10}  {}\n", text_in(term, "term"),
                         number_in(term, "ns_per_post"), count_in(term, "hits"),
                         text_in(term, "rule"));
  return out;
}

std::string note_of(dom::element rule) {
  std::string note = text_in(rule, "suggest");
  dom::element quieted;
  if (rule.at_key("quieted").get(quieted) == simdjson::SUCCESS)
    note += (note.empty() ? "" : ", ") + std::string("quieted: ") + text_in(quieted, "because");
  return note;
}

std::string list_text(dom::element root) {
  dom::array rules;
  if (root.at_key("rules").get(rules) != simdjson::SUCCESS) return "no rules are loaded\n";
  if (rules.size() == 0)
    return "no rule is loaded: all are drafts or retired, or there is no pack\n";
  std::string out = fmt::format("  {:<40} {:<8} {:>10} {:>11}  {:<26} {}\n", "rule", "status",
                                "hits 30d", "ns a post", "right (95 % surely)", "note");
  for (const auto rule : rules)
    out += fmt::format("  {:<40} {:<8} {:>10} {:>11.2f}  {:<26} {}\n", text_in(rule, "id"),
                       text_in(rule, "status"), count_in(rule, "hits_30d"),
                       number_in(rule, "cost_ns_per_post"), precision_text(rule), note_of(rule));
  return out;
}

std::string show_text(dom::element rule) {
  std::string out = fmt::format(
      "{} ({}), version {:.0f}: {}\n  {} findings in 30 days, {:.2f} ns a post\n  right: {}\n",
      text_in(rule, "id"), text_in(rule, "status"), number_in(rule, "version"),
      text_in(rule, "title"), count_in(rule, "hits_30d"), number_in(rule, "cost_ns_per_post"),
      precision_text(rule));
  dom::object verdicts;
  if (rule.at_key("verdicts").get(verdicts) == simdjson::SUCCESS)
    for (const auto [outcome, count] : verdicts) {
      std::uint64_t n = 0;
      if (count.get(n) == simdjson::SUCCESS)
        out += fmt::format("    {}: {}\n", printable(outcome), count_text(n));
    }
  if (const auto note = note_of(rule); !note.empty())
    out += "  " + note + ": " + text_in(rule, "suggest_because") + "\n";
  dom::array life;
  if (rule.at_key("life").get(life) == simdjson::SUCCESS)
    for (const auto step : life)
      out += fmt::format("  {}  {:<8} {}: {}\n", text_in(step, "at"), text_in(step, "status"),
                         text_in(step, "by"), text_in(step, "why"));
  return out;
}

/// The loaded rules' names; none where nobody says them.
std::vector<std::string> loaded_rules(const EngineAddress& address) {
  std::vector<std::string> names;
  const auto answer = ask_engine(address, "/api/v1/rules");
  dom::parser parser;
  dom::element root;
  dom::array rules;
  if (answer && parser.parse(*answer).get(root) == simdjson::SUCCESS &&
      root.at_key("rules").get(rules) == simdjson::SUCCESS)
    for (const auto rule : rules) names.push_back(text_in(rule, "id"));
  return names;
}

Fault not_loaded(const RunningArguments& a) {
  const auto names = loaded_rules(a.address);
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto meant = rules::did_you_mean(a.rule, known);
  return {ExitCode::no,
          "the engine has no rule `" + a.rule + "` loaded" +
              (meant.empty() ? "; `tocsin rules list` shows them, without drafts and retired ones"
                             : meant)};
}

int ask_of_rule(const RunningArguments& a) {
  if (const auto fault = misnamed(a.rule)) return tell(*fault);
  const auto answer = ask_engine(a.address, "/api/v1/rules/" + a.rule);
  if (!answer && answer.error().code == ExitCode::no) return tell(not_loaded(a));
  return show_answer(answer, a.json, show_text);
}

}  // namespace

void add_rules_running_commands(Command rules) {
  const auto add = [&](const std::string& name, const std::string& purpose,
                       const std::string& example) {
    const auto command = rules.add(name, purpose, example);
    auto a = std::make_shared<RunningArguments>();
    add_engine_address(command, a->address);
    command.flag("--json", a->json, "what the engine answered, for scripts");
    return std::pair(command, a);
  };
  const auto [profile, profile_arguments] =
      add("profile", "Cost and hits of rules and terms in the running engine, the dearest first",
          "tocsin rules profile --limit 10");
  profile.option("--limit", profile_arguments->limit, "lines of each; default 25")
      .between(1, 100'000);
  profile.runs([a = profile_arguments] {
    return ask_and_show(a->address, "/api/v1/rules/profile?limit=" + std::to_string(a->limit),
                        a->json, profile_text);
  });
  const auto [list, list_arguments] =
      add("list", "The rules of the running engine: hits, cost, precision, suggestions",
          "tocsin rules list");
  list.runs([a = list_arguments] {
    return ask_and_show(a->address, "/api/v1/rules", a->json, list_text);
  });
  const auto [one, one_arguments] =
      add("show", "One rule of the running engine: verdicts, precision, and its life",
          "tocsin rules show telecom/churn-threat");
  one.option("rule", one_arguments->rule, "the rule, as `pack/id`").required();
  one.runs([a = one_arguments] { return ask_of_rule(*a); });
}

}  // namespace tocsin::tools
