#pragma once
#include <optional>

#include "tests/desk/people.h"
#include "tests/support/small_line.h"

namespace tocsin::test {

/// A line with people at it, who live by a clock that the test moves.
class DeskLine {
 public:
  DeskLine()
      : line(WordBook({{"t/broken", "broken"}, {"t/slow", "slow"}}, {"acme"}, "us"), {true}) {}

  /// A post that raises an alert of its own; the alert's id.
  AlertId raise(const std::string& post, const std::string& author = "a1",
                const std::string& text = "acme is broken") {
    line.hear({"p|" + std::to_string(++minute_) + '|' + post + '|' + author + '|' + text});
    return alert_id(case_id("acme", "test", post), 1);
  }
  Alert alert(AlertId id) const { return *line.store.alert(id); }

  /// Asks, keeps what follows, and gives the answer.
  ActionAnswer ask(const Action& action) {
    std::optional<ActionAnswer> told;
    line.judge().act(action, [&](const ActionAnswer& answer) { told = answer; });
    line.keep();
    REQUIRE(told);
    return *told;
  }
  ActionAnswer ask(ActionKind kind, AlertId id, const Actor& by) {
    return ask(action(kind, id, by));
  }
  ActionAnswer undo(ActionId id, const Actor& by, std::string key = {}) {
    std::optional<ActionAnswer> told;
    line.judge().undo({id, by, std::move(key), {}},
                      [&](const ActionAnswer& answer) { told = answer; });
    line.keep();
    REQUIRE(told);
    return *told;
  }
  /// The clock goes on, and the caretaker looks.
  std::vector<Event> wait(Micros length) {
    const auto before = line.store.last_seq();
    line.clock.at += length;
    line.judge().look_at_timers();
    line.keep();
    return line.store.events(before, 1000);
  }
  void restart() { line.restart(); }

  SmallLine line;

 private:
  int minute_ = 0;
};

inline std::string why(const ActionAnswer& answer) {
  return answer.refused ? answer.refused->detail : "done";
}

}  // namespace tocsin::test
