#include "engine/json_writer.h"
#include "engine/text_offsets.h"
#include "rules/backtest.h"

namespace tocsin::rules {
namespace {

std::string day_text(std::int64_t day) {
  std::string text;
  append_rfc3339(text, Instant{std::chrono::days{day}});
  return text.substr(0, 10);
}

void write(JsonWriter& json, std::string_view name, const Weighed& w) {
  json.key(name).begin_object().field("kept", w.kept).field("estimated", w.heard).end_object();
}

void write_sum(JsonWriter& json, const BacktestSum& sum) {
  write(json, "findings", sum.findings);
  write(json, "raising", sum.raising);
  json.field("limited", sum.limited).field("reposts", sum.reposts).field("cases", sum.cases);
}

void write_days(JsonWriter& json, const std::map<std::int64_t, Weighed>& days,
                const std::map<std::int64_t, std::uint64_t>* cases = nullptr) {
  json.key("by_day").begin_array();
  for (const auto& [day, w] : days) {
    json.begin_object().field("day", std::string_view(day_text(day)));
    json.field("kept", w.kept).field("estimated", w.heard);
    if (cases != nullptr)
      if (const auto n = cases->find(day); n != cases->end()) json.field("cases", n->second);
    json.end_object();
  }
  json.end_array();
}

void write_brands(JsonWriter& json, const std::map<std::string, Weighed>& brands) {
  json.key("by_brand").begin_array();
  for (const auto& [brand, w] : brands)
    json.begin_object()
        .field("brand", std::string_view(brand))
        .field("kept", w.kept)
        .field("estimated", w.heard)
        .end_object();
  json.end_array();
}

void write_samples(JsonWriter& json, std::string_view name,
                   const std::vector<BacktestSample>& samples) {
  json.key(name).begin_array();
  for (const auto& s : samples) {
    json.begin_object().field("at", s.at).field("source", std::string_view(s.source));
    json.field("id", std::string_view(s.id)).field("text", std::string_view(s.text));
    json.key("spans").begin_array();
    TextOffsets offsets(s.text);
    for (const auto& [term, at] : s.spans) write_span(json, offsets, term, at.first, at.second);
    json.end_array().end_object();
  }
  json.end_array();
}

void write_rule(JsonWriter& json, const BacktestRule& rule) {
  json.begin_object().field("rule", std::string_view(rule.id));
  json.field("title", std::string_view(rule.title)).field("status", name_of(rule.status));
  write_sum(json, rule.sum);
  write_days(json, rule.by_day);
  write_brands(json, rule.by_brand);
  write_samples(json, "samples", rule.samples);
  json.end_object();
}

void write_difference(JsonWriter& json, const BacktestDifference& d) {
  json.begin_object().field("rule", std::string_view(d.id));
  write(json, "gained", d.gained);
  write(json, "lost", d.lost);
  write(json, "same", d.same);
  write_samples(json, "gained_samples", d.gained_samples);
  write_samples(json, "lost_samples", d.lost_samples);
  json.end_object();
}

}  // namespace

std::string to_json(const BacktestResult& r) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("posts", r.posts).field("posts_estimated", r.heard);
  json.field("sampled", r.sampled).field("unreadable", r.unreadable);
  if (r.from != Instant{}) json.field("from", r.from).field("to", r.to);
  write_sum(json, r.sum);
  write_days(json, r.by_day, &r.cases_by_day);
  write_brands(json, r.by_brand);
  json.key("rules").begin_array();
  for (const auto& rule : r.rules) write_rule(json, rule);
  json.end_array();
  if (r.against) {
    json.key("against").begin_object();
    write_sum(json, *r.against);
    write(json, "gained", r.gained);
    write(json, "lost", r.lost);
    write(json, "same", r.same);
    json.key("rules").begin_array();
    for (const auto& d : r.differences) write_difference(json, d);
    json.end_array().end_object();
  }
  json.field("seconds", r.seconds).end_object();
  return out;
}

}  // namespace tocsin::rules
