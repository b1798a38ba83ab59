#include "engine/judge/judge.h"

#include <algorithm>

#include "engine/bounds.h"

namespace tocsin {
namespace {

constexpr std::string_view stream_time_key = "judge/stream_time";
constexpr std::string_view sampling_key = "judge/sampling";
constexpr std::string_view posts_heard_key = "judge/posts_heard";

void add_up(JudgeTotals& totals, const ReadBatch& batch) {
  totals.frames += batch.raw->frames.size();
  totals.posts += batch.decoded_posts;
  totals.retractions += batch.retractions;
  totals.repaired += batch.repaired;
  totals.lists_cut += batch.lists_cut;
  totals.unscanned += batch.unscanned;
  for (const auto& [kind, n] : batch.other) totals.other[kind] += n;
  for (const auto& reject : batch.rejects) ++totals.rejected[reject.reason];
}

void add_up(SourceTotals& totals, const ReadBatch& batch, std::uint64_t repeats) {
  totals.posts += batch.decoded_posts;
  totals.retractions += batch.retractions;
  totals.repeats += repeats;
}

std::string why(const ReadReject& reject) {
  std::string text(name_of(reject.reason));
  if (!reject.detail.empty()) text += ": " + reject.detail;
  return text;
}

}  // namespace

Judge::Judge(const Store& store, const WireDecoders& decoders, const Clock& clock,
             JudgeOptions options)
    : store_(store),
      wall_(clock),
      options_(std::move(options)),
      reread_(decoders),
      authors_(bounds::authors_in_memory,
               [&store](const AuthorKey& key) { return store.author(key); }),
      casework_(store, authors_, events_),
      desk_(store, casework_, events_),
      replies_(store, casework_, events_),
      kept_(store),
      quieting_(options_.quiet),
      tombstones_("judge/gone/", bounds::tombstones),
      sampling_(options_.sampled_bytes_per_hour),
      commit_(std::make_unique<Commit>()) {}

void Judge::restore() {
  kept_.restore();
  casework_.restore();
  events_.restore(store_.last_seq());
  if (const auto us = store_.meta(stream_time_key))
    clock_.restore(instant_from_us(std::stoll(*us)));
  if (const auto saved = store_.meta(sampling_key)) sampling_.restore(*saved);
  for (auto* state : {&limits_.state(), &tombstones_}) {
    store_.each_meta(state->prefix(), [&](std::string_view key, std::string_view value) {
      state->restore(key, value);
    });
    state->restored();
  }
  windows_.restore(store_);
  desk_.restore();
  replies_.restore(begin_desk().wall);
  work_ |= replies_.has_changes();
  if (const auto heard = store_.meta(posts_heard_key)) posts_heard_ = std::stoull(*heard);
  quieting_.restore(store_);
}

Judged Judge::judge(std::unique_ptr<ReadBatch> batch) {
  work_ = true;
  batch_is_borrowed_ = false;
  if (options_.events_bear_wall_clock) events_.set_time(wall_.now());
  add_up(totals_, *batch);
  const auto repeats_before = totals_.repeats;
  if (batch->book != book_) begin_windows(*batch);

  // Items and plain keys are each in frame order: walk both as one.
  auto plain = batch->plain.begin();
  const auto heard_before = posts_heard_;
  std::uint64_t posts_judged = 0;
  const auto heard = [&] {
    return heard_before + posts_judged + static_cast<std::uint64_t>(plain - batch->plain.begin());
  };
  const auto plain_until = [&](std::uint32_t record) {
    for (; plain != batch->plain.end() && plain->record < record; ++plain) {
      if (const auto ahead = plain + 8; ahead < batch->plain.end()) kept_.prefetch(ahead->key);
      if (!kept_.maybe(plain->key)) continue;
      clock_.hear(plain->latest, batch->raw->received);
      posts_heard_ = heard() + 1;
      judge_plain(*batch, *plain);
    }
  };
  for (std::size_t i = 0; i < batch->items.size(); ++i) {
    plain_until(batch->items[i].record);
    clock_.hear(batch->items[i].latest, batch->raw->received);
    posts_judged += batch->items[i].kind == FrameKind::post;
    posts_heard_ = heard();
    judge_item(*batch, batch->items[i]);
    if (!options_.events_bear_wall_clock && desk_.next_ring() <= clock_.now()) look_at_timers();
  }
  plain_until(std::numeric_limits<std::uint32_t>::max());
  posts_heard_ = heard();
  if (batch->last_time != Instant::min()) clock_.hear(batch->last_time, batch->raw->received);

  totals_.alerts = casework_.raised();
  add_up(totals_.sources[batch->raw->source_name], *batch, totals_.repeats - repeats_before);
  take_notice_of(*batch);
  commit_->last_batch = batch->raw->number;
  ++commit_->heard_batches;
  commit_->heard_bytes += batch->raw->payload();
  Judged judged{std::move(batch->raw), nullptr};
  if (batch_is_borrowed_)
    commit_->batches.push_back(std::move(batch));
  else
    judged.batch = std::move(batch);
  return judged;
}

/// At the time of the first post that the book judges.
void Judge::begin_windows(const ReadBatch& batch) {
  const ReadItem* item = batch.items.empty() ? nullptr : &batch.items.front();
  const PlainKey* plain = batch.plain.empty() ? nullptr : &batch.plain.front();
  if (!item && !plain) return;
  const bool by_item = item && (!plain || item->record < plain->record);
  const Instant heard = by_item ? item->latest : plain->latest;
  windows_.begin(
      *batch.book,
      std::max(clock_.now(), std::min(heard, batch.raw->received + bounds::ahead_of_receive)));
  quieting_.use(*batch.book);
  tell_quieting();
  book_ = batch.book;
}

void Judge::tell_quieting() {
  for (auto& news : quieting_.take_news())
    events_.add(news.quieted ? EventKind::rules_quieted : EventKind::rules_changed).text =
        std::move(news.text);
}

void Judge::judge_item(ReadBatch& batch, const ReadItem& item) {
  if (item.kind == FrameKind::post) {
    on_post(batch, batch.posts[item.index]);
    return;
  }
  const auto& notice = batch.notices[item.index];
  const auto at = clock_.hear(notice.time, batch.raw->received);
  switch (item.kind) {
    case FrameKind::retraction:
      on_retraction(notice, at);
      break;
    case FrameKind::account_gone:
      on_account_gone(notice, at);
      break;
    case FrameKind::identity:
      on_identity(notice);
      break;
    default:
      break;
  }
}

void Judge::judge_plain(ReadBatch& batch, const PlainKey& plain) {
  // Perhaps a kept post: again, or edited so that nothing is found in it any more. Its batch
  // has only the key, so it is read once more.
  ReadPost post;
  if (!reread_.reread(batch, plain.record, post)) return;
  if (kept_.find(post.key, post.post.source, post.post.id)) on_post(batch, post);
}

void Judge::take_notice_of(ReadBatch& batch) {
  auto& raw = *batch.raw;
  std::size_t letters = 0;
  for (const auto& reject : batch.rejects) {
    rollup("rejected/" + std::string(name_of(reject.reason)));
    if (++letters > bounds::dead_letters_per_batch) continue;
    const auto bytes = raw.frame(reject.record).substr(0, bounds::dead_letter_item_bytes);
    commit_->dead_letters.push_back(
        {raw.source_name, reject.reason, reject.detail, std::string(bytes), raw.received});
  }
  if (!raw.cursor.value.empty()) {
    auto known = std::ranges::find(commit_->cursors, raw.cursor.source, &SourceCursor::source);
    if (known == commit_->cursors.end())
      commit_->cursors.push_back(raw.cursor);
    else
      known->value = raw.cursor.value;
  }
  if (!raw.done) return;
  BatchResult result{
      true, static_cast<std::uint32_t>(raw.frames.size() - batch.rejects.size()), {}};
  for (const auto& reject : batch.rejects) result.rejected.push_back({reject.record, why(reject)});
  commit_->waiting.emplace_back(std::move(raw.done), std::move(result));
  raw.done = nullptr;
  commit_->must_sync = true;
}

void Judge::announce(EventKind kind, std::string_view source, std::string_view text) {
  work_ = true;
  if (options_.events_bear_wall_clock) events_.set_time(wall_.now());
  auto& event = events_.add(kind);
  event.source = source;
  event.text = text;
}

void Judge::change(const std::function<void(Commit&)>& change, std::function<void(bool)> kept) {
  work_ = true;
  if (options_.events_bear_wall_clock) events_.set_time(wall_.now());
  change(*commit_);
  commit_->must_sync = true;
  if (!kept) return;
  commit_->waiting.emplace_back(
      [kept = std::move(kept)](const BatchResult& result) { kept(result.ok); },
      BatchResult{true, 0, {}});
}

void Judge::rollup(std::string name, std::int64_t by) {
  const auto hour = std::chrono::floor<std::chrono::hours>(clock_.now()).time_since_epoch().count();
  rollups_[{hour, std::move(name)}] += by;
}

std::unique_ptr<Commit> Judge::take_commit() {
  tombstones_.expire(clock_.now());
  totals_.retractions_forgotten = tombstones_.forgotten();
  limits_.state().expire(clock_.now());
  windows_.expire(clock_.now());
  auto commit = std::exchange(commit_, std::make_unique<Commit>());
  commit->number = ++commits_;
  commit->events = events_.take();
  commit->must_sync |= !commit->events.empty();
  authors_.take_changed(commit->number, [&](AuthorKey, const AuthorState& author) {
    commit->authors.push_back(author);
  });
  casework_.take_changed(*commit);
  desk_.take_changed(*commit);
  replies_.take_changed(*commit);
  kept_.take_changed(commit->number);
  limits_.state().take_changed(commit->meta);
  windows_.take_changed(commit->meta);
  quieting_.take_changed(commit->meta);
  commit->meta.emplace_back(posts_heard_key, std::to_string(posts_heard_));
  tombstones_.take_changed(commit->meta);
  commit->meta.emplace_back(stream_time_key, std::to_string(us_of(clock_.now())));
  commit->meta.emplace_back(sampling_key, sampling_.saved());
  tally_.take(commit->rollups);
  for (auto& [key, by] : rollups_) commit->rollups.push_back({key.second, key.first, by});
  rollups_.clear();
  work_ = false;
  return commit;
}

void Judge::durable(std::uint64_t commit) {
  durable_ = commit;
  authors_.durable(commit);
  casework_.durable(commit);
  kept_.durable(commit);
}

}  // namespace tocsin
