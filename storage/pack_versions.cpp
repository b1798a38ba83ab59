#include "engine/workshop/workshop_changes.h"
#include "storage/decode.h"
#include "storage/decode_parts.h"
#include "storage/encode.h"
#include "storage/encode_parts.h"
#include "storage/keys.h"
#include "storage/rocks_store_parts.h"
#include "storage/store_errors.h"

/// The texts that packs had: their records, and reading them.
namespace tocsin {
namespace storage {

void encode(const PackVersion& v, std::string& out) {
  using P = proto::PackVersion;
  out.clear();
  WireWriter w(out);
  w.signed_number(P::kAtUsFieldNumber, us_of(v.at));
  w.text(P::kPackFieldNumber, v.pack);
  w.number(P::kNumberFieldNumber, v.number);
  w.signed_number(P::kVersionFieldNumber, v.version);
  w.text(P::kUserFieldNumber, v.by.user);
  w.text(P::kNameFieldNumber, v.by.name);
  w.text(P::kWhyFieldNumber, v.why);
  w.text(P::kEtagFieldNumber, v.etag);
  w.text(P::kTextFieldNumber, v.text);
  w.text(P::kRuleFieldNumber, v.rule);
  w.text(P::kStatusFieldNumber, v.status);
}

bool decode(std::string_view bytes, PackVersion& v) {
  google::protobuf::Arena arena;
  const auto* parsed = parse<proto::PackVersion>(bytes, arena);
  if (parsed == nullptr) return false;
  v = {};
  v.at = instant_from_us(parsed->at_us());
  v.pack = parsed->pack();
  v.number = parsed->number();
  v.version = parsed->version();
  v.by = {parsed->user(), parsed->name()};
  v.why = parsed->why();
  v.etag = parsed->etag();
  v.text = parsed->text();
  v.rule = parsed->rule();
  v.status = parsed->status();
  return true;
}

}  // namespace storage

std::vector<PackVersion> RocksStore::pack_versions(std::string_view pack) const {
  using namespace storage;
  const Reading reading(parts_->gate, parts_->database);
  const std::unique_ptr<rocksdb::Iterator> at(
      reading.database().db().NewIterator({}, reading.database().in(Family::pack_version)));
  const std::string from = pack_version_key(pack, 0);
  const std::string_view name(from.data(), pack.size() + 1);
  std::vector<PackVersion> found;
  for (at->Seek(from); at->Valid() && at->key().starts_with({name.data(), name.size()}); at->Next())
    if (!decode({at->value().data(), at->value().size()}, found.emplace_back()))
      throw StoreReadFailed("a pack's version in the store is damaged: stop, and restore a backup");
  check_read(at->status());
  return found;
}

}  // namespace tocsin
