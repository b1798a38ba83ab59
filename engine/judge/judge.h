#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/judge/casework.h"
#include "engine/judge/desk_work.h"
#include "engine/judge/finding_tally.h"
#include "engine/judge/kept_posts.h"
#include "engine/judge/late_rules.h"
#include "engine/judge/limits.h"
#include "engine/judge/quieting.h"
#include "engine/judge/reply_work.h"
#include "engine/judge/sampling.h"
#include "engine/judge/stream_clock.h"
#include "engine/read/reader.h"

namespace tocsin {

struct JudgeOptions {
  /// Events bear the wall clock; in a replay, stream time, so that it can be repeated.
  bool events_bear_wall_clock = true;
  /// Bytes a stream-hour of posts kept only for back-tests (bounds::sampled_bytes_per_hour).
  std::uint64_t sampled_bytes_per_hour = bounds::sampled_bytes_per_hour;
  QuietOptions quiet{};
};

/// What came of one source (RawBatch::source_name).
struct SourceTotals {
  std::uint64_t posts = 0;
  std::uint64_t retractions = 0;
  std::uint64_t repeats = 0;
};

/// What came through the judge since it was made.
struct JudgeTotals {
  std::uint64_t frames = 0;
  std::uint64_t posts = 0;  ///< created and edited, repeats included
  std::uint64_t retractions = 0;
  std::uint64_t repeats = 0;                ///< of kept posts: delivered again, nothing new
  std::uint64_t edits = 0;                  ///< of kept posts
  std::uint64_t after_retraction = 0;       ///< came behind their own retraction: not kept
  std::uint64_t retractions_forgotten = 0;  ///< early, of posts not seen: bounds::tombstones
  std::uint64_t findings = 0;               ///< of live and shadow rules
  std::uint64_t shadow = 0;                 ///< of these, of shadow rules
  std::uint64_t limited = 0;                ///< of these, over their rule's limit
  std::uint64_t reposts = 0;                ///< of these, on reposts: they raise nothing
  std::uint64_t alerts = 0;                 ///< raised
  std::uint64_t kept = 0;                   ///< post versions kept
  std::uint64_t sampled_out = 0;            ///< mentions and shadow findings not kept, by sampling
  std::uint64_t repaired = 0;
  std::uint64_t lists_cut = 0;
  std::uint64_t unscanned = 0;  ///< could not be searched: kept without findings, and flagged
  std::map<std::string, std::uint64_t, std::less<>> other;
  std::map<RejectReason, std::uint64_t> rejected;
  std::map<std::string, SourceTotals, std::less<>> sources;
};

/// What judge() gives back, for the pools.
struct Judged {
  std::unique_ptr<RawBatch> raw;
  std::unique_ptr<ReadBatch> batch;  ///< nullptr: the open commit holds it
};

/// The judge stage: the whole domain state, and one decision after the other. The result is a
/// function of the batches in their order; batch borders do not matter.
///
/// Threads    Unsafe; the core thread owns it.
/// Ownership  Borrows store (to read), decoders and clock.
/// Limits     engine/bounds.h, "judge".
/// Errors     StoreReadFailed passes through: the caller stops the line.
/// Cost       A post that nobody needs to see: one look into the filter.
class Judge {
 public:
  Judge(const Store& store, const WireDecoders& decoders, const Clock& clock,
        JudgeOptions options = {});

  /// Takes up where the store's last commit stands. Before the first batch.
  void restore();
  /// Judges a batch. What follows gathers in the open commit. Gives back what can be used again:
  /// the frames always, the batch if nothing borrows from it.
  Judged judge(std::unique_ptr<ReadBatch> batch);
  /// An event that is not about posts: sources, rules.
  void announce(EventKind kind, std::string_view source, std::string_view text);

  /// Lets `change` add to the open commit what is not about posts (people, their actions). It is
  /// synced with that commit; `kept` is called by keep then, or with false where the line stops.
  void change(const std::function<void(Commit&)>& change, std::function<void(bool)> kept);

