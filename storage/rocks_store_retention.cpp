#include <algorithm>

#include <rocksdb/convenience.h>

#include "storage/audit_chain.h"
#include "storage/expired_tables.h"
#include "storage/keys.h"
#include "storage/rocks_store_parts.h"
#include "storage/store_errors.h"

namespace tocsin {
using namespace storage;
namespace {

/// Alerts looked at while a writer waits, and in one call.
constexpr std::size_t alerts_at_once = 256;
constexpr std::size_t alerts_per_call = 64 * alerts_at_once;
/// Events looked at in one call.
constexpr std::uint64_t events_per_call = 500'000;
constexpr std::uint64_t audits_per_call = 20'000;

/// One pass over what is too old.
class Sweep {
 public:
  Sweep(const Database& database, const Retention& keep, Instant now)
      : database_(database), keep_(keep), now_(now) {}

  void families(Cutoffs& cutoffs, std::mutex& writing, CommitWriter::State& state) {
    age(Family::post, keep_.posts, cutoffs, writing, state);
    age(Family::author_post, keep_.posts, cutoffs, writing, state);
    age(Family::author, keep_.authors, cutoffs, writing, state);
    age(Family::cases, keep_.cases, cutoffs, writing, state);
    age(Family::timeline, keep_.cases, cutoffs, writing, state);
    age(Family::reply, keep_.cases, cutoffs, writing, state);
  }

  /// Alerts that nobody has touched for as long as cases are kept. Reading and deleting is one
  /// step for a writer, who may be just about to touch one.
  void alerts(std::mutex& writing) {
    FixedKey<24> from{};
    for (std::size_t looked = 0; looked < alerts_per_call; looked += alerts_at_once) {
      const std::scoped_lock no_writer(writing);
      if (!some_alerts(from)) return;
    }
  }

  /// Events that are old and not among the newest.
  void feed(std::atomic<std::uint64_t>& first_seq, std::uint64_t last_seq) {
    const std::uint64_t first = first_seq;
    const std::uint64_t newest = std::max<std::uint64_t>(keep_.feed_events, 1);
    if (last_seq < first || last_seq - first + 1 <= newest) return;
    const std::uint64_t until =
        first_young_event(first, std::min(last_seq + 1 - newest, first + events_per_call));
    if (until == first) return;
    // Told first: whoever asks for a number that may be gone is sent a snapshot.
    first_seq = until;
    delete_range(Family::feed, key_of(std::uint64_t{0}).slice(), key_of(until).slice());
  }

  /// Entries of the audit log that are old. What the last of them stood for is kept with the same
  /// write, so that the rest can still be verified.
  void audit(std::mutex& writing) {
    const std::scoped_lock no_writer(writing);
    const Instant cutoff = now_ - keep_.audit;
    ChainEnd anchor;
    rocksdb::WriteBatch batch;
    const auto at = iterator(Family::audit);
    std::uint64_t looked = 0;
    for (at->SeekToFirst(); at->Valid() && looked < audits_per_call; at->Next(), ++looked) {
      const auto when = aged_from(at->value());
      const auto linked = without_link({at->value().data(), at->value().size()});
      if (!when || *when >= cutoff || !linked) break;
      anchor = {number_of(at->key()), linked->link};
      batch.Delete(database_.in(Family::audit), at->key()).PermitUncheckedError();
    }
    if (batch.Count() == 0) return;
    batch
        .Put(database_.in(Family::meta),
             rocksdb::Slice(audit_anchor_key.data(), audit_anchor_key.size()), to_bytes(anchor))
        .PermitUncheckedError();
    database_.db().Write({}, &batch).PermitUncheckedError();
  }

  void rollups() {
    const std::int64_t hour =
        std::chrono::floor<std::chrono::hours>(now_ - keep_.rollups).time_since_epoch().count();
    const std::string until = rollup_key(hour).slice().ToString();
    const auto at = iterator(Family::rollup);
    at->SeekToFirst();
    if (at->Valid() && at->key().compare(until) < 0)
      delete_range(Family::rollup, std::string(8, '\0'), until);
  }

 private:
  std::unique_ptr<rocksdb::Iterator> iterator(Family family) const {
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    return std::unique_ptr<rocksdb::Iterator>(
        database_.db().NewIterator(options, database_.in(family)));
  }

