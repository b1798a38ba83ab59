#include "connectors/bluesky_sender.h"

#include <array>
#include <utility>
#include <vector>

#include <simdjson.h>

#include "connectors/platform_words.h"
#include "engine/desk/reply_text.h"
#include "engine/json_writer.h"

namespace tocsin {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view collection = "app.bsky.feed.post";

/// A text of an answer, by its path; empty: there is none.
std::string text_at(const std::string& json, std::string_view pointer) {
  dom::parser parser;
  dom::element root;
  std::string_view text;
  if (parser.parse(json).get(root) != simdjson::SUCCESS) return {};
  if (root.at_pointer(pointer).get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

std::string said_by(const PlatformAnswer& answer) {
  if (answer.reached != Reached::answered) return answer.error;
  auto text = text_at(answer.body, "/message");
  if (text.empty()) text = text_at(answer.body, "/error");
  return "Bluesky answers " + std::to_string(answer.status) + (text.empty() ? "" : ": " + text);
}

bool is_fault(const PlatformAnswer& answer, std::string_view name) {
  return answer.reached == Reached::answered && answer.status >= 400 &&
         text_at(answer.body, "/error") == name;
}

bool token_is_stale(const PlatformAnswer& answer) {
  return is_fault(answer, "ExpiredToken") || is_fault(answer, "InvalidToken") ||
         is_fault(answer, "AuthMissing") || is_fault(answer, "AuthenticationRequired");
}

/// What a request means that changes nothing on the other side.
DeliveryReport before_sending(const PlatformAnswer& answer) {
  DeliveryReport report;
  report.why = said_by(answer);
  const bool hopeless = answer.reached == Reached::answered && answer.status < 500 &&
                        answer.status != 429 && !is_fault(answer, "ExpiredToken") &&
                        !is_fault(answer, "InvalidToken");
  report.delivery = hopeless ? Delivery::refused : Delivery::not_now;
  report.after = answer.retry_after;
  return report;
}

struct AtUri {
  std::string repo, collection, rkey;
};
std::optional<AtUri> read_at_uri(std::string_view text) {
  if (!text.starts_with("at://")) return std::nullopt;
  text.remove_prefix(5);
  const auto first = text.find('/');
  const auto second = first == text.npos ? first : text.find('/', first + 1);
  if (second == text.npos) return std::nullopt;
  return AtUri{std::string(text.substr(0, first)),
               std::string(text.substr(first + 1, second - first - 1)),
               std::string(text.substr(second + 1))};
}

std::string get_record_path(const AtUri& at) {
  return "/xrpc/com.atproto.repo.getRecord?repo=" + url_encoded(at.repo) +
         "&collection=" + url_encoded(at.collection) + "&rkey=" + url_encoded(at.rkey);
}

void write_ref(JsonWriter& json, std::string_view name, const std::string& uri,
               const std::string& cid) {
  json.key(name).begin_object().field("uri", uri).field("cid", cid).end_object();
}

}  // namespace

BlueskySender::BlueskySender(Options options)
    : options_(std::move(options)),
      call_(options_.service, options_.ca_file, options_.destination) {}

BlueskySender::~BlueskySender() {
  for (auto* secret : {&options_.password, &access_, &refresh_, &access_before_, &refresh_before_})
    secret->assign(secret->size(), 0);
}

std::optional<DeliveryReport> BlueskySender::sign_in() {
  if (!access_.empty()) return std::nullopt;
  std::string body;
  JsonWriter(body)
      .begin_object()
      .field("identifier", options_.handle)
      .field("password", options_.password)
      .end_object();
  const auto answer = call_.call("/xrpc/com.atproto.server.createSession", body, {});
  if (answer.reached != Reached::answered || answer.status != 200) {
    auto report = before_sending(answer);
    report.why = "signing in as " + options_.handle + ": " + report.why;
    return report;
  }
  did_ = text_at(answer.body, "/did");
  access_ = text_at(answer.body, "/accessJwt");
  refresh_ = text_at(answer.body, "/refreshJwt");
  if (!did_.empty() && !access_.empty()) return std::nullopt;
  access_.clear();
  return DeliveryReport{Delivery::not_now, {}, {}, "Bluesky's session has no token", {}};
}

bool BlueskySender::refresh() {
  access_before_ = std::exchange(access_, {});
  if (refresh_.empty()) return false;
  const auto answer = call_.call("/xrpc/com.atproto.server.refreshSession", std::string_view(),
                                 {"Authorization: Bearer " + refresh_});
  refresh_before_ = std::exchange(refresh_, {});
  if (answer.reached != Reached::answered || answer.status != 200) return false;
  access_ = text_at(answer.body, "/accessJwt");
  refresh_ = text_at(answer.body, "/refreshJwt");
  return !access_.empty();
}

/// With the session; where its token is stale, which is told before anything is done, with a new
/// one.
PlatformAnswer BlueskySender::asked(std::string_view path, std::optional<std::string_view> body) {
  auto answer = call_.call(path, body, {"Authorization: Bearer " + access_});
  if (!token_is_stale(answer)) return answer;
  if (!refresh() && sign_in()) return answer;
  return call_.call(path, body, {"Authorization: Bearer " + access_});
}

/// Links, and accounts that there are. Offsets are bytes, as atproto wants them.
std::string BlueskySender::facets_of(std::string_view text) {
  std::string facets;
  JsonWriter json(facets);
  json.begin_array();
  for (const auto& part : links_and_mentions(text)) {
    const auto said = text.substr(part.begin, part.end - part.begin);
    std::string did;
    if (!part.link) {
      const auto answer = asked(
          "/xrpc/com.atproto.identity.resolveHandle?handle=" + url_encoded(said.substr(1)), {});
      if (answer.status == 200) did = text_at(answer.body, "/did");
      if (did.empty()) continue;
    }
    json.begin_object().key("index").begin_object();
    json.field("byteStart", part.begin).field("byteEnd", part.end).end_object();
    json.key("features").begin_array().begin_object();
    if (part.link)
      json.field("$type", "app.bsky.richtext.facet#link").field("uri", said);
    else
      json.field("$type", "app.bsky.richtext.facet#mention").field("did", did);
    json.end_object().end_array().end_object();
  }
  json.end_array();
  return facets;
}

std::expected<std::string, DeliveryReport> BlueskySender::record_of(const Letter& letter) {
  const auto at = read_at_uri(letter.to);
  if (!at)
    return std::unexpected(
        DeliveryReport{Delivery::refused, {}, {}, "the post has no at:// address", {}});
  const auto answer = asked(get_record_path(*at), {});
  if (is_fault(answer, "RecordNotFound"))
    return std::unexpected(
        DeliveryReport{Delivery::refused, {}, {}, "the post is gone from Bluesky", {}});
  if (answer.reached != Reached::answered || answer.status != 200)
    return std::unexpected(before_sending(answer));
  const auto uri = text_at(answer.body, "/uri");
  const auto cid = text_at(answer.body, "/cid");
  auto root_uri = text_at(answer.body, "/value/reply/root/uri");
  auto root_cid = text_at(answer.body, "/value/reply/root/cid");
  if (root_uri.empty() || root_cid.empty()) {
    root_uri = uri;
    root_cid = cid;
  }
  const auto facets = facets_of(letter.text);
  std::string body;
  JsonWriter json(body);
  json.begin_object().field("repo", did_).field("collection", collection);
  json.field("rkey", letter.key).key("record").begin_object();
  json.field("$type", collection).field("text", letter.text).field("createdAt", letter.written);
  if (facets != "[]") json.key("facets").raw(facets);
  json.key("reply").begin_object();
  write_ref(json, "root", root_uri, root_cid);
  write_ref(json, "parent", uri, cid);
  json.end_object().end_object().end_object();
  return body;
}

DeliveryReport BlueskySender::sent(const Letter& letter) const {
  return {Delivery::sent,
          "at://" + did_ + '/' + std::string(collection) + '/' + letter.key,
          "https://bsky.app/profile/" + did_ + "/post/" + letter.key,
          {},
          {}};
}

DeliveryReport BlueskySender::presentable(DeliveryReport report) const {
  const std::array secrets{options_.password, access_, refresh_, access_before_, refresh_before_};
  report.why = readable(std::move(report.why), secrets);
  return report;
}

DeliveryReport BlueskySender::send(const Letter& letter) {
  return presentable(deliver(letter));
}

DeliveryReport BlueskySender::look_for(const Letter& letter) {
  return presentable(look(letter));
}

DeliveryReport BlueskySender::deliver(const Letter& letter) {
  if (auto no = sign_in()) return *no;
  const auto record = record_of(letter);
  if (!record) return record.error();
  if (access_.empty())
    return {Delivery::not_now, {}, {}, "the session ended before anything was sent", {}};
  const auto answer = asked("/xrpc/com.atproto.repo.putRecord", *record);
  if (answer.reached == Reached::not_sent) return before_sending(answer);
  if (answer.reached == Reached::unknown || answer.status >= 500)
    return {Delivery::unknown, {}, {}, said_by(answer), {}};
  if (answer.status == 200) return sent(letter);
  return before_sending(answer);
}

DeliveryReport BlueskySender::look(const Letter& letter) {
  if (const auto no = sign_in()) return {Delivery::unknown, {}, {}, no->why, {}};
  const auto answer = asked(get_record_path({did_, std::string(collection), letter.key}), {});
  if (answer.reached == Reached::answered && answer.status == 200) return sent(letter);
  if (is_fault(answer, "RecordNotFound")) return {Delivery::absent, {}, {}, {}, {}};
  return {Delivery::unknown, {}, {}, said_by(answer), {}};
}

}  // namespace tocsin
