#include <algorithm>

#include "storage/alert_filter.h"
#include "storage/alert_order.h"
#include "storage/decode.h"
#include "storage/desk_records.h"
#include "storage/keys.h"
#include "storage/rocks_store_parts.h"
#include "storage/store_errors.h"

namespace tocsin {
using namespace storage;
namespace {

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

}  // namespace

std::vector<Alert> RocksStore::alerts(const AlertQuery& query) const {
  Reading reading(parts_->gate, parts_->database);
  const rocksdb::ReadOptions options = reading.at_one_moment();
  const Database& database = reading.database();
  AlertOrder order(database, options);
  query.before_raised_seq == 0 ? order.to_newest() : order.to_before(query.before_raised_seq);

  const AlertFilter filter(query);
  std::vector<Alert> found;
  while (found.size() < query.limit && !order.is_over()) {
    auto some = order.older();
    std::erase_if(some, [&](const Alert& a) { return !filter.matches(a); });
    if (filter.wants_text() && !some.empty()) keep_with_text(filter, database, options, some);
    const std::size_t room = query.limit - found.size();
    if (some.size() > room)
      some.erase(some.begin() + static_cast<std::ptrdiff_t>(room), some.end());
    std::ranges::move(some, std::back_inserter(found));
  }
  return found;
}

void RocksStore::each_alert(const std::function<void(const Alert&)>& visit) const {
  Reading reading(parts_->gate, parts_->database);
  AlertOrder order(reading.database(), reading.at_one_moment());
  order.to_oldest();
  while (!order.is_over())
    for (const Alert& a : order.newer()) visit(a);
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
