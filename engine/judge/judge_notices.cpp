#include "engine/bounds.h"
#include "engine/judge/judge.h"

/// The judge's way with retractions and with news of accounts.
namespace tocsin {

void Judge::on_retraction(const ReadNotice& notice, Instant at) {
  if (!options_.events_bear_wall_clock) events_.set_time(at);
  if (auto* meta = kept_.find(notice.key, notice.source, notice.id)) {
    drop_text(notice.key, *meta, "post deleted", at);
    return;
  }
  // The post may come later: then it is not kept. Told again, nothing is noted anew.
  if (!is_tombstoned(notice.key))
    tombstones_.set(static_cast<std::uint64_t>(notice.key), {}, at + bounds::tombstone_for);
}

void Judge::drop_text(PostKey key, KeptMeta& meta, std::string_view because, Instant at) {
  if (meta.gone != Gone::no) return;
  meta.gone = Gone::deleted;
  kept_.changed(key);
  commit_->gone.push_back({key, Gone::deleted, at});
  rollup("posts/deleted");
  if (meta.cases.empty()) return;
  auto& event = events_.add(EventKind::post_deleted);
  const auto told = event.at;
  event.post = key;
  event.source = meta.source;
  event.id = meta.id;
  for (const auto& id : meta.cases) casework_.post_gone(id, key, because, at);
  replies_.post_changed(meta.source, meta.id,
                        "the post that it answers is gone: " + std::string(because), told);
}

void Judge::on_account_gone(const ReadNotice& notice, Instant at) {
  const auto key = author_key(notice.source, notice.id);
  auto* author = authors_.find(key);
  if (!author || author->source != notice.source || author->id != notice.id) return;
  if (!options_.events_bear_wall_clock) events_.set_time(at);
  author->account_gone = true;
  author->handle.clear();
  author->name.clear();
  authors_.changed(key);
  // A suspended account may come back; its text does not wait for that with us.
  const std::string because = "account " + std::string(notice.detail);
  for (const auto post : kept_.posts_of(key))
    // The store's index may be behind: what counts is whose the latest version is.
    if (auto* meta = kept_.find(post); meta && meta->author == key)
      drop_text(post, *meta, because, at);
}

void Judge::on_identity(const ReadNotice& notice) {
  const auto key = author_key(notice.source, notice.id);
  auto* author = authors_.find(key);
  if (!author || notice.detail.empty() || author->handle == notice.detail) return;
  author->handle = notice.detail;
  authors_.changed(key);
}

}  // namespace tocsin
