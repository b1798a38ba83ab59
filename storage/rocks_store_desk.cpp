#include <algorithm>

#include "storage/alert_filter.h"
#include "storage/decode.h"
#include "storage/desk_records.h"
#include "storage/keys.h"
#include "storage/rocks_store_parts.h"
#include "storage/store_errors.h"

namespace tocsin {
using namespace storage;
namespace {

/// Records that are looked up together.
constexpr std::size_t batch = 64;

/// Records of a family by key, as one look-up at one moment. A missing one stays empty.
template <class Key>
std::vector<rocksdb::PinnableSlice> look_up(const Database& database, Family family,
                                            const std::vector<Key>& keys,
                                            const rocksdb::ReadOptions& options) {
  std::vector<rocksdb::Slice> slices;
  slices.reserve(keys.size());
  for (const Key& key : keys) slices.push_back(key.slice());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  database.db().MultiGet(options, database.in(family), slices.size(), slices.data(), values.data(),
                         statuses.data());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound())
      values[i].Reset();
    else
      check_read(statuses[i]);
  }
  return values;
}

/// The alerts that the index names from where `at` stands, in its order, at most `batch`;
/// moves `at` with `step`.
template <class Step>
std::vector<Alert> next_alerts(const Database& database, rocksdb::Iterator& at, Step step,
                               const rocksdb::ReadOptions& options) {
  std::vector<FixedKey<16>> ids;
  for (; at.Valid() && ids.size() < batch; step())
    if (at.key().size() == 24) ids.push_back(key_of(id_of(at.key().data() + 8)));
  check_read(at.status());
  std::vector<Alert> alerts;
  alerts.reserve(ids.size());
  for (const auto& record : look_up(database, Family::alert, ids, options)) {
    if (record.empty()) continue;
    if (!decode({record.data(), record.size()}, alerts.emplace_back()))
      throw StoreReadFailed("the record of an alert is damaged: stop, and restore a backup");
  }
  return alerts;
}

/// Keeps those whose post holds the wanted text.
void keep_with_text(const AlertFilter& filter, const Database& database,
                    const rocksdb::ReadOptions& options, std::vector<Alert>& alerts) {
  std::vector<FixedKey<8>> keys;
  for (const Alert& a : alerts) keys.push_back(key_of(a.post));
  const auto records = look_up(database, Family::post, keys, options);
  std::size_t i = 0;
  std::erase_if(alerts, [&](const Alert&) {
    const auto& record = records[i++];
    KeptPost kept;
    if (record.empty() || !decode({record.data(), record.size()}, kept)) return true;
    return !filter.text_is_in(kept.post.text);
  });
}

bool wanted(const std::vector<std::string>& any_of, const std::string& value) {
  return any_of.empty() || std::ranges::find(any_of, value) != any_of.end();
}

bool matches(const Case& c, const CaseQuery& query) {
  const bool open = c.alert_count > 0 && !is_ended(c.alert_state);
  return wanted(query.brands, c.brand) && wanted(query.sources, c.source) &&
         (!query.open || *query.open == open);
}

}  // namespace

std::vector<Alert> RocksStore::alerts(const AlertQuery& query) const {
  Reading reading(parts_->gate, parts_->database);
  const rocksdb::ReadOptions options = reading.at_one_moment();
  const Database& database = reading.database();
  const std::unique_ptr<rocksdb::Iterator> at(
      database.db().NewIterator(options, database.in(Family::alert_raised)));
  if (query.before_raised_seq == 0)
    at->SeekToLast();
  else
    at->SeekForPrev(key_of(query.before_raised_seq).slice());

  const AlertFilter filter(query);
  std::vector<Alert> found;
  while (at->Valid() && found.size() < query.limit) {
    auto some = next_alerts(database, *at, [&] { at->Prev(); }, options);
    std::erase_if(some, [&](const Alert& a) { return !filter.matches(a); });
    if (filter.wants_text() && !some.empty()) keep_with_text(filter, database, options, some);
    const std::size_t room = query.limit - found.size();
    if (some.size() > room)
      some.erase(some.begin() + static_cast<std::ptrdiff_t>(room), some.end());
    std::ranges::move(some, std::back_inserter(found));
  }
  check_read(at->status());
  return found;
}

