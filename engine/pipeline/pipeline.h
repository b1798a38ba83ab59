#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/feed.h"
#include "engine/judge/judge.h"
#include "engine/pipeline/commit_slot.h"
#include "engine/pipeline/intake_gate.h"
#include "engine/pipeline/reading_room.h"
#include "engine/read/read_observer.h"
#include "engine/source.h"
#include "engine/store.h"

namespace tocsin {

class Reader;

struct PipelineOptions {
  int readers = 0;  ///< threads that read; 0: one for each core (1–64)
  JudgeOptions judge;
  /// Pause between tries to reopen a store that failed.
  std::chrono::milliseconds reopen_every{500};
  ReadObserver* observer = nullptr;  ///< looks at what was read; null: nobody
};

/// What the line is doing, for readiness and people.
struct PipelineState {
  bool running = false;
  bool held = false;    ///< the intake is closed: see `why`
  std::string why;      ///< `store: no space left …`; empty: all is well
  bool broken = false;  ///< the store is damaged: the process has to stop
  std::uint64_t batches_in_flight = 0;
  std::uint64_t bytes_in_flight = 0;
  std::uint64_t waits = 0;     ///< times that a source had to wait for room
  std::uint64_t last_seq = 0;  ///< durable
  Instant stream_time{};
};

/// The straight line on threads: hear → read (N) → judge (1, in order) → keep (1) → tell.
/// Sources push into it; what it commits is announced to the bell.
///
///     Pipeline line(store, decoders, clock, book, bell, {});
///     line.start();                 // restores the judge, starts the threads
///     … co_await line.push(batch)   // sources
///     line.stop();                  // takes nothing more, finishes what was taken, joins
///
/// Threads    start(), stop() by the owner; all else from any thread.
/// Ownership  Borrows store, decoders, clock and bell, which outlive it.
/// Limits     bounds::batches_in_flight, bounds::bytes_in_flight from hear to durable; then
///            push() waits and try_push() gives back.
/// Errors     A store that fails is reopened until it works; meanwhile nothing is taken and
///            state().why says so. A damaged store, or a bug of ours, sets state().broken.
class Pipeline final : public Intake, public SourceNews {
 public:
  Pipeline(Store& store, const WireDecoders& decoders, const Clock& clock, RuleBookPtr book,
           FeedBell& bell, PipelineOptions options);
  ~Pipeline() override;

  void start();
  void stop();
  /// Stops at once: what was taken and is not durable is given up (its source replays).
  void abort();

  std::unique_ptr<RawBatch> blank() override;
  boost::asio::awaitable<bool> push(std::unique_ptr<RawBatch> batch) override;
  bool push_blocking(std::unique_ptr<RawBatch> batch) override;
  std::unique_ptr<RawBatch> try_push(std::unique_ptr<RawBatch> batch) override;
  bool can_keep() const override;

  void connected(std::string_view name) override;
  void lost(std::string_view name, std::string_view why) override;
  void gap(std::string_view name, const SourceGap& gap) override;

  /// Batches heard from now on are read and judged with this book.
  void use(RuleBookPtr book);
  RuleBookPtr book() const;
  /// An event for the feed, in the judge's order.
  void announce(EventKind kind, std::string source, std::string text);
  /// Runs `ask` on the judge's thread, between two batches. Where the line stops first, `refused`
  /// is called instead.
  void ask(std::function<void(Judge&)> ask, std::function<void()> refused = {});
  /// Closes the intake for a reason (disk nearly full); nullopt opens it.
  void hold(std::optional<std::string> why);
  /// Waits until all that was pushed before is durable (or the line stops).
  void drain();

  PipelineState state() const;
  JudgeTotals totals() const;
  /// Rules that are quieted now.
  std::vector<QuietRule> quieted() const;

 private:
  void number(std::unique_ptr<RawBatch> batch);
  void read_loop();
  void read(Reader& reader, std::unique_ptr<ReadBatch> batch);
  void judge_loop();
  void judge_until_closed(Judge& judge);
  void answer_asked(Judge& judge);
  void refuse_asked();
  void keep_loop();
  void hand_over(Judge& judge);
  bool write_until_kept(const Commit& commit);
  void kept(Commit& commit);
  void give_up(std::string why);
  void publish(const Judge& judge);

  Store& store_;
  const WireDecoders& decoders_;
  const Clock& clock_;
  FeedBell& bell_;
  PipelineOptions options_;

  IntakeGate gate_;
  ReadingRoom room_;
  CommitSlot slot_;

  mutable std::mutex mutex_;  ///< guards what follows
  RuleBookPtr book_;
  std::uint64_t numbered_ = 0;
  struct Asked {
    std::function<void(Judge&)> ask;
    std::function<void()> refused;
  };
  std::deque<Asked> asked_;  ///< of the judge, between two batches
  bool judging_ = false;     ///< somebody will look at `asked_`
  JudgeTotals totals_;
  std::vector<QuietRule> quieted_;
  Instant stream_time_{};
  std::string store_trouble_;
  bool broken_ = false;

  std::atomic<bool> aborting_{false};
  std::chrono::steady_clock::time_point handed_over_{};  ///< the judge thread's
  std::atomic<bool> running_{false};
  std::atomic<std::uint64_t> last_seq_{0};
  std::vector<std::jthread> threads_;
};

}  // namespace tocsin
