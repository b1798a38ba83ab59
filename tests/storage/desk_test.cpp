#include <algorithm>
#include <functional>

#include "store_fixture.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {

std::vector<std::uint64_t> seqs(const std::vector<Alert>& alerts) {
  std::vector<std::uint64_t> all;
  for (const Alert& a : alerts) all.push_back(a.raised_seq);
  return all;
}
using Seqs = std::vector<std::uint64_t>;

/// 200 alerts, of which every tenth differs in what a query may ask for.
struct Desk {
  TempFolder folder;
  std::unique_ptr<RocksStore> store = opened(folder);
  Words umlaut{10, "Die LEITUNG in Köln ist ÜBERLASTET"};
  Words other{20, "all is well"};

  Desk() {
    Commit commit;
    commit.posts = {umlaut.write, other.write};
    for (std::uint64_t n = 1; n <= 200; ++n) {
      Alert a = alert_numbered(n, n, at_second(static_cast<std::int64_t>(n)));
      if (n % 10 == 0) {
        a.state = AlertState::resolved;
        a.severity = Severity::critical;
        a.signals = {"churn", "legal"};
        a.brand = "globex";
        a.rule = "telecom/outage";
        a.source = "mastodon";
        a.lang = "de-AT";
      }
      commit.alerts.push_back(a);
      commit.events.push_back(event_of(a, n));
    }
    must_write(*store, commit);
  }
  Seqs found(AlertQuery query) const { return seqs(store->alerts(query)); }
};

Seqs tens() {
  Seqs all;
  for (std::uint64_t n = 200; n > 0; n -= 10) all.push_back(n);
  return all;
}

}  // namespace

TEST_CASE("alerts are listed newest first, page by page", "[desk]") {
  const Desk desk;
  AlertQuery query;
  query.limit = 70;
  Seqs all;
  for (;;) {
    const auto page = desk.found(query);
    if (page.empty()) break;
    all.insert(all.end(), page.begin(), page.end());
    query.before_raised_seq = page.back();
  }
  REQUIRE(all.size() == 200);
  CHECK(all.front() == 200);
  CHECK(all.back() == 1);
  CHECK(std::ranges::is_sorted(all, std::greater{}));
}

TEST_CASE("alerts are filtered by each thing that a query names", "[desk]") {
  const Desk desk;
  AlertQuery query;
  SECTION("state") {
    query.states = {AlertState::resolved, AlertState::dismissed};
  }
  SECTION("severity") {
    query.severity_min = Severity::high;
  }
  SECTION("signal") {
    query.signals = {"legal"};
  }
  SECTION("brand") {
    query.brands = {"globex"};
  }
  SECTION("rule") {
    query.rules = {"telecom/outage"};
  }
  SECTION("source") {
    query.sources = {"x", "mastodon"};
  }
  SECTION("language, of any region") {
    query.langs = {"de"};
  }
  SECTION("language and region") {
    query.langs = {"de-AT"};
  }
  CHECK(desk.found(query) == tens());
}

TEST_CASE("alerts are filtered by when they were raised", "[desk]") {
  const Desk desk;
  AlertQuery query;
  query.raised_from = at_second(5);
  query.raised_to = at_second(8);
  CHECK(desk.found(query) == Seqs{7, 6, 5});
}

TEST_CASE("alerts are found by the words of their post, whatever their case", "[desk]") {
  const Desk desk;
  AlertQuery query;
  query.text = "köln IST über";
  CHECK(desk.found(query) == Seqs{10});
  query.text = "nowhere";
  CHECK(desk.found(query).empty());
}

TEST_CASE("an alert that changes keeps its place", "[desk]") {
  Desk desk;
  Alert changed = alert_numbered(3, 3, at_second(3));
  changed.version = 2;
  changed.risk = 99;
  Commit commit;
  commit.alerts = {changed};
  commit.events = {event_of(changed, 201)};
  must_write(*desk.store, commit);
  AlertQuery page;
  page.before_raised_seq = 5;
  page.limit = 3;
  CHECK(desk.found(page) == Seqs{4, 3, 2});
  CHECK(desk.store->alert(changed.id)->risk == 99);
}

