#include "engine/serve/alert_list.h"

#include <algorithm>
#include <iterator>

namespace tocsin::serve {
namespace {

constexpr std::uint64_t limit_default = 50;
constexpr std::uint64_t limit_most = 200;
// A list with a filter that the store does not know reads so many pages, then gives a cursor.
constexpr int pages_most = 20;

std::vector<AlertState> states_in(QueryReader& reader) {
  std::vector<AlertState> states;
  for (const auto& name : reader.list("state")) {
    const auto before = states.size();
    for (int i = 0; i <= static_cast<int>(AlertState::withdrawn); ++i)
      if (name_of(static_cast<AlertState>(i)) == name) states.push_back(static_cast<AlertState>(i));
    if (states.size() == before)
      reader.refuse("state", "open, snoozed, resolved, dismissed, withdrawn");
  }
  return states;
}

std::vector<Severity> severities_in(QueryReader& reader, std::string_view parameter) {
  std::vector<Severity> severities;
  for (const auto& name : reader.list(parameter)) {
    if (const auto severity = severity_named(name))
      severities.push_back(*severity);
    else
      reader.refuse(parameter, "info, low, medium, high, critical");
  }
  return severities;
}

std::vector<std::string> assignees_in(QueryReader& reader, const Actor& me) {
  auto users = reader.list("assignee");
  for (auto& user : users) {
    if (user == "me") user = me.user;
    if (user == "none") user.clear();
  }
  return users;
}

}  // namespace

AlertList read_alert_list(QueryReader& reader, const Actor& me) {
  AlertList list;
  auto& query = list.query;
  query.states = states_in(reader);
  list.severities = severities_in(reader, "severity");
  if (!list.severities.empty()) query.severity_min = std::ranges::min(list.severities);
  for (const auto least : severities_in(reader, "severity_min"))
    query.severity_min = std::max(least, query.severity_min.value_or(least));
  query.signals = reader.list("signal");
  query.brands = reader.list("brand");
  query.rules = reader.list("rule");
  query.sources = reader.list("source");
  query.langs = reader.list("lang");
  std::ranges::move(reader.list("language"), std::back_inserter(query.langs));
  query.assignees = assignees_in(reader, me);
  query.tags = reader.list("tag");
  query.text = reader.text("text");
  if (query.text.size() > 200) reader.refuse("text", "at most 200 bytes");
  query.raised_from = reader.time("from");
  query.raised_to = reader.time("to");
  query.before_raised_seq = reader.number("cursor", 0, UINT64_MAX);
  query.limit = reader.number("limit", limit_default, limit_most);
  return list;
}

AlertPage read_alert_page(const AlertList& list, const Store& store) {
  AlertPage page;
  auto query = list.query;
  for (int i = 0; i < pages_most; ++i) {
    auto found = store.alerts(query);
    const bool last = found.size() < query.limit;
    for (auto& alert : found) {
      query.before_raised_seq = alert.raised_seq;
      if (!list.severities.empty() &&
          std::ranges::find(list.severities, alert.severity) == list.severities.end())
        continue;
      page.alerts.push_back(std::move(alert));
      if (page.alerts.size() < list.query.limit) continue;
      page.next = query.before_raised_seq;
      return page;
    }
    if (last) return page;
  }
  page.next = query.before_raised_seq;
  return page;
}

}  // namespace tocsin::serve