  using Told = std::function<void(const ActionAnswer&)>;
  /// Decides what a person asks to be done with alerts. `told` is called once, when the answer and
  /// all that it rests on is durable; by keep, or at once where it is so already.
  void act(const Action& action, Told told);
  void undo(const UndoRequest& request, Told told);
  void merge(const MergeRequest& request, Told told);
  void split(const SplitRequest& request, Told told);
  using ToldReply = std::function<void(const ReplyAnswer&)>;
  /// Likewise, of what a person asks to be done with our answers.
  void reply(const ReplyRequest& request, ToldReply told);
  /// The outbox's next errand: given when its beginning is durable. Nothing is due, or the line
  /// stops: none.
  void begin_errand(const std::vector<std::string>& platforms,
                    std::function<void(std::optional<Errand>)> given);
  /// What became of an errand; `kept` is told whether it is durable.
  void settle_errand(const Errand& errand, const DeliveryReport& report,
                     std::function<void(bool)> kept);
  /// Rings the timers of people that are due. Once a second; a replay needs no such call, since
  /// stream time rings them.
  void look_at_timers();

  /// Whether anything has gathered since the last commit.
  bool has_work() const { return work_; }
  /// Events in the open commit.
  std::size_t events_gathered() const { return events_.size(); }
  /// Closes the open commit. It must be written, in order, or the judge be thrown away.
  std::unique_ptr<Commit> take_commit();
  /// Commits up to this number are durable: what they hold may leave the memory.
  void durable(std::uint64_t commit);

  const JudgeTotals& totals() const { return totals_; }
  Instant stream_time() const { return clock_.now(); }
  /// Rules that are quieted now.
  std::vector<QuietRule> quieted() const { return quieting_.all(); }

 private:
  struct Finalised;  // the findings of one post, after state and limits
  void judge_item(ReadBatch& batch, const ReadItem& item);
  void judge_plain(ReadBatch& batch, const PlainKey& plain);
  void on_post(ReadBatch& batch, ReadPost& post);
  void on_own_post(ReadBatch& batch, ReadPost& post, Instant at);
  void on_unscanned(ReadBatch& batch, ReadPost& post, const KeptMeta* known, Instant at);
  void on_retraction(const ReadNotice& notice, Instant at);
  void on_account_gone(const ReadNotice& notice, Instant at);
  void on_identity(const ReadNotice& notice);
  void drop_text(PostKey key, KeptMeta& meta, std::string_view because, Instant at);

  Finalised finalise(const ReadBatch& batch, const ReadPost& post, const KeptMeta* known,
                     Instant at);
  std::span<const Verdict> judge_late(const ReadBatch& batch, const ReadPost& post,
                                      const KeptMeta* known, std::span<const Match> matches,
                                      Instant at, Finalised& out);
  void begin_windows(const ReadBatch& batch);
  void tell_quieting();
  void work_brand(CaseId id, std::string_view brand, CasePost& post,
                  std::span<const Finding> raising);
  bool may_raise(const RuleInfo& rule, const ReadBatch& batch, const ReadPost& post, Instant at);
  std::vector<CaseId> work_cases(ReadBatch& batch, const ReadPost& post, const KeptMeta* known,
                                 Finalised& findings, const TriageFacts& facts, Instant at);
  void keep(ReadBatch& batch, ReadPost& post, const KeptMeta* known, Finalised findings,
            std::vector<CaseId> cases, Instant at);
  AuthorState& author_of(const ReadPost& post, Instant at);
  void count_in_history(const ReadPost& post, const Finalised& findings, Instant at);
  void tell_edit(const ReadPost& post);
  bool is_tombstoned(PostKey key) const;
  void take_notice_of(ReadBatch& batch);
  DeskWork::Now begin_desk();
  void tell_when_durable(ActionAnswer answer, Told told);
  void when_durable(std::function<void(bool)> then);
  void rollup(std::string name, std::int64_t by = 1);

  const Store& store_;
  const Clock& wall_;
  JudgeOptions options_;
  Reader reread_;
  StreamClock clock_;
  EventLog events_;
  Authors authors_;
  Casework casework_;
  DeskWork desk_;
  ReplyWork replies_;
  KeptPosts kept_;
  Limits limits_;
  Windows windows_;
  LateRules late_{windows_};
  Quieting quieting_;
  std::uint64_t posts_heard_ = 0;  ///< up to the one at hand, over all restarts
  RuleBookPtr book_;               ///< that windows_ and quieting_ know
  ExpiringState tombstones_;
  Sampling sampling_;
  JudgeTotals totals_;
  std::unique_ptr<Commit> commit_;
  std::uint64_t commits_ = 0;
  std::uint64_t durable_ = 0;
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> rollups_;
  FindingTally tally_;
  bool batch_is_borrowed_ = false;
  bool work_ = false;
};

}  // namespace tocsin