void RocksStore::each_alert(const std::function<void(const Alert&)>& visit) const {
  Reading reading(parts_->gate, parts_->database);
  const rocksdb::ReadOptions options = reading.at_one_moment();
  const Database& database = reading.database();
  const std::unique_ptr<rocksdb::Iterator> at(
      database.db().NewIterator(options, database.in(Family::alert_raised)));
  at->SeekToFirst();
  while (at->Valid())
    for (const Alert& a : next_alerts(database, *at, [&] { at->Next(); }, options)) visit(a);
  check_read(at->status());
}

std::vector<Case> RocksStore::cases(const CaseQuery& query) const {
  const Reading reading(parts_->gate, parts_->database);
  const std::unique_ptr<rocksdb::Iterator> at(
      reading.database().db().NewIterator({}, reading.database().in(Family::cases)));
  if (query.after) {
    at->Seek(key_of(*query.after).slice());
    if (at->Valid() && at->key() == key_of(*query.after).slice()) at->Next();
  } else {
    at->SeekToFirst();
  }
  std::vector<Case> found;
  for (; at->Valid() && found.size() < query.limit; at->Next()) {
    Case c;
    if (!decode({at->value().data(), at->value().size()}, c))
      throw StoreReadFailed("the record of a case is damaged: stop, and restore a backup");
    if (matches(c, query)) found.push_back(std::move(c));
  }
  check_read(at->status());
  return found;
}

std::vector<TimelineEntry> RocksStore::timeline(CaseId id, std::size_t most) const {
  const Reading reading(parts_->gate, parts_->database);
  const auto prefix = key_of(id);
  const std::unique_ptr<rocksdb::Iterator> at(
      reading.database().db().NewIterator({}, reading.database().in(Family::timeline)));
  std::vector<TimelineEntry> found;
  at->SeekForPrev(timeline_key(id, UINT64_MAX, UINT32_MAX).slice());
  for (; at->Valid() && found.size() < most && at->key().starts_with(prefix.slice()); at->Prev()) {
    if (parts_->shared.cutoffs->expired(Family::timeline, at->value())) break;
    if (!decode_timeline({at->key().data(), at->key().size()},
                         {at->value().data(), at->value().size()}, found.emplace_back()))
      throw StoreReadFailed("a line of a case's timeline is damaged: stop, and restore a backup");
  }
  check_read(at->status());
  std::ranges::reverse(found);
  return found;
}

void RocksStore::each_reply(const std::function<void(const Reply&)>& visit) const {
  const Reading reading(parts_->gate, parts_->database);
  const std::unique_ptr<rocksdb::Iterator> at(
      reading.database().db().NewIterator({}, reading.database().in(Family::reply)));
  Reply reply;
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    if (parts_->shared.cutoffs->expired(Family::reply, at->value())) continue;
    if (!decode_reply({at->key().data(), at->key().size()},
                      {at->value().data(), at->value().size()}, reply))
      throw StoreReadFailed("the record of a reply is damaged: stop, and restore a backup");
    visit(reply);
  }
  check_read(at->status());
}

std::vector<Reply> RocksStore::replies(CaseId in) const {
  const Reading reading(parts_->gate, parts_->database);
  const auto prefix = key_of(in);
  const std::unique_ptr<rocksdb::Iterator> at(
      reading.database().db().NewIterator({}, reading.database().in(Family::reply)));
  std::vector<Reply> found;
  for (at->Seek(prefix.slice()); at->Valid() && at->key().starts_with(prefix.slice()); at->Next()) {
    if (parts_->shared.cutoffs->expired(Family::reply, at->value())) continue;
    if (!decode_reply({at->key().data(), at->key().size()},
                      {at->value().data(), at->value().size()}, found.emplace_back()))
      throw StoreReadFailed("the record of a reply is damaged: stop, and restore a backup");
  }
  check_read(at->status());
  return found;
}

void RocksStore::each_deed(const std::function<void(const Deed&)>& visit) const {
  const Reading reading(parts_->gate, parts_->database);
  const std::unique_ptr<rocksdb::Iterator> at(
      reading.database().db().NewIterator({}, reading.database().in(Family::deed)));
  Deed deed;
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    if (!decode({at->value().data(), at->value().size()}, number_of(at->key()), deed))
      throw StoreReadFailed("the record of an action is damaged: stop, and restore a backup");
    visit(deed);
  }
  check_read(at->status());
}

}  // namespace tocsin
