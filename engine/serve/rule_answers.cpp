#include <algorithm>
#include <array>
#include <charconv>

#include "engine/json_writer.h"
#include "engine/serve/answers.h"
#include "engine/serve/problem.h"
#include "engine/serve/query.h"
#include "engine/workshop/precision.h"

namespace tocsin::serve {
namespace {

std::string limit_text(const RuleLimit& limit) {
  constexpr std::array<std::string_view, 5> by{"author", "conversation", "brand", "text", "rule"};
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limit.within).count();
  const auto unit = seconds % 86'400 == 0  ? std::pair(86'400, 'd')
                    : seconds % 3'600 == 0 ? std::pair(3'600, 'h')
                    : seconds % 60 == 0    ? std::pair(60, 'm')
                                           : std::pair(1, 's');
  return std::to_string(limit.count) + " per " +
         std::string(by.at(static_cast<std::size_t>(limit.by))) + " per " +
         std::to_string(seconds / unit.first) + unit.second;
}

void write_tally(JsonWriter& json, const RuleInfo& rule, const RuleTally& tally) {
  json.field("hits", tally.hits).field("hits_30d", tally.hits);
  json.key("hits_by_day").begin_array();
  for (const auto n : tally.by_day) json.value(n);
  json.end_array();
  if (tally.ns_per_post) json.field("cost_ns_per_post", *tally.ns_per_post);
  if (!tally.verdicts.empty()) {
    json.key("verdicts").begin_object();
    for (const auto& [outcome, count] : tally.verdicts) json.field(outcome, count);
    json.end_object();
  }
  if (const auto p = precision_of(tally.verdicts))
    json.key("precision")
        .begin_object()
        .field("value", p->value)
        .field("low", p->low)
        .field("high", p->high)
        .field("n", p->n)
        .end_object();
  if (const auto suggestion = suggest(rule.status, tally.hits, tally.verdicts))
    json.field("suggest", suggestion->what)
        .field("suggest_because", std::string_view(suggestion->because));
}

std::string_view pack_of(const RuleInfo& rule) {
  return std::string_view(rule.id).substr(0, rule.id.find('/'));
}

/// Leaves the object open.
void begin_rule(JsonWriter& json, const RuleInfo& rule, const EngineView& engine,
                const std::vector<QuietRule>& quieted) {
  json.begin_object().field("id", rule.id);
  json.field("pack", pack_of(rule));
  json.field("version", rule.pack_version).field("title", rule.title);
  json.field_if("owner", rule.owner).field("signal", rule.signal);
  json.field("severity", name_of(rule.severity)).field("score", rule.score);
  json.field("status", name_of(rule.status));
  if (rule.limit) json.field("limit", limit_text(*rule.limit));
  json.field("needs_state", rule.needs_state).field("asks_for_brand", rule.asks_for_brand);
  if (const auto tally = engine.tally(rule.id)) write_tally(json, rule, *tally);
  const auto quiet = std::ranges::find(quieted, rule.id, &QuietRule::rule);
  if (quiet != quieted.end())
    json.key("quieted")
        .begin_object()
        .field("count", quiet->matches)
        .field("because", std::string_view(quiet->because))
        .field("since", quiet->since)
        .end_object();
}

/// Who made the rule what it is, and why; oldest first.
void write_life(JsonWriter& json, const std::vector<LifeStep>& life) {
  if (life.empty()) return;
  json.key("life").begin_array();
  for (const auto& step : life)
    json.begin_object()
        .field("at", step.at)
        .field("status", std::string_view(step.status))
        .field("by", std::string_view(step.by))
        .field("why", std::string_view(step.why))
        .end_object();
  json.end_array();
}

/// Which rules a list asks for.
struct RuleQuery {
  std::vector<std::string> packs, signals, statuses;
  std::string after;      ///< cursor: the rule that came last
  std::size_t limit = 0;  ///< 0: all, as whoever shows them needs
};

RuleQuery read_rule_list(QueryReader& reader) {
  RuleQuery query;
  query.packs = reader.list("pack");
  query.signals = reader.list("signal");
  query.statuses = reader.list("status");
  for (const auto& status : query.statuses)
    if (status != "draft" && status != "shadow" && status != "live" && status != "retired")
      reader.refuse("status", "draft, shadow, live, retired");
  query.after = reader.text("cursor");
  query.limit = reader.number("limit", 0, 1000);
  return query;
}

bool wanted(const std::vector<std::string>& any_of, std::string_view value) {
  return any_of.empty() || std::ranges::find(any_of, value) != any_of.end();
}

struct RulePage {
  std::vector<const RuleInfo*> rules;
  std::string next;  ///< empty: this is the end
};

/// By id: rules come and go between two pages, and none of the others is missed.
RulePage page_of(std::span<const RuleInfo> all, const RuleQuery& query) {
  RulePage page;
  for (const auto& rule : all)
    if (rule.id > query.after && wanted(query.packs, pack_of(rule)) &&
        wanted(query.signals, rule.signal) && wanted(query.statuses, name_of(rule.status)))
      page.rules.push_back(&rule);
  std::ranges::sort(page.rules, {}, &RuleInfo::id);
  if (query.limit == 0 || page.rules.size() <= query.limit) return page;
  page.rules.resize(query.limit);
  page.next = page.rules.back()->id;
  return page;
}

std::string fingerprint_text(std::uint64_t fingerprint) {
  char text[17] = {};
  const auto done = std::to_chars(text, text + 16, fingerprint, 16);
  return {text, done.ptr};
}

}  // namespace

Response answer_rules(const Request& request, const EngineView& engine) {
  QueryReader reader(request.target);
  const auto query = read_rule_list(reader);
  if (const auto problem = reader.problem()) return problem_response(*problem, request.id);
  const auto book = engine.rules();
  const auto page = book ? page_of(book->rules(), query) : RulePage{};
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object();
  if (book) json.field("fingerprint", fingerprint_text(book->fingerprint()));
  json.key("rules").begin_array();
  const auto quieted = engine.quieted();
  for (const auto* rule : page.rules) {
    begin_rule(json, *rule, engine, quieted);
    json.end_object();
  }
  json.end_array().key("next");
  page.next.empty() ? json.null() : json.value(page.next);
  json.key("brands").begin_array();
  if (book)
    for (const auto& brand : book->brands())
      json.begin_object()
          .field("id", brand.id)
          .field("name", brand.name)
          .field_if("owner", brand.owner)
          .end_object();
  json.end_array().end_object();
  response.body += '\n';
  return response;
}

Response answer_rule(const Request& request, const EngineView& engine) {
  const std::string id = request.parameters.at(0) + '/' + request.parameters.at(1);
  if (const auto book = engine.rules()) {
    const auto rules = book->rules();
    const auto at = std::ranges::find(rules, id, &RuleInfo::id);
    if (at != rules.end()) {
      auto response = json_response({});
      JsonWriter json(response.body);
      begin_rule(json, *at, engine, engine.quieted());
      write_life(json, engine.life_of(id));
      json.end_object();
      response.body += '\n';
      return response;
    }
  }
  return problem_response({404, "no-such-rule", "no rule with this id is loaded"}, request.id);
}

}  // namespace tocsin::serve
