#include "tools/traffic/jetstream_frame.h"

#include <array>
#include <charconv>

#include "engine/json_writer.h"

namespace tocsin::tools {
namespace {

constexpr std::string_view posts_collection = "app.bsky.feed.post";
constexpr std::string_view base32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view sortable32 = "234567abcdefghijklmnopqrstuvwxyz";

void append_number(std::string& out, std::int64_t n) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr;
  out.append(digits.data(), end);
}

void append_base32(std::string& out, std::uint64_t bits, int characters) {
  for (int i = 0; i < characters; ++i, bits >>= 5) out += base32[bits & 31];
}

void append_ref(std::string& out, const PostRef& ref) {
  out += R"({"cid":")";
  out += ref.cid;
  out += R"(","uri":")";
  out += ref.uri;
  out += R"("})";
}

}  // namespace

std::string made_up_did(std::uint64_t number) {
  std::string did = "did:plc:";
  append_base32(did, SeededRandom::mix(number * 2 + 1), 12);
  append_base32(did, SeededRandom::mix(number * 2 + 0x7f4a7c15), 12);
  return did;
}

std::string post_uri(std::string_view did, std::string_view rkey) {
  std::string uri = "at://";
  uri.append(did).append("/").append(posts_collection).append("/").append(rkey);
  return uri;
}

void JetstreamFrames::add_cid(std::string& out) {
  out += "bafyrei";
  append_base32(out, random_.next(), 12);
  append_base32(out, random_.next(), 12);
  append_base32(out, random_.next(), 12);
  append_base32(out, random_.next(), 12);
  append_base32(out, random_.next(), 4);
}

void JetstreamFrames::add_tid(std::string& out, Instant at) {
  const std::uint64_t tid = (static_cast<std::uint64_t>(us_of(at)) << 10) | (random_.next() & 1023);
  for (int shift = 60; shift >= 0; shift -= 5) out += sortable32[(tid >> shift) & 31];
}

std::string JetstreamFrames::new_rkey(Instant at) {
  std::string rkey;
  add_tid(rkey, at);
  return rkey;
}

std::string JetstreamFrames::new_cid() {
  std::string cid;
  add_cid(cid);
  return cid;
}

void JetstreamFrames::head(std::string& out, Instant at, std::string_view did,
                           std::string_view kind) {
  out.assign(R"({"did":")");
  out += did;
  out += R"(","time_us":)";
  append_number(out, us_of(at));
  out += R"(,"kind":")";
  out += kind;
  out += '"';
}

void JetstreamFrames::commit(std::string& out, Instant at, std::string_view did,
                             std::string_view operation, std::string_view collection,
                             std::string_view rkey) {
  head(out, at, did, "commit");
  out += R"(,"commit":{"rev":")";
  add_tid(out, at);
  out += R"(","operation":")";
  out += operation;
  out += R"(","collection":")";
  out += collection;
  out += R"(","rkey":")";
  out += rkey;
  out += '"';
}

void JetstreamFrames::begin_record(std::string& out, Instant at, std::string_view collection) {
  out += R"(,"record":{"$type":")";
  out += collection;
  out += R"(","createdAt":")";
  append_rfc3339(out, at - Micros{static_cast<std::int64_t>(random_.under(900'000))});
  out += '"';
}

void JetstreamFrames::end_record(std::string& out, std::string_view cid) {
  out += R"(},"cid":")";
  if (cid.empty())
    add_cid(out);
  else
    out += cid;
  out += R"("}})";
}

void JetstreamFrames::post(std::string& out, Instant at, const PostDraft& draft) {
  commit(out, at, draft.did, draft.edited ? "update" : "create", posts_collection, draft.rkey);
  begin_record(out, at, posts_collection);
  embed(out, draft);
  facets(out, draft.text);
  if (!draft.lang.empty()) {
    out += R"(,"langs":[")";
    out += draft.lang;
    out += R"("])";
  }
  if (draft.root != nullptr && draft.parent != nullptr) {
    out += R"(,"reply":{"parent":)";
    append_ref(out, *draft.parent);
    out += R"(,"root":)";
    append_ref(out, *draft.root);
    out += '}';
  }
  out += R"(,"text":)";
  append_json_string(out, draft.text);
  end_record(out, draft.cid);
}

void JetstreamFrames::post_deleted(std::string& out, Instant at, std::string_view did,
                                   std::string_view rkey) {
  commit(out, at, did, "delete", posts_collection, rkey);
  out += "}}";
}

void JetstreamFrames::points_at_post(std::string& out, Instant at, std::string_view did,
                                     std::string_view collection, const PostRef& subject) {
  commit(out, at, did, "create", collection, new_rkey(at));
  begin_record(out, at, collection);
  out += R"(,"subject":)";
  append_ref(out, subject);
  end_record(out, {});
}

void JetstreamFrames::points_at_account(std::string& out, Instant at, std::string_view did,
                                        std::string_view collection, std::string_view subject) {
  commit(out, at, did, "create", collection, new_rkey(at));
  begin_record(out, at, collection);
  out += R"(,"subject":")";
  out += subject;
  out += '"';
  end_record(out, {});
}

void JetstreamFrames::record_deleted(std::string& out, Instant at, std::string_view did,
                                     std::string_view collection) {
  commit(out, at, did, "delete", collection, new_rkey(at));
  out += "}}";
}

void JetstreamFrames::profile(std::string& out, Instant at, std::string_view did,
                              std::string_view name) {
  commit(out, at, did, "update", "app.bsky.actor.profile", "self");
  begin_record(out, at, "app.bsky.actor.profile");
  out += R"(,"description":"","displayName":)";
  append_json_string(out, name);
  end_record(out, {});
}

void JetstreamFrames::notice(std::string& out, Instant at, std::string_view did,
                             std::string_view kind, std::string_view first_field) {
  head(out, at, did, kind);
  out += ",\"";
  out += kind;
  out += "\":{";
  out += first_field;
  out += R"("did":")";
  out += did;
  out += '"';
}

void JetstreamFrames::identity(std::string& out, Instant at, std::string_view did,
                               std::string_view handle) {
  notice(out, at, did, "identity", {});
  out += R"(,"handle":")";
  out += handle;
  out += '"';
  end_notice(out, at);
}

void JetstreamFrames::account(std::string& out, Instant at, std::string_view did,
                              std::string_view status) {
  notice(out, at, did, "account", status.empty() ? "\"active\":true," : "\"active\":false,");
  if (!status.empty()) {
    out += R"(,"status":")";
    out += status;
    out += '"';
  }
  end_notice(out, at);
}

void JetstreamFrames::end_notice(std::string& out, Instant at) {
  out += R"(,"seq":)";
  append_number(out, static_cast<std::int64_t>(++sequence_));
  out += R"(,"time":")";
  append_rfc3339(out, at);
  out += R"("}})";
}

}  // namespace tocsin::tools
