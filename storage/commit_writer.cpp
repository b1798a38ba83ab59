#include "storage/commit_writer.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <map>
#include <ranges>

#include "engine/desk/desk_changes.h"
#include "engine/people/people_changes.h"
#include "engine/store.h"
#include "engine/workshop/bounds.h"
#include "engine/workshop/workshop_changes.h"
#include "storage/decode.h"
#include "storage/desk_records.h"
#include "storage/encode.h"
#include "storage/keys.h"
#include "storage/people_records.h"
#include "storage/rollup_merge.h"

namespace tocsin::storage {
namespace {

template <class List>
std::size_t total(std::span<const Commit* const> commits, List Commit::* list) {
  std::size_t sum = 0;
  for (const Commit* c : commits) sum += (c->*list).size();
  return sum;
}

/// Each element of a list of all commits, from the last to the first: the first one met of a
/// key is the one that counts.
template <class List, class Visit>
void from_the_last(std::span<const Commit* const> commits, List Commit::* list, Visit visit) {
  for (const Commit* c : commits | std::views::reverse)
    for (const auto& record : c->*list | std::views::reverse) visit(record);
}

/// One number for both halves. Ids are hashes already; this also keeps apart those that tests
/// count up.
std::uint64_t folded(const Id128& id) {
  return std::rotl(id.high * 0x9e3779b97f4a7c15, 32) ^ (id.low * 0xbf58476d1ce4e5b9);
}
std::uint64_t folded(AuthorKey key) {
  return static_cast<std::uint64_t>(key);
}

/// The last record of each key, in the order of keys: each search of a memtable then starts where
/// the one before ended, which is half of what a record costs.
template <class Record, class Id>
std::vector<const Record*> last_of_each(std::span<const Commit* const> commits,
                                        std::vector<Record> Commit::* list, Id Record::* id,
                                        KeySet& seen) {
  const std::size_t all = total(commits, list);
  std::vector<const Record*> last;
  last.reserve(all);
  seen.reset(all);
  from_the_last(commits, list, [&](const Record& record) {
    if (seen.insert(folded(record.*id))) last.push_back(&record);
  });
  std::ranges::sort(last, {}, [id](const Record* record) { return record->*id; });
  return last;
}

rocksdb::Slice slice(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

void CommitWriter::put(Family family, const rocksdb::Slice& key, const rocksdb::Slice& value) {
  // Fails only for a batch that was given a size limit or checksums of its own; ours has none.
  batch_.Put(database_->in(family), key, value).PermitUncheckedError();
}

void CommitWriter::saw(Family family, Instant age) {
  auto& oldest = state_.oldest_us[static_cast<std::size_t>(family)];
  oldest = std::min(oldest, us_of(age));
}

CommitWriter::Built CommitWriter::build(std::span<const Commit* const> commits,
                                        const Database& database, const State& before,
                                        std::uint64_t letters_max) {
  batch_.Clear();
  database_ = &database;
  state_ = before;
  bool must_sync = false;
  posts(commits);
  desk(commits);
  for (const Commit* c : commits) {
    feed(*c);
    deeds(*c);
    letters(*c);
    people(*c);
    audit(*c);
    workshop(*c);
    must_sync = must_sync || c->must_sync;
  }
  if (state_.audit.seq != before.audit.seq)
    put(Family::meta, slice(audit_head_key), to_bytes(state_.audit));
  small(commits);
  trim_letters(letters_max);
  return {batch_, state_, must_sync};
}

void CommitWriter::posts(std::span<const Commit* const> commits) {
  const std::size_t going = total(commits, &Commit::gone);
  seen_.reset(total(commits, &Commit::posts) + going);
  waiting_.clear();
  kept_.clear();
  if (going > 0)
    from_the_last(commits, &Commit::posts,
                  [&](const PostWrite& p) { waiting_.emplace(p.key, &p); });
  for (const Commit* c : commits | std::views::reverse) {
    // Within one commit a post that is written and goes is gone.
    for (const PostGone& g : c->gone | std::views::reverse)
      if (seen_.insert(static_cast<std::uint64_t>(g.key))) gone(g);
    for (const PostWrite& p : c->posts | std::views::reverse)
      if (seen_.insert(static_cast<std::uint64_t>(p.key)))
        kept_.push_back(
            {.key = p.key, .author = author_key(p.post.source, p.post.author.id), .write = &p});
  }
  put_kept();
}

void CommitWriter::put_kept() {
  // In the order of keys, each search of a memtable starts where the last one ended: half of
  // what a record costs.
  std::ranges::sort(kept_, {}, &Kept::key);
  for (const Kept& k : kept_) {
    encode(*k.write, record_);
    put(Family::post, key_of(k.key).slice(), record_);
    saw(Family::post, k.write->last_seen);
    saw(Family::author_post, k.write->last_seen);
  }
  std::ranges::sort(kept_, {}, &Kept::author);
  for (const Kept& k : kept_) {
    const auto age = only_age(k.write->last_seen);
    put(Family::author_post, author_post_key(k.author, k.key).slice(), {age.data(), age.size()});
  }
}

void CommitWriter::gone(const PostGone& gone) {
  KeptPost kept;
  if (const auto waiting = waiting_.find(gone.key); waiting != waiting_.end()) {
    kept = own(*waiting->second);
  } else {
    const auto record = database_->get(Family::post, key_of(gone.key).slice());
    if (!record) return;  // never kept: there is nothing to take away
    if (!decode(*record, kept)) throw StoreReadFailed("the record of a post is damaged");
  }
  batch_
      .Delete(database_->in(Family::author_post),
              author_post_key(author_key(kept.post.source, kept.post.author.id), gone.key).slice())
      .PermitUncheckedError();
  strip(kept, std::max(kept.gone, gone.gone));
  encode(kept, record_);
  put(Family::post, key_of(gone.key).slice(), record_);
  saw(Family::post, kept.last_seen);
}

void CommitWriter::desk(std::span<const Commit* const> commits) {
  for (const AuthorState* a : last_of_each(commits, &Commit::authors, &AuthorState::key, seen_)) {
    encode(*a, record_);
    put(Family::author, key_of(a->key).slice(), record_);
    saw(Family::author, a->last_seen);
  }
  for (const Case* c : last_of_each(commits, &Commit::cases, &Case::id, seen_)) {
    encode(*c, record_);
    put(Family::cases, key_of(c->id).slice(), record_);
    saw(Family::cases, c->last_post);
  }
  for (const Alert* a : last_of_each(commits, &Commit::alerts, &Alert::id, seen_)) {
    encode(*a, record_);
    put(Family::alert, key_of(a->id).slice(), record_);
    // raised_seq never changes: where the event of its raising is durable, so is the index.
    if (a->raised_seq > state_.last_seq || a->version <= 1)
      put(Family::alert_raised, raised_key(a->raised_seq, a->id).slice(),
          key_of(static_cast<std::uint64_t>(us_of(a->raised))).slice());
  }
}

void CommitWriter::feed(const Commit& commit) {
  for (const Event& e : commit.events) {
    encode(e, record_);
    put(Family::feed, key_of(e.seq).slice(), record_);
    state_.last_seq = std::max(state_.last_seq, e.seq);
  }
}

void CommitWriter::deeds(const Commit& commit) {
  if (!commit.desk) return;
  for (const TimelineEntry& entry : commit.desk->timeline) {
    encode(entry, record_);
    put(Family::timeline, timeline_key(entry.in, entry.seq, entry.part).slice(), record_);
    saw(Family::timeline, entry.at);
  }
  for (const Deed& deed : commit.desk->deeds) {
    encode(deed, record_);
    put(Family::deed, key_of(deed.began).slice(), record_);
  }
  for (const Reply& reply : commit.desk->replies) {
    encode(reply, record_);
    put(Family::reply, reply_key(reply.in, reply.number).slice(), record_);
    saw(Family::reply, reply.moved);
  }
  for (const std::uint64_t began : commit.desk->forgotten)
    batch_.Delete(database_->in(Family::deed), key_of(began).slice()).PermitUncheckedError();
}

void CommitWriter::letters(const Commit& commit) {
  for (const DeadLetter& d : commit.dead_letters) {
    encode(d, record_);
    put(Family::dead_letter, key_of(state_.letters_end).slice(), record_);
    state_.letters_end += record_.size();
  }
}

void CommitWriter::people(const Commit& commit) {
  if (!commit.people) return;
  const auto put_all = [&](Family family, const auto& records) {
    for (const auto& record : records) {
      encode(record, record_);
      put(family, slice(record.id), record_);
    }
  };
  const auto delete_all = [&](Family family, const std::vector<std::string>& ids) {
    for (const auto& id : ids)
      batch_.Delete(database_->in(family), slice(id)).PermitUncheckedError();
  };
  const PeopleChanges& changes = *commit.people;
  put_all(Family::user, changes.users);
  put_all(Family::session, changes.sessions);
  put_all(Family::token, changes.tokens);
  delete_all(Family::session, changes.sessions_gone);
  delete_all(Family::token, changes.tokens_gone);
}

void CommitWriter::audit(const Commit& commit) {
  for (const AuditEntry& entry : commit.audit) {
    encode(entry, record_);
    const std::uint64_t seq = state_.audit.seq + 1;
    state_.audit = {seq, chain_link(state_.audit.link, seq, record_)};
    append_link(record_, state_.audit.link);
    put(Family::audit, key_of(seq).slice(), record_);
  }
}

void CommitWriter::workshop(const Commit& commit) {
  if (!commit.workshop) return;
  for (const PackVersion& v : commit.workshop->versions) {
    encode(v, record_);
    put(Family::pack_version, pack_version_key(v.pack, v.number), record_);
    if (v.number > bounds::pack_versions)
      batch_
          .Delete(database_->in(Family::pack_version),
                  pack_version_key(v.pack, v.number - bounds::pack_versions))
          .PermitUncheckedError();
  }
}

void CommitWriter::trim_letters(std::uint64_t letters_max) {
  // In strides: a range tombstone for every letter would cost more than the letters.
  if (state_.letters_end - state_.letters_begin <= letters_max + letters_max / 8) return;
  const std::uint64_t from = state_.letters_end - letters_max;
  batch_
      .DeleteRange(database_->in(Family::dead_letter), key_of(std::uint64_t{0}).slice(),
                   key_of(from).slice())
      .PermitUncheckedError();
  state_.letters_begin = from;
}

void CommitWriter::small(std::span<const Commit* const> commits) {
  constexpr std::hash<std::string_view> hash;
  seen_.reset(total(commits, &Commit::cursors));
  from_the_last(commits, &Commit::cursors, [&](const SourceCursor& s) {
    if (!s.value.empty() && seen_.insert(hash(s.source)))
      put(Family::cursor, slice(s.source), slice(s.value));
  });
  seen_.reset(total(commits, &Commit::meta));
  from_the_last(commits, &Commit::meta, [&](const auto& entry) {
    if (!seen_.insert(hash(entry.first))) return;
    record_ = engine_prefix;
    record_ += entry.first;
    if (entry.second.empty())
      batch_.Delete(database_->in(Family::meta), record_).PermitUncheckedError();
    else
      put(Family::meta, record_, slice(entry.second));
  });
  rollups(commits);
  if (commits.empty()) return;
  FixedKey<16> written;
  put_big_endian(written.bytes.data(), state_.run);
  put_big_endian(written.bytes.data() + 8, commits.back()->number);
  put(Family::meta, slice(written_key), written.slice());
}

void CommitWriter::rollups(std::span<const Commit* const> commits) {
  std::map<std::int64_t, std::vector<const RollupAdd*>> by_hour;
  for (const Commit* c : commits)
    for (const RollupAdd& r : c->rollups) by_hour[r.hour].push_back(&r);
  for (const auto& [hour, adds] : by_hour) {
    encode_rollups(adds, record_);
    batch_.Merge(database_->in(Family::rollup), rollup_key(hour).slice(), record_)
        .PermitUncheckedError();
  }
}

}  // namespace tocsin::storage
