#include "connectors/mastodon_sender.h"

#include <algorithm>
#include <cctype>

#include <simdjson.h>

#include "connectors/platform_words.h"
#include "engine/json_writer.h"

namespace tocsin {
namespace {

namespace dom = simdjson::dom;

std::string text_of(dom::element in, std::string_view name) {
  std::string_view text;
  return in[name].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::string said_by(const PlatformAnswer& answer) {
  if (answer.reached != Reached::answered) return answer.error;
  dom::parser parser;
  dom::element root;
  std::string text;
  if (parser.parse(answer.body).get(root) == simdjson::SUCCESS) text = text_of(root, "error");
  return "Mastodon answers " + std::to_string(answer.status) + (text.empty() ? "" : ": " + text);
}

DeliveryReport not_there(const PlatformAnswer& answer) {
  const bool hopeless = answer.reached == Reached::answered && answer.status < 500 &&
                        answer.status != 429 && answer.status != 408;
  return {hopeless ? Delivery::refused : Delivery::not_now,
          {},
          {},
          said_by(answer),
          answer.retry_after};
}

/// Letters and digits of ASCII, and what is no ASCII: the same of a text and of the HTML that an
/// instance makes of it, but for links, of which it hides parts, and its entities.
std::string bare(std::string_view text) {
  std::string out;
  bool tag = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '<') tag = true;
    const bool keep = !tag && (std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                               static_cast<unsigned char>(c) >= 0x80);
    if (c == '>') tag = false;
    if (!tag && c == '&') {
      const auto end = text.find(';', i);
      if (end != text.npos && end - i < 8) i = end;
      continue;
    }
    if (keep) out += c;
  }
  return out;
}

}  // namespace

MastodonSender::MastodonSender(Options options)
    : options_(std::move(options)),
      call_(options_.service, options_.ca_file, options_.destination) {}

MastodonSender::~MastodonSender() {
  options_.token.assign(options_.token.size(), 0);
}

PlatformAnswer MastodonSender::asked(std::string_view path, std::optional<std::string_view> body,
                                     std::string_view key) {
  std::vector<std::string> fields{"Authorization: Bearer " + options_.token};
  if (!key.empty()) fields.push_back("Idempotency-Key: tocsin-" + std::string(key));
  return call_.call(path, body, fields);
}

std::expected<std::string, PlatformAnswer> MastodonSender::local_id(const Letter& letter) {
  const bool own_number = !letter.to.empty() && std::ranges::all_of(letter.to, [](char c) {
    return c >= '0' && c <= '9';
  });
  if (own_number && (letter.to_url.empty() || letter.to_url.starts_with(call_.base() + "/")))
    return letter.to;
  const auto where = letter.to_url.empty() ? letter.to : letter.to_url;
  auto answer =
      asked("/api/v2/search?resolve=true&type=statuses&limit=1&q=" + url_encoded(where), {});
  if (answer.reached != Reached::answered || answer.status != 200)
    return std::unexpected(std::move(answer));
  dom::parser parser;
  dom::element root;
  std::string_view id;
  if (parser.parse(answer.body).get(root) == simdjson::SUCCESS &&
      root.at_pointer("/statuses/0/id").get(id) == simdjson::SUCCESS)
    return std::string(id);
  answer.status = 404;
  answer.body = R"({"error":"this instance does not know the post"})";
  return std::unexpected(std::move(answer));
}

DeliveryReport MastodonSender::presentable(DeliveryReport report) const {
  report.why = readable(std::move(report.why), {&options_.token, 1});
  return report;
}

DeliveryReport MastodonSender::send(const Letter& letter) {
  return presentable(deliver(letter));
}

DeliveryReport MastodonSender::look_for(const Letter& letter) {
  return presentable(look(letter));
}

DeliveryReport MastodonSender::deliver(const Letter& letter) {
  const auto to = local_id(letter);
  if (!to) return not_there(to.error());
  std::string body;
  JsonWriter(body)
      .begin_object()
      .field("status", letter.text)
      .field("in_reply_to_id", *to)
      .end_object();
  const auto answer = asked("/api/v1/statuses", body, letter.key);
  if (answer.reached == Reached::not_sent) return not_there(answer);
  // 422 of a key whose first request is still at work is an answer about that one.
  if (answer.reached == Reached::unknown || answer.status >= 500)
    return {Delivery::unknown, {}, {}, said_by(answer), {}};
  if (answer.status != 200) return not_there(answer);
  dom::parser parser;
  dom::element root;
  if (parser.parse(answer.body).get(root) != simdjson::SUCCESS)
    return {Delivery::unknown, {}, {}, "Mastodon's answer is no JSON", {}};
  return {Delivery::sent, text_of(root, "id"), text_of(root, "url"), {}, {}};
}

DeliveryReport MastodonSender::look(const Letter& letter) {
  const auto unknown = [](const PlatformAnswer& answer) {
    return DeliveryReport{Delivery::unknown, {}, {}, said_by(answer), {}};
  };
  const auto to = local_id(letter);
  if (!to) return unknown(to.error());
  const auto who = asked("/api/v1/accounts/verify_credentials", {});
  if (who.reached != Reached::answered || who.status != 200) return unknown(who);
  dom::parser parser;
  dom::element root;
  if (parser.parse(who.body).get(root) != simdjson::SUCCESS) return unknown(who);
  const auto account = text_of(root, "id");
  const auto posts = asked(
      "/api/v1/accounts/" + url_encoded(account) + "/statuses?limit=40&exclude_reblogs=true", {});
  if (posts.reached != Reached::answered || posts.status != 200) return unknown(posts);
  dom::array list;
  if (parser.parse(posts.body).get(list) != simdjson::SUCCESS) return unknown(posts);
  const auto wanted = bare(letter.text);
  bool whole = list.size() < 40;  // it reaches back to before the letter was written
  for (const dom::element post : list) {
    const auto made = text_of(post, "created_at");
    Instant at{};
    if (parse_rfc3339(made.data(), made.data() + made.size(), at))
      whole |= at < letter.written - std::chrono::minutes(5);
    if (text_of(post, "in_reply_to_id") != *to) continue;
    // An answer to the same post by the same account: the mentions before it may differ.
    if (bare(text_of(post, "content")).ends_with(wanted))
      return {Delivery::sent, text_of(post, "id"), text_of(post, "url"), {}, {}};
  }
  if (!whole)
    return {
        Delivery::unknown, {}, {}, "the account wrote so much since that it cannot be told", {}};
  return {Delivery::absent, {}, {}, {}, {}};
}

}  // namespace tocsin
