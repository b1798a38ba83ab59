#include <algorithm>
#include <array>

#include <sodium.h>

#include "storage/audit_chain.h"
#include "storage/keys.h"
#include "storage/people_records.h"
#include "storage/rocks_store_parts.h"
#include "storage/store_errors.h"

namespace tocsin {
using namespace storage;
namespace {

using Cursor = std::unique_ptr<rocksdb::Iterator>;

Cursor cursor_in(const Database& database, Family family,
                 const rocksdb::ReadOptions& options = {}) {
  return Cursor(database.db().NewIterator(options, database.in(family)));
}

std::string_view view(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

template <class Noun>
Noun read_record(const rocksdb::Slice& value, const char* what) {
  Noun noun;
  if (!decode(view(value), noun))
    throw StoreReadFailed(std::string("the record of ") + what +
                          " is damaged: stop, and restore a backup");
  return noun;
}

template <class Noun>
void each(const Database& database, Family family, const char* what,
          const std::function<void(const Noun&)>& visit) {
  const auto at = cursor_in(database, family);
  for (at->SeekToFirst(); at->Valid(); at->Next()) visit(read_record<Noun>(at->value(), what));
  check_read(at->status());
}

ChainEnd end_at(const Database& database, std::string_view key) {
  return chain_end(
      database.get(Family::meta, rocksdb::Slice(key.data(), key.size())).value_or(std::string()));
}

std::string hex_of(const ChainLink& link) {
  std::array<char, 65> hex{};
  sodium_bin2hex(hex.data(), hex.size(), link.data(), link.size());
  return hex.data();
}

/// Walks along the chain from where retention has cut it.
class ChainWalk {
 public:
  explicit ChainWalk(const ChainEnd& anchor) : before_(anchor) {}

  /// What is wrong with the entry that stands next; empty: nothing.
  std::string look_at(std::uint64_t seq, std::string_view value) {
    const std::uint64_t expected = before_.seq + 1;
    if (seq != expected) return "entry " + std::to_string(expected) + " is missing";
    const auto linked = without_link(value);
    if (!linked || chain_link(before_.link, seq, linked->record) != linked->link)
      return "it is not what was written, or the one before it is not";
    before_ = {seq, linked->link};
    return {};
  }
  const ChainEnd& reached() const { return before_; }

 private:
  ChainEnd before_;
};

}  // namespace

void RocksStore::each_user(const std::function<void(const User&)>& visit) const {
  const Reading reading(parts_->gate, parts_->database);
  each<User>(reading.database(), Family::user, "a user", visit);
}

void RocksStore::each_session(const std::function<void(const Session&)>& visit) const {
  const Reading reading(parts_->gate, parts_->database);
  each<Session>(reading.database(), Family::session, "a session", visit);
}

void RocksStore::each_token(const std::function<void(const ApiToken&)>& visit) const {
  const Reading reading(parts_->gate, parts_->database);
  each<ApiToken>(reading.database(), Family::token, "a token", visit);
}

std::vector<AuditLine> RocksStore::audit(std::uint64_t before, std::size_t most) const {
  const Reading reading(parts_->gate, parts_->database);
  const auto at = cursor_in(reading.database(), Family::audit);
  before == 0 ? at->SeekToLast() : at->SeekForPrev(key_of(before - 1).slice());
  std::vector<AuditLine> lines;
  for (; at->Valid() && lines.size() < most; at->Prev())
    lines.push_back({number_of(at->key()), read_record<AuditEntry>(at->value(), "an audit entry")});
  check_read(at->status());
  return lines;
}

AuditVerdict RocksStore::verify_audit() const {
  Reading reading(parts_->gate, parts_->database);
  const auto options = reading.at_one_moment();
  const Database& database = reading.database();
  ChainWalk walk(end_at(database, audit_anchor_key));
  AuditVerdict verdict;
  const auto at = cursor_in(database, Family::audit, options);
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    const std::uint64_t seq = number_of(at->key());
    if (verdict.first == 0) verdict.first = seq;
    verdict.why = walk.look_at(seq, view(at->value()));
    if (!verdict.why.empty()) {
      verdict.broken = walk.reached().seq + 1;
      return verdict;
    }
    verdict.last = seq;
  }
  check_read(at->status());
  const ChainEnd head = end_at(database, audit_head_key);
  verdict.head = hex_of(walk.reached().link);
  if (head.seq > walk.reached().seq) {
    verdict.broken = walk.reached().seq + 1;
    verdict.why = "entries up to " + std::to_string(head.seq) + " were written and are missing";
  } else if (head.link != walk.reached().link) {
    verdict.broken = walk.reached().seq;
    verdict.why = "it is not the one that was written last";
  }
  return verdict;
}

}  // namespace tocsin
