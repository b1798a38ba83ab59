#include "storage/decode.h"
#include "storage/keys.h"
#include "storage/rocks_store_parts.h"
#include "storage/rollup_merge.h"
#include "storage/store_errors.h"

namespace tocsin {
using namespace storage;
namespace {

[[noreturn]] void damaged(Family family) {
  throw StoreReadFailed("a record of `" + std::string(name_of(family)) +
                        "` in the store is damaged: stop, and restore a backup");
}

/// A record that was read, or nothing; throws where it is damaged.
template <class Noun, class... Key>
std::optional<Noun> read(Family family, const std::optional<std::string>& bytes, Key... key) {
  if (!bytes) return std::nullopt;
  std::optional<Noun> noun(std::in_place);
  if (!decode(*bytes, key..., *noun)) damaged(family);
  return noun;
}

std::string_view view(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

/// Scans read a block once: they do not push out of the cache what is asked for by key.
rocksdb::ReadOptions for_scan(rocksdb::ReadOptions options) {
  options.fill_cache = false;
  options.readahead_size = 1 << 20;
  return options;
}

std::unique_ptr<rocksdb::Iterator> scan(const Database& database, Family family,
                                        const rocksdb::ReadOptions& options) {
  return std::unique_ptr<rocksdb::Iterator>(
      database.db().NewIterator(for_scan(options), database.in(family)));
}

}  // namespace

std::optional<KeptPost> RocksStore::post(PostKey key) const {
  const Reading reading(parts_->gate, parts_->database);
  const auto bytes = reading.database().get(Family::post, key_of(key).slice());
  if (bytes && parts_->shared.cutoffs->expired(Family::post, *bytes)) return std::nullopt;
  return read<KeptPost>(Family::post, bytes);
}

std::optional<AuthorState> RocksStore::author(AuthorKey key) const {
  const Reading reading(parts_->gate, parts_->database);
  const auto bytes = reading.database().get(Family::author, key_of(key).slice());
  return read<AuthorState>(Family::author, bytes, key);
}

std::optional<Case> RocksStore::find_case(CaseId id) const {
  const Reading reading(parts_->gate, parts_->database);
  return read<Case>(Family::cases, reading.database().get(Family::cases, key_of(id).slice()));
}

std::optional<Alert> RocksStore::alert(AlertId id) const {
  const Reading reading(parts_->gate, parts_->database);
  return read<Alert>(Family::alert, reading.database().get(Family::alert, key_of(id).slice()));
}

std::vector<std::optional<KeptPost>> RocksStore::posts(std::span<const PostKey> keys) const {
  const Reading reading(parts_->gate, parts_->database);
  std::vector<FixedKey<8>> bytes;
  bytes.reserve(keys.size());
  for (const PostKey key : keys) bytes.push_back(key_of(key));
  std::vector<rocksdb::Slice> slices;
  slices.reserve(keys.size());
  for (const auto& key : bytes) slices.push_back(key.slice());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  reading.database().db().MultiGet({}, reading.database().in(Family::post), slices.size(),
                                   slices.data(), values.data(), statuses.data());
  std::vector<std::optional<KeptPost>> found(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    check_read(statuses[i]);
    if (parts_->shared.cutoffs->expired(Family::post, values[i])) continue;
    if (!decode(view(values[i]), found[i].emplace())) damaged(Family::post);
  }
  return found;
}

void RocksStore::each_post_key(const std::function<void(PostKey)>& visit) const {
  const Reading reading(parts_->gate, parts_->database);
  const auto at = scan(reading.database(), Family::post, {});
  for (at->SeekToFirst(); at->Valid(); at->Next()) visit(PostKey{number_of(at->key())});
  check_read(at->status());
}

void RocksStore::each_case_id(const std::function<void(CaseId)>& visit) const {
  const Reading reading(parts_->gate, parts_->database);
  const auto at = scan(reading.database(), Family::cases, {});
  for (at->SeekToFirst(); at->Valid(); at->Next()) visit(CaseId{id_of(at->key().data())});
  check_read(at->status());
}

void RocksStore::each_post(Instant since, const std::function<bool(const KeptPost&)>& visit) const {
  const Reading reading(parts_->gate, parts_->database);
  const auto at = scan(reading.database(), Family::post, {});
  const Instant from = std::max(since, parts_->shared.cutoffs->of(Family::post));
  KeptPost kept;
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    if (const auto seen = aged_from(at->value()); seen && *seen < from) continue;
    if (!decode(view(at->value()), kept)) damaged(Family::post);
    if (!visit(kept)) return;
  }
  check_read(at->status());
}

void RocksStore::each_dead_letter(const std::function<void(const DeadLetter&)>& visit) const {
  const Reading reading(parts_->gate, parts_->database);
  const auto at = scan(reading.database(), Family::dead_letter, {});
  DeadLetter letter;
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    if (!decode(view(at->value()), letter)) damaged(Family::dead_letter);
    visit(letter);
  }
  check_read(at->status());
}

