#pragma once
#include <string>

#include "engine/records.h"

namespace tocsin::test {

inline KeptPost sample_post(const std::string& id, const std::string& text) {
  KeptPost kept;
  kept.post.source = "demo";
  kept.post.id = id;
  kept.post.text = text;
  kept.post.lang = "en";
  kept.post.author.id = "a-" + id;
  kept.post.author.handle = "jo";
  kept.post.created_at = instant_from_us(1'795'255'200'000'000);
  return kept;
}

inline Finding sample_finding(const KeptPost& kept, const std::string& rule, KeptSpan span) {
  Finding finding;
  finding.id = finding_id(kept.post.source, kept.post.id, rule);
  finding.rule = rule;
  finding.rule_version = 3;
  finding.signal = "churn";
  finding.severity = Severity::high;
  finding.points = 40;
  finding.post = post_key(kept.post.source, kept.post.id);
  finding.post_version = kept.version;
  finding.spans = {std::move(span)};
  finding.tested = {{"author.handle", "jo"}};
  return finding;
}

inline Alert sample_alert(const KeptPost& kept, Severity severity = Severity::high,
                          const std::string& brand = "acme") {
  Alert alert;
  alert.owner_case = case_id(brand, kept.post.source, kept.post.id);
  alert.id = alert_id(alert.owner_case, 1);
  alert.severity = severity;
  alert.risk = 60;
  alert.signals = {"churn"};
  alert.brand = brand;
  alert.rule = "telecom/churn-threat";
  alert.post = post_key(kept.post.source, kept.post.id);
  alert.source = kept.post.source;
  alert.lang = "en";
  alert.findings = {sample_finding(kept, alert.rule, {"leaving", 0, 4})};
  alert.finding_count = 1;
  alert.why = {{40, "telecom/churn-threat"}, {20, "third complaint in 30 days"}};
  alert.advice = {"reply_private", {"a complaint in public"}};
  alert.raised = alert.updated = instant_from_us(1'795'255'200'000'000);
  alert.due = alert.raised + std::chrono::minutes(15);
  return alert;
}

}  // namespace tocsin::test
