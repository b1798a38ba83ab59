#include "storage/alert_order.h"

#include "storage/decode.h"

namespace tocsin::storage {

AlertOrder::AlertOrder(const Database& database, const rocksdb::ReadOptions& options)
    : database_(database),
      options_(options),
      at_(database.db().NewIterator(options, database.in(Family::alert_raised))) {}

bool AlertOrder::is_over() const {
  if (at_->Valid()) return false;
  check_read(at_->status());
  return true;
}

std::vector<Alert> AlertOrder::newer() {
  return some([this] { at_->Next(); });
}

std::vector<Alert> AlertOrder::older() {
  return some([this] { at_->Prev(); });
}

template <class Step>
std::vector<Alert> AlertOrder::some(Step step) {
  std::vector<FixedKey<16>> ids;
  for (; at_->Valid() && ids.size() < records_at_once; step())
    if (at_->key().size() == 24) ids.push_back(key_of(id_of(at_->key().data() + 8)));
  check_read(at_->status());
  std::vector<Alert> alerts;
  alerts.reserve(ids.size());
  for (const auto& record : look_up(database_, Family::alert, ids, options_)) {
    if (record.empty()) continue;
    if (!decode({record.data(), record.size()}, alerts.emplace_back()))
      throw StoreReadFailed("the record of an alert is damaged: stop, and restore a backup");
  }
  return alerts;
}

}  // namespace tocsin::storage