  void age(Family family, std::chrono::hours keep, Cutoffs& cutoffs, std::mutex& writing,
           CommitWriter::State& state) {
    const Instant cutoff = now_ - keep;
    cutoffs.raise(family, cutoff);
    auto& oldest = state.oldest_us[static_cast<std::size_t>(family)];
    bool in_memory = false;
    {
      const std::scoped_lock no_writer(writing);
      if (oldest < us_of(cutoff)) {
        oldest = INT64_MAX;
        in_memory = true;
      }
    }
    if (in_memory) database_.db().Flush({}, database_.in(family)).PermitUncheckedError();
    // A record is gone at the latest a thirtieth of its time late: a month's within a day.
    const auto slack = std::max<std::chrono::hours>(std::chrono::hours(1), keep / 30);
    rewrite_expired(database_, family, cutoff, cutoff - slack);
  }

  /// False where no alert behind `from` is old enough. Leaves `from` behind what it saw.
  bool some_alerts(FixedKey<24>& from) {
    const Instant cutoff = now_ - keep_.cases;
    const auto at = iterator(Family::alert_raised);
    rocksdb::WriteBatch batch;
    std::size_t looked = 0;
    for (at->Seek(from.slice()); at->Valid() && looked < alerts_at_once; at->Next(), ++looked) {
      const auto raised = instant_from_us(static_cast<std::int64_t>(number_of(at->value())));
      if (raised >= cutoff || at->key().size() != 24) break;
      std::copy_n(at->key().data(), 24, from.bytes.begin());
      const rocksdb::Slice id(at->key().data() + 8, 16);
      const auto record = database_.get(Family::alert, id);
      if (const auto updated = record ? aged_from(*record) : std::nullopt;
          updated && *updated >= cutoff)
        continue;  // touched since
      batch.Delete(database_.in(Family::alert), id).PermitUncheckedError();
      batch.Delete(database_.in(Family::alert_raised), at->key()).PermitUncheckedError();
    }
    if (batch.Count() > 0) database_.db().Write({}, &batch).PermitUncheckedError();
    return looked == alerts_at_once;
  }

  /// The first event in [first, end) that is not old; `end` where all are.
  std::uint64_t first_young_event(std::uint64_t first, std::uint64_t end) const {
    const Instant cutoff = now_ - keep_.feed;
    const auto at = iterator(Family::feed);
    for (at->Seek(key_of(first).slice()); at->Valid(); at->Next()) {
      const std::uint64_t seq = number_of(at->key());
      if (seq >= end) return end;
      const auto when = aged_from(at->value());
      if (when && *when >= cutoff) return seq;
    }
    check_read(at->status());
    return end;
  }

  void delete_range(Family family, const rocksdb::Slice& from, const rocksdb::Slice& to) const {
    auto* handle = database_.in(family);
    if (!database_.db().DeleteRange({}, handle, from, to).ok()) return;
    // Tables that lie wholly in it go now; the rest with the next compaction.
    rocksdb::DeleteFilesInRange(&database_.db(), handle, &from, &to, false).PermitUncheckedError();
  }

  const Database& database_;
  const Retention& keep_;
  Instant now_;
};

}  // namespace

void RocksStore::enforce_retention(Instant now) {
  Parts& p = *parts_;
  const Reading reading(p.gate, p.database);
  Sweep sweep(reading.database(), p.options.retention, now);
  sweep.families(*p.shared.cutoffs, p.writing, p.state);
  sweep.alerts(p.writing);
  sweep.feed(p.first_seq, p.last_seq);
  sweep.rollups();
  sweep.audit(p.writing);
}

std::expected<void, StoreError> RocksStore::scrub() {
  Parts& p = *parts_;
  const Reading reading(p.gate, p.database);
  rocksdb::DB& db = reading.database().db();
  auto status = p.database->flush_all();
  rocksdb::CompactRangeOptions whole;
  whole.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  if (status.ok())
    status = db.CompactRange(whole, reading.database().in(Family::post), nullptr, nullptr);
  if (!status.ok()) return std::unexpected(store_error("cannot scrub", status, p.shared.folder));
  return {};
}

}  // namespace tocsin
