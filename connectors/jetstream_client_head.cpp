#include "connectors/jetstream_client_head.h"

#include <string>

#include <simdjson.h>
#include <xxhash.h>

#include "engine/bounds.h"

namespace tocsin {
namespace {

namespace json = simdjson::ondemand;

struct Parts {
  std::string_view did, kind, collection, rkey, rev, operation, seq;
};

void read_commit(json::object commit, Parts& parts) {
  for (auto field : commit) {
    std::string_view key;
    if (field.unescaped_key().get(key)) return;
    std::string_view* into = key == "rev"          ? &parts.rev
                             : key == "operation"  ? &parts.operation
                             : key == "collection" ? &parts.collection
                             : key == "rkey"       ? &parts.rkey
                                                   : nullptr;
    if (into != nullptr && field.value().get_string().get(*into)) return;
    if (!parts.rev.empty() && !parts.operation.empty() && !parts.collection.empty() &&
        !parts.rkey.empty())
      return;
  }
}

void read_seq(json::object about, Parts& parts) {
  for (auto field : about) {
    std::string_view key;
    if (field.unescaped_key().get(key)) return;
    if (key != "seq") continue;
    parts.seq = field.value().raw_json_token();
    return;
  }
}

std::uint64_t key_of(const Parts& parts) {
  const bool commit = !parts.rev.empty() && !parts.rkey.empty() && !parts.collection.empty();
  if (parts.did.empty() || (!commit && parts.seq.empty())) return 0;
  std::string all;
  for (const auto part :
       {parts.did, parts.kind, parts.collection, parts.rkey, parts.rev, parts.operation, parts.seq})
    all.append(part).push_back('\0');
  return XXH3_64bits(all.data(), all.size());
}

}  // namespace

struct JetstreamHeadReader::Parser {
  json::parser parser;
};

JetstreamHeadReader::JetstreamHeadReader() : parser_(std::make_unique<Parser>()) {}
JetstreamHeadReader::~JetstreamHeadReader() = default;

JetstreamHead JetstreamHeadReader::read(std::string_view frame) {
  JetstreamHead head;
  Parts parts;
  json::document document;
  json::object event;
  const simdjson::padded_string_view padded(frame.data(), frame.size(),
                                            frame.size() + bounds::padding);
  if (parser_->parser.iterate(padded).get(document) || document.get_object().get(event))
    return head;
  for (auto field : event) {
    std::string_view key;
    if (field.unescaped_key().get(key)) break;
    json::object inner;
    if (key == "did") {
      if (field.value().get_string().get(parts.did)) break;
    } else if (key == "time_us") {
      if (field.value().get_int64().get(head.time_us)) break;
    } else if (key == "kind") {
      if (field.value().get_string().get(parts.kind)) break;
    } else if (key == "commit" || key == "account" || key == "identity") {
      if (field.value().get_object().get(inner)) break;
      key == "commit" ? read_commit(inner, parts) : read_seq(inner, parts);
      if (head.time_us != 0 && !parts.did.empty()) break;
    }
  }
  head.key = key_of(parts);
  return head;
}

}  // namespace tocsin
