#include "engine/serve/feed_filter.h"

#include <algorithm>

namespace tocsin::serve {
namespace {

bool wanted(const std::vector<std::string>& list, std::string_view item) {
  return list.empty() || std::ranges::find(list, item) != list.end();
}

bool any_wanted(const std::vector<std::string>& list, const std::vector<std::string>& items) {
  return list.empty() || std::ranges::any_of(items, [&](const auto& i) { return wanted(list, i); });
}

}  // namespace

AlertFacts facts_of(const Alert& alert) {
  AlertFacts facts{alert.id,     alert.state, alert.severity, alert.brand,
                   alert.source, alert.lang,  alert.signals,  {alert.rule}};
  for (const auto& finding : alert.findings) facts.rules.push_back(finding.rule);
  return facts;
}

bool FeedFilter::empty() const {
  return brands.empty() && signals.empty() && rules.empty() && sources.empty() && langs.empty() &&
         states.empty() && !severity_min;
}

bool FeedFilter::passes(const AlertFacts& facts) const {
  return wanted(brands, facts.brand) && wanted(sources, facts.source) &&
         wanted(langs, facts.lang) && any_wanted(signals, facts.signals) &&
         any_wanted(rules, facts.rules) && (!severity_min || facts.severity >= *severity_min) &&
         (states.empty() || std::ranges::find(states, facts.state) != states.end());
}

bool FeedFilter::wants_any_open() const {
  return states.empty() || std::ranges::any_of(states, [](AlertState s) { return !is_ended(s); });
}

AlertQuery FeedFilter::open_alerts() const {
  AlertQuery query;
  for (const auto state : {AlertState::open, AlertState::snoozed})
    if (states.empty() || std::ranges::find(states, state) != states.end())
      query.states.push_back(state);
  query.severity_min = severity_min;
  query.signals = signals;
  query.brands = brands;
  query.rules = rules;
  query.sources = sources;
  query.langs = langs;
  query.limit = bounds::snapshot_alerts;
  return query;
}

}  // namespace tocsin::serve