std::vector<Event> RocksStore::events(std::uint64_t since, std::size_t most) const {
  std::vector<Event> found;
  if (since >= parts_->last_seq || most == 0) return found;
  const Reading reading(parts_->gate, parts_->database);
  const std::unique_ptr<rocksdb::Iterator> at(
      reading.database().db().NewIterator({}, reading.database().in(Family::feed)));
  for (at->Seek(key_of(since + 1).slice()); at->Valid() && found.size() < most; at->Next())
    if (!decode(view(at->value()), number_of(at->key()), found.emplace_back()))
      damaged(Family::feed);
  check_read(at->status());
  return found;
}

std::string RocksStore::cursor(std::string_view source_name) const {
  const Reading reading(parts_->gate, parts_->database);
  const rocksdb::Slice key(source_name.data(), source_name.size());
  return reading.database().get(Family::cursor, key).value_or("");
}

std::optional<std::string> RocksStore::meta(std::string_view key) const {
  const Reading reading(parts_->gate, parts_->database);
  return reading.database().get(Family::meta, std::string(engine_prefix) += key);
}

void RocksStore::each_meta(
    std::string_view prefix,
    const std::function<void(std::string_view key, std::string_view value)>& visit) const {
  const Reading reading(parts_->gate, parts_->database);
  const std::string from = std::string(engine_prefix) += prefix;
  const auto at = scan(reading.database(), Family::meta, {});
  for (at->Seek(from); at->Valid() && at->key().starts_with(from); at->Next())
    visit(view(at->key()).substr(engine_prefix.size()), view(at->value()));
  check_read(at->status());
}

std::vector<PostKey> RocksStore::posts_of(AuthorKey author) const {
  const Reading reading(parts_->gate, parts_->database);
  const auto prefix = key_of(author);
  const std::unique_ptr<rocksdb::Iterator> at(
      reading.database().db().NewIterator({}, reading.database().in(Family::author_post)));
  std::vector<PostKey> posts;
  for (at->Seek(prefix.slice()); at->Valid() && at->key().starts_with(prefix.slice()); at->Next())
    if (at->key().size() == 16 &&
        !parts_->shared.cutoffs->expired(Family::author_post, at->value()))
      posts.push_back(PostKey{get_big_endian(at->key().data() + 8)});
  check_read(at->status());
  return posts;
}

std::vector<RollupAdd> RocksStore::rollups(std::int64_t from_hour, std::int64_t to_hour) const {
  const Reading reading(parts_->gate, parts_->database);
  const auto at = scan(reading.database(), Family::rollup, {});
  const auto end = rollup_key(to_hour);
  std::vector<RollupAdd> found;
  for (at->Seek(rollup_key(from_hour).slice()); at->Valid() && at->key().compare(end.slice()) < 0;
       at->Next())
    if (!decode_rollups(at->value(), hour_of(at->key()), found)) damaged(Family::rollup);
  check_read(at->status());
  return found;
}

}  // namespace tocsin
