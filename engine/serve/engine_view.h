#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/desk/reply.h"
#include "engine/judge/quieting.h"
#include "engine/metrics.h"
#include "engine/people/actor.h"
#include "engine/rule_book.h"
#include "engine/source.h"
#include "engine/store.h"

namespace tocsin {
class Judge;
class People;
}  // namespace tocsin

namespace tocsin::serve {

class RuleDesk;

/// One thing that the program needs to be ready: for /readyz and the console's banner.
struct ReadinessPart {
  std::string name;  ///< `store`, `rules`, `intake`, `source:bluesky`, `disk` …
  bool ok = true;
  /// A part that is not ok makes 503; one that only degrades is named and shown.
  bool degrades_only = false;
  std::string detail;  ///< for a person: what is wrong, and what to do
};

/// What a rule has done lately, where that is counted.
struct RuleTally {
  std::uint64_t hits = 0;  ///< findings in the last 30 days of stream time, shadow ones too
  std::array<std::uint64_t, 30> by_day{};  ///< the same by day, the oldest first, today last
  std::map<std::string, std::uint64_t> verdicts{};  ///< of people, by outcome, in 90 days
  std::optional<double> ns_per_post{};              ///< what it costs, where it was measured
};

/// What came of a source lately, beside what it says itself.
struct SourceTally {
  std::uint64_t posts = 0;        ///< since the start, as are the next two
  std::uint64_t retractions = 0;  ///< posts that it took back
  std::uint64_t repeats = 0;      ///< kept posts that it delivered again
  std::optional<double> rate{};   ///< frames a second in the last minute; nothing: not yet measured
};

/// A change of a rule's status.
struct LifeStep {
  Instant at{};
  std::string status;
  std::string by;
  std::string why;
};

/// All that the server sees of the engine. The program wires it.
///
/// Threads    All methods: any thread, at any time between Server::start() and its end.
/// Ownership  What references lead to outlives the server.
class EngineView {
 public:
  virtual ~EngineView() = default;
  virtual const Store& store() const = 0;
  virtual const Clock& clock() const = 0;
  /// Where HTTP ingest goes.
  virtual Intake& intake() = 0;
  /// Runs `ask` on the judge's thread; `refused` instead where the line stops.
  virtual void ask(std::function<void(Judge&)> ask, std::function<void()> refused) = 0;
  /// Where answers of ours may be sent, and who looks at them first.
  virtual ReplyPolicy reply_policy() const { return {}; }
  /// Who may come in.
  virtual People& people() = 0;
  virtual Metrics& metrics() = 0;
  virtual std::vector<SourceStatus> sources() const = 0;
  virtual SourceTally tally_of_source(std::string_view /*name*/) const { return {}; }
  /// The rules in use; null before the first are loaded.
  virtual RuleBookPtr rules() const = 0;
  virtual std::vector<ReadinessPart> readiness() const = 0;
  virtual std::optional<RuleTally> tally(std::string_view /*rule*/) const { return std::nullopt; }
  /// Who gave a rule its status, and why; oldest first.
  virtual std::vector<LifeStep> life_of(std::string_view /*rule*/) const { return {}; }
  /// Rules that are quieted now.
  virtual std::vector<QuietRule> quieted() const { return {}; }
  /// Packs, profile, back-tests; null where there is no workshop.
  virtual RuleDesk* rule_desk() { return nullptr; }
};

}  // namespace tocsin::serve
