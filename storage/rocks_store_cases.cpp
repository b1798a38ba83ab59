#include <algorithm>

#include "storage/alert_order.h"
#include "storage/decode.h"
#include "storage/rocks_store_parts.h"

namespace tocsin {
using namespace storage;
namespace {

bool wanted(const std::vector<std::string>& any_of, const std::string& value) {
  return any_of.empty() || std::ranges::find(any_of, value) != any_of.end();
}

bool matches(const Case& c, const CaseQuery& query) {
  const bool open = c.alert_count > 0 && !is_ended(c.alert_state);
  return wanted(query.brands, c.brand) && wanted(query.sources, c.source) &&
         (!query.open || *query.open == open);
}

Case case_in(const rocksdb::Slice& record) {
  Case c;
  if (!decode({record.data(), record.size()}, c))
    throw StoreReadFailed("the record of a case is damaged: stop, and restore a backup");
  return c;
}

/// One page of cases. A case stands where its first alert was raised: that never changes, so that
/// whoever goes from page to page meets each once, whatever happens meanwhile. Behind all of them
/// stand those whose first alert is not kept (taken out of another case without a finding, or
/// older than alerts are kept), by id.
class CasePage {
 public:
  CasePage(const Database& database, const rocksdb::ReadOptions& options, const CaseQuery& query)
      : database_(database), options_(options), query_(query), order_(database, options) {}

  std::vector<Case> read() && {
    const auto before = query_.after ? raised(*query_.after) : UINT64_MAX;
    if (before) newest_first(*before);
    if (!is_full()) the_rest(before ? std::nullopt : query_.after);
    return std::move(found_);
  }

 private:
  bool is_full() const { return found_.size() >= query_.limit; }

  /// When the case's first alert was raised; nothing where that is not kept.
  std::optional<std::uint64_t> raised(CaseId id) const {
    const std::vector keys{key_of(alert_id(id, 1))};
    const auto records = look_up(database_, Family::alert, keys, options_);
    Alert first;
    if (records[0].empty() || !decode({records[0].data(), records[0].size()}, first))
      return std::nullopt;
    return first.raised_seq;
  }

  void newest_first(std::uint64_t before) {
    order_.to_before(before);
    while (!is_full() && !order_.is_over()) {
      std::vector<FixedKey<16>> keys;
      for (const Alert& a : order_.older())
        if (a.number == 1 && wanted(query_.brands, a.brand) && wanted(query_.sources, a.source))
          keys.push_back(key_of(a.owner_case));
      for (const auto& record : look_up(database_, Family::cases, keys, options_))
        if (!record.empty()) take(case_in(record));
    }
  }

  void the_rest(std::optional<CaseId> after) {
    const std::unique_ptr<rocksdb::Iterator> at(
        database_.db().NewIterator(options_, database_.in(Family::cases)));
    at->Seek(key_of(after.value_or(CaseId{})).slice());
    while (!is_full() && at->Valid()) {
      std::vector<Case> some;
      std::vector<FixedKey<16>> firsts;
      for (; at->Valid() && some.size() < records_at_once; at->Next()) {
        if (after && at->key() == key_of(*after).slice()) continue;
        auto c = case_in(at->value());
        if (!matches(c, query_)) continue;
        firsts.push_back(key_of(alert_id(c.id, 1)));
        some.push_back(std::move(c));
      }
      const auto kept = look_up(database_, Family::alert, firsts, options_);
      for (std::size_t i = 0; i < some.size(); ++i)
        if (kept[i].empty()) take(std::move(some[i]));
    }
    check_read(at->status());
  }

  void take(Case c) {
    if (!is_full() && matches(c, query_)) found_.push_back(std::move(c));
  }

  const Database& database_;
  const rocksdb::ReadOptions options_;
  const CaseQuery& query_;
  AlertOrder order_;
  std::vector<Case> found_;
};

}  // namespace

std::vector<Case> RocksStore::cases(const CaseQuery& query) const {
  Reading reading(parts_->gate, parts_->database);
  const rocksdb::ReadOptions options = reading.at_one_moment();
  return CasePage(reading.database(), options, query).read();
}

}  // namespace tocsin
