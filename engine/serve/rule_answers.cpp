#include <algorithm>
#include <array>
#include <charconv>

#include "engine/json_writer.h"
#include "engine/serve/answers.h"
#include "engine/serve/problem.h"

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

void write_rule(JsonWriter& json, const RuleInfo& rule, const EngineView& engine) {
  json.begin_object().field("id", rule.id);
  json.field("pack", std::string_view(rule.id).substr(0, rule.id.find('/')));
  json.field("version", rule.pack_version).field("title", rule.title);
  json.field_if("owner", rule.owner).field("signal", rule.signal);
  json.field("severity", name_of(rule.severity)).field("score", rule.score);
  json.field("status", name_of(rule.status));
  if (rule.limit) json.field("limit", limit_text(*rule.limit));
  json.field("needs_state", rule.needs_state).field("asks_for_brand", rule.asks_for_brand);
  if (const auto tally = engine.tally(rule.id)) json.field("hits", tally->hits);
  json.end_object();
}

std::string fingerprint_text(std::uint64_t fingerprint) {
  char text[17] = {};
  const auto done = std::to_chars(text, text + 16, fingerprint, 16);
  return {text, done.ptr};
}

}  // namespace

Response answer_rules(const EngineView& engine) {
  const auto book = engine.rules();
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object();
  if (book) json.field("fingerprint", fingerprint_text(book->fingerprint()));
  json.key("rules").begin_array();
  if (book)
    for (const auto& rule : book->rules()) write_rule(json, rule, engine);
  json.end_array().key("brands").begin_array();
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
      write_rule(json, *at, engine);
      response.body += '\n';
      return response;
    }
  }
  return problem_response({404, "no-such-rule", "no rule with this id is loaded"}, request.id);
}

}  // namespace tocsin::serve
