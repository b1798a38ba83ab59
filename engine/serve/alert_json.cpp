#include "engine/serve/alert_json.h"

#include <algorithm>
#include <vector>

#include "engine/serve/desk_json.h"
#include "engine/serve/post_json.h"
#include "engine/text_offsets.h"

namespace tocsin::serve {
namespace {

void collect(const Alert& alert, std::vector<PostKey>& keys) {
  keys.push_back(alert.post);
  for (const auto& finding : alert.findings) keys.push_back(finding.post);
}

void write_evidence(JsonWriter& json, const Finding& finding, const KeptPost& kept) {
  json.key("spans").begin_array();
  TextOffsets offsets(kept.post.text);
  for (const auto& span : finding.spans)
    write_span(json, offsets, span.term, span.begin, span.end,
               part_at(kept.post.parts, span.begin));
  json.end_array();
  if (finding.tested.empty()) return;
  json.key("tested").begin_array();
  for (const auto& tested : finding.tested)
    json.begin_object().field("field", tested.field).field("value", tested.value).end_object();
  json.end_array();
}

void write_finding(JsonWriter& json, const Alert& alert, const Finding& finding,
                   const JoinedPosts& posts) {
  json.begin_object().field("id", to_string(finding.id)).field("rule", finding.rule);
  json.field("version", finding.rule_version).field("signal", finding.signal);
  json.field("severity", name_of(finding.severity)).field("score", finding.points);
  if (finding.shadow) json.field("shadow", true);
  if (finding.limited) json.field("limited", true);
  const KeptPost* kept = posts.find(finding.post);
  if (kept && finding.post != alert.post) json.field("post", kept->post.id);
  if (kept && kept->gone == Gone::no && kept->version == finding.post_version)
    write_evidence(json, finding, *kept);
  json.end_object();
}

void write_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key).begin_array();
  for (const auto& text : texts) json.value(text);
  json.end_array();
}

void write_reasons(JsonWriter& json, const Alert& alert) {
  json.key("why").begin_array();
  for (const auto& why : alert.why)
    json.begin_object().field("points", why.points).field("because", why.because).end_object();
  json.end_array();
  json.key("advice").begin_object().field("stance", alert.advice.stance);
  write_texts(json, "because", alert.advice.because);
  json.end_object();
}

void write_times(JsonWriter& json, const Alert& alert) {
  json.field("raised", alert.raised).field("updated", alert.updated);
  if (alert.due != Instant{}) json.field("due", alert.due);
  if (!is_ended(alert.state)) return;
  json.field("ended", alert.ended).field_if("ended_because", alert.ended_because);
}

}  // namespace

JoinedPosts::JoinedPosts(const Store& store, std::span<const Alert* const> alerts) {
  std::vector<PostKey> keys;
  for (const Alert* alert : alerts) collect(*alert, keys);
  std::ranges::sort(keys);
  keys.erase(std::ranges::unique(keys).begin(), keys.end());
  auto found = store.posts(keys);
  for (std::size_t i = 0; i < keys.size() && i < found.size(); ++i)
    if (found[i]) posts_.emplace(static_cast<std::uint64_t>(keys[i]), std::move(*found[i]));
}

JoinedPosts::JoinedPosts(const Store& store, const Alert& alert) {
  const Alert* one = &alert;
  *this = JoinedPosts(store, std::span(&one, 1));
}

const KeptPost* JoinedPosts::find(PostKey key) const {
  const auto at = posts_.find(static_cast<std::uint64_t>(key));
  return at == posts_.end() ? nullptr : &at->second;
}

void write_alert(JsonWriter& json, const Alert& alert, const JoinedPosts& posts) {
  json.begin_object().field("id", to_string(alert.id)).field("state", name_of(alert.state));
  json.field("severity", name_of(alert.severity)).field("risk", alert.risk);
  write_texts(json, "signals", alert.signals);
  json.field("brand", alert.brand).field("rule", alert.rule);
  json.field("source", alert.source).field_if("lang", alert.lang);
  json.key("findings").begin_array();
  for (const auto& finding : alert.findings) write_finding(json, alert, finding, posts);
  json.end_array().field("finding_count", alert.finding_count);
  json.key("post");
  if (const KeptPost* kept = posts.find(alert.post))
    write_post(json, *kept);
  else  // kept for 30 days, its alert for 180
    json.begin_object().key("id").null().field("gone", "expired").end_object();
  write_reasons(json, alert);
  json.field("case", to_string(alert.owner_case)).field("number", alert.number);
  write_times(json, alert);
  write_desk(json, alert);
  if (alert.quieted > 0)
    json.key("quieted")
        .begin_object()
        .field("count", alert.quieted)
        .field_if("because", alert.quieted_because)
        .end_object();
  json.field("version", alert.version).end_object();
}

std::string alert_json(const Alert& alert, const Store& store) {
  std::string out;
  JsonWriter json(out);
  write_alert(json, alert, JoinedPosts(store, alert));
  return out;
}

}  // namespace tocsin::serve
