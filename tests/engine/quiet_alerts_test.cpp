// What a rule that storms does to its alerts: they are raised, and say so.
#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/render.h"
#include "tests/support/small_line.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {

WordBook book() {
  return WordBook({{"t/broken", "broken"},
                   {"t/leave", "leaving", "churn", Severity::high, 40},
                   {"t/meh", "meh", "complaint", Severity::low, 10, RuleStatus::shadow}},
                  {"acme"}, "us");
}

std::string frame(int number, const std::string& text, int minute = 0) {
  const auto n = std::to_string(number);
  return "p|" + std::to_string(minute) + "|" + n + "|a" + n + "|" + text;
}

/// Sixty-nine in a minute, a few of another rule, a reply that both find, and quiet after it.
std::vector<std::string> storm() {
  std::vector<std::string> frames;
  for (int i = 0; i < 69; ++i) frames.push_back(frame(i, "acme is broken"));
  for (int i = 69; i < 72; ++i) frames.push_back(frame(i, "I am leaving acme"));
  frames.push_back(frame(72, "acme is broken and I am leaving"));
  frames.push_back("p|0|73|a68|leaving acme for good|68");
  frames.push_back(frame(74, "acme is broken", 7));
  return frames;
}

std::size_t quieted(const SmallLine& line) {
  const auto alerts = line.alerts();
  return static_cast<std::size_t>(
      std::ranges::count_if(alerts, [](const Alert& a) { return a.quieted > 0; }));
}

}  // namespace

TEST_CASE("alerts of a rule that storms are raised and marked, those that another found are not",
          "[quieting]") {
  SmallLine line(book());
  const auto frames = storm();
  const auto events = line.hear(frames);
  CHECK(line.totals().alerts == 74);  // one is a reply
  // The sixty-second to the sixty-ninth, but for the one that another rule has found since.
  CHECK(quieted(line) == 7);
  const auto of = [&](EventKind kind) {
    std::vector<std::string> texts;
    for (const auto& e : events)
      if (e.kind == kind) texts.push_back(e.text);
    return texts;
  };
  CHECK(of(EventKind::rules_quieted) ==
        std::vector<std::string>{"t/broken is quieted: it raised 61 alerts within a minute. Its "
                                 "alerts are still raised and listed, and page nobody"});
  CHECK(of(EventKind::rules_changed) ==
        std::vector<std::string>{"t/broken is no longer quieted: it has calmed down"});
  CHECK(line.judge().quieted().empty());
  const auto alerts = line.alerts();
  CHECK(alerts[61].quieted == 61);
  CHECK(alerts[61].quieted_because == "t/broken: it raised 61 alerts within a minute");
}

TEST_CASE("batches and restarts quiet the same alerts", "[quieting]") {
  const auto frames = storm();
  const auto run = [&](std::size_t batch, bool restart) {
    SmallLine line(book());
    for (std::size_t i = 0; i < frames.size(); i += batch) {
      line.hear(std::vector<std::string>(
          frames.begin() + static_cast<std::ptrdiff_t>(i),
          frames.begin() + static_cast<std::ptrdiff_t>(std::min(frames.size(), i + batch))));
      if (restart) line.restart();
    }
    std::string alerts;
    line.store.each_alert([&](const Alert& a) { alerts += line_of(a) + '\n'; });
    return alerts;
  };
  const auto whole = run(frames.size(), false);
  CHECK(whole.find("quieted 61") != std::string::npos);
  CHECK(run(1, false) == whole);
  CHECK(run(1, true) == whole);
  CHECK(run(7, true) == whole);
}
