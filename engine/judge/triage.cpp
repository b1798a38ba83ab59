#include "engine/judge/triage.h"

#include <algorithm>
#include <map>

#include "engine/judge/history.h"

namespace tocsin {
namespace {

struct RulePoints {
  int points = 0;
  const Finding* finding = nullptr;
};

std::string ordinal(std::int64_t n) {
  switch (n) {
    case 2:
      return "second";
    case 3:
      return "third";
    case 4:
      return "fourth";
    case 5:
      return "fifth";
    default:
      return std::to_string(n) + "th";
  }
}

bool speaks(const Alert& alert, std::string_view signal) {
  return std::ranges::find(alert.signals, signal) != alert.signals.end();
}

// One row a rule, the dearest first: a rule that matched twice says nothing new.
std::vector<RulePoints> by_rule(const std::vector<Finding>& findings) {
  std::map<std::string_view, RulePoints> rules;
  for (const auto& f : findings) {
    auto& row = rules[f.rule];
    if (!row.finding || f.points > row.points) row = {f.points, &f};
  }
  std::vector<RulePoints> rows;
  for (const auto& [id, row] : rules) rows.push_back(row);
  std::ranges::stable_sort(rows, std::ranges::greater{}, &RulePoints::points);
  return rows;
}

void add_circumstances(std::vector<Why>& why, const Alert& alert, const TriageFacts& facts) {
  const bool complains = speaks(alert, "complaint") || speaks(alert, "churn");
  const auto before = facts.history.complaints_30d;
  if (complains && before >= 1)
    why.push_back({before >= 2 ? 20 : 8, ordinal(before + 1) + " complaint in 30 days"});
  if (facts.followers && *facts.followers >= 100'000)
    why.push_back({20, "more than 100,000 followers"});
  else if (facts.followers && *facts.followers >= 10'000)
    why.push_back({10, "more than 10,000 followers"});
  if (facts.verified.value_or(false)) why.push_back({5, "a verified account"});
}

struct Stance {
  std::string_view signal;
  std::string_view stance;
  std::string_view because;
};

// The first that applies decides: what must not be answered by the wrong person comes first.
constexpr Stance stances[] = {
    {"safety", "call_in", "somebody may be in danger: a person acts before anybody answers"},
    {"security", "hand_to_security", "it may disclose a weakness: no detail in public"},
    {"legal", "hand_to_legal", "it speaks of legal steps: no admission in public"},
    {"press", "hand_to_press", "it reads like press: one voice answers"},
    {"attack", "stay_silent", "it reads like an attack: an answer feeds it"},
    {"spam", "stay_silent", "it reads like spam"},
    {"discrimination", "reply_private", "a grave grievance: listen first, in private"},
    {"fraud", "reply_private", "personal data may be at stake: move to private"},
    {"churn", "reply_private", "a customer may leave: make an offer in private"},
    {"outage", "reply_public", "others see the same: one public answer serves all"},
    {"complaint", "reply_private", "answer at once, and move details to private"},
    {"question", "reply_public", "the answer helps others too"},
    {"purchase", "reply_public", "somebody wants to buy"},
    {"praise", "reply_public", "thank them where they spoke"},
};

}  // namespace

TriageFacts facts_about(const AuthorState* author, Instant now) {
  TriageFacts facts;
  facts.now = now;
  if (!author) return facts;
  facts.history = facts_of(*author, now);
  facts.followers = author->followers;
  facts.account_created = author->account_created;
  return facts;
}

Micros due_after(Severity severity) {
  using namespace std::chrono_literals;
  switch (severity) {
    case Severity::critical:
      return 5min;
    case Severity::high:
      return 15min;
    case Severity::medium:
      return 1h;
    case Severity::low:
      return 4h;
    case Severity::info:
      break;
  }
  return 24h;
}

void weigh(Alert& alert, const TriageFacts& facts) {
  alert.why.clear();
  alert.signals.clear();
  alert.severity = Severity::info;
  const auto rows = by_rule(alert.findings);
  for (const auto& row : rows) {
    alert.why.push_back({row.points, row.finding->rule});
    alert.severity = std::max(alert.severity, row.finding->severity);
    if (!speaks(alert, row.finding->signal)) alert.signals.push_back(row.finding->signal);
  }
  if (!rows.empty()) {
    alert.rule = rows.front().finding->rule;
    alert.post = rows.front().finding->post;
  }
  add_circumstances(alert.why, alert, facts);
  int sum = 0;
  for (const auto& row : alert.why) sum += row.points;
  alert.risk = std::clamp(sum, 0, 100);
  alert.advice = advise(alert, facts);
}

Advice advise(const Alert& alert, const TriageFacts& facts) {
  Advice advice{"watch", {"nothing in it asks for an answer"}};
  for (const auto& s : stances)
    if (speaks(alert, s.signal)) {
      advice = {std::string(s.stance), {std::string(s.because)}};
      break;
    }
  if (facts.history.complaints_30d >= 2)
    advice.because.push_back("not the first complaint: read the earlier ones before answering");
  if (facts.account_created && facts.now - *facts.account_created < std::chrono::days{7})
    advice.because.push_back("the account is younger than a week: look twice");
  return advice;
}

}  // namespace tocsin