TEST_CASE("an alert that is raised and changed before it is written has its place", "[desk]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Alert alert = alert_numbered(3, 1);
  Commit raised;
  raised.alerts = {alert};
  raised.events = {event_of(alert, 1)};
  alert.version = 2;
  Commit changed;
  changed.alerts = {alert};
  changed.events = {event_of(alert, 2)};
  must_write(*store, {&raised, &changed});
  CHECK(seqs(store->alerts({})) == Seqs{1});
}

TEST_CASE("every alert is visited in the order of raising", "[desk]") {
  const Desk desk;
  std::uint64_t expected = 0;
  desk.store->each_alert([&](const Alert& a) { CHECK(a.raised_seq == ++expected); });
  CHECK(expected == 200);
}

TEST_CASE("cases are listed newest first, each once, whatever happens between two pages",
          "[desk]") {
  const TempFolder folder;
  const auto store = opened(folder);
  // Ids are no order: every other case has an id from the end.
  const auto case_numbered = [](std::uint64_t n) {
    Case c;
    c.id = CaseId{{n % 2 == 0 ? UINT64_MAX - n : n, n}};
    c.brand = "acme";
    c.alert_count = 1;
    return c;
  };
  std::uint64_t seq = 0;
  const auto raise = [&](Case c) {
    Alert alert = alert_numbered(1, ++seq);
    alert.id = alert_id(c.id, c.alert_count);
    alert.number = c.alert_count;
    alert.owner_case = c.id;
    alert.brand = c.brand;
    Commit commit;
    commit.cases = {c};
    commit.alerts = {alert};
    commit.events = {event_of(alert, seq)};
    must_write(*store, commit);
  };
  for (std::uint64_t n = 1; n <= 20; ++n) raise(case_numbered(n));
  Case alone = case_numbered(7'777);  // taken out of another one, without a finding
  alone.alert_count = 0;
  Commit split;
  split.cases = {alone};
  must_write(*store, split);

  CaseQuery query;
  query.limit = 6;
  std::vector<std::uint64_t> listed;
  for (auto page = store->cases(query); !page.empty(); page = store->cases(query)) {
    for (const Case& c : page) listed.push_back(c.id.low);
    query.after = page.back().id;
    // An old case rings again, and a new one begins: neither moves what is being read.
    Case again = case_numbered(2);
    again.alert_count = 2 + static_cast<std::uint32_t>(listed.size());
    raise(again);
    raise(case_numbered(1'000 + listed.size()));
  }
  std::vector<std::uint64_t> expected;
  for (std::uint64_t n = 20; n >= 1; --n) expected.push_back(n);
  expected.push_back(7'777);
  CHECK(listed == expected);
}

TEST_CASE("cases are listed page by page and filtered", "[desk]") {
  const TempFolder folder;
  const auto store = opened(folder);
  Commit commit;
  for (std::uint64_t n = 1; n <= 30; ++n) {
    Case c;
    c.id = CaseId{{n, n}};
    c.brand = n % 2 == 0 ? "acme" : "globex";
    c.source = n % 3 == 0 ? "x" : "bluesky";
    c.alert_count = n == 5 ? 0 : 1;
    c.alert_state = n <= 10 ? AlertState::open : AlertState::resolved;
    commit.cases.push_back(c);
  }
  must_write(*store, commit);
  CaseQuery query;
  query.limit = 7;
  std::size_t count = 0;
  for (auto page = store->cases(query); !page.empty(); page = store->cases(query)) {
    count += page.size();
    query.after = page.back().id;
  }
  CHECK(count == 30);
  const auto count_of = [&](auto set) {
    CaseQuery all;
    all.limit = 100;
    set(all);
    return store->cases(all).size();
  };
  CHECK(count_of([](CaseQuery& q) { q.brands = {"acme"}; }) == 15);
  CHECK(count_of([](CaseQuery& q) { q.sources = {"x"}; }) == 10);
  CHECK(count_of([](CaseQuery& q) { q.open = true; }) == 9);
  CHECK(count_of([](CaseQuery& q) { q.open = false; }) == 21);
}
