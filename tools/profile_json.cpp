#include "tools/profile_json.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "engine/json_writer.h"

namespace tocsin::tools {
namespace {

double per(std::uint64_t ns, std::uint64_t n) {
  return n == 0 ? 0 : static_cast<double>(ns) / static_cast<double>(n);
}

/// Places of rules that were looked at, by cost.
std::vector<std::size_t> dearest(const rules::CostSum& sum) {
  std::vector<std::size_t> order(sum.rules.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return sum.rules[i].looks == 0; });
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return sum.rules[i].ns; });
  return order;
}

void write_rules(JsonWriter& json, const RuleProfile::Now& now, std::size_t most) {
  json.key("rules").begin_array();
  for (const std::size_t i : dearest(now.sum)) {
    if (most-- == 0) break;
    const auto& cost = now.sum.rules[i];
    const auto& rule = now.book->rules()[i];
    json.begin_object().field("rule", std::string_view(rule.id));
    json.field("status", name_of(rule.status));
    json.field("ns_per_post", per(cost.ns, now.sum.posts));
    json.field("share", per(cost.ns, now.sum.all_ns));
    json.field("ns_per_look", per(cost.ns, cost.looks));
    json.field("looks", cost.looks).field("finds", cost.finds);
    json.field("judged_late", rule.needs_state).end_object();
  }
  json.end_array();
}

void write_terms(JsonWriter& json, const rules::CostSum& sum, std::size_t most) {
  json.key("terms").begin_array();
  for (const auto& term : sum.terms) {
    if (most-- == 0) break;
    json.begin_object().field("term", std::string_view(term.name)).field_if("rule", term.rule);
    json.field("ns_per_post", per(term.ns, sum.posts)).field("hits", term.hits).end_object();
  }
  json.end_array();
}

}  // namespace

std::string profile_json(const RuleProfile::Now& now, std::size_t most) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("posts", now.sum.posts);
  json.field("ns_per_post", per(now.sum.all_ns, now.sum.posts));
  json.field("scan_ns_per_post", per(now.sum.scan_ns, now.sum.posts));
  if (now.book) write_rules(json, now, most);
  write_terms(json, now.sum, most);
  json.end_object();
  return out;
}

}  // namespace tocsin::tools
