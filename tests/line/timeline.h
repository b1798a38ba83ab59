#pragma once
#include <memory>
#include <string>
#include <vector>

#include "connectors/decoders.h"
#include "engine/judge/judge.h"
#include "engine/rule_book.h"
#include "tests/support/memory_store.h"

/// Cases of tests/data/rules/timeline: a rule, and what becomes of posts, one after the other.
///
///     rule: "broken"
///     more: repeat: {same: author, at_least: 2, within: 1h}   a line of the rule's YAML
///     brands: acme zeta
///     other: seen complaint | "broken" | status: shadow       another rule: id, signal, when, more
///     - 0m ann | broken                                       no finding
///     + 5m ann conv=c9 | still broken => 2 by the same author, in 5 min
///
/// A post is its time, its author, `conv=` `id=` `to=` `lang=` `repost`, and its text. It begins
/// with what becomes of it: `-` no finding of the rule; `+` one that raises; `=` one over the
/// rule's limit; `~` one of a shadow rule; `r` one of a repost, which raises nothing. Behind `=>`
/// stands what the windows saw.
struct TimelinePost {
  char outcome = '-';
  std::string frame;  ///< NDJSON
  std::string id;
  std::string saw;
  bool checks_saw = false;
  std::string place;
};
struct Timeline {
  std::string when;
  std::vector<std::string> more, others, brands;
  std::vector<TimelinePost> posts;
  std::string place;
};
std::vector<Timeline> read_timelines(const std::string& path);
std::string yaml_of(const Timeline& timeline);
/// Its rules as a pack `t`, the one on trial being `t/r`. Fails the test where it does not compile.
tocsin::RuleBookPtr book_of(const Timeline& timeline);

/// The line on one thread, up to what is kept.
class TimelineRun {
 public:
  explicit TimelineRun(tocsin::RuleBookPtr book);
  /// Hears frames as one batch.
  void hear(const std::vector<std::string>& frames);
  /// The judge forgets all but what is kept.
  void restart();
  struct Outcome {
    char sign = '-';
    std::string saw;
  };
  /// What became of the rule's match in the post's newest version.
  Outcome outcome(const std::string& id) const;
  const tocsin::test::MemoryStore& store() const { return store_; }

 private:
  struct LateClock final : tocsin::Clock {
    tocsin::Instant now() const override;
  };
  tocsin::test::MemoryStore store_;
  LateClock clock_;
  tocsin::Decoders decoders_;
  tocsin::RuleBookPtr book_;
  std::unique_ptr<tocsin::Reader> reader_;
  std::unique_ptr<tocsin::Judge> judge_;
  std::uint64_t batches_ = 0;
};
