#include <algorithm>
#include <array>
#include <cctype>

#include "rules/language_names.h"
#include "rules/pack.h"

namespace tocsin::rules {
namespace {

constexpr std::array<std::string_view, 14> signals{
    "complaint",      "churn", "legal",  "safety",   "fraud",    "security", "outage",
    "discrimination", "press", "praise", "purchase", "question", "attack",   "spam"};
constexpr std::array<std::string_view, 5> severities{"info", "low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 4> statuses{"draft", "shadow", "live", "retired"};
constexpr std::array<std::string_view, 5> limit_bys{"author", "conversation", "brand", "text",
                                                    "rule"};
constexpr std::array<std::string_view, 6> reserved{"brand",  "count", "of",
                                                   "signal", "rule",  "exact"};

/// In the order of Field.
constexpr std::array<std::string_view, 33> fields{"lang",
                                                  "source",
                                                  "brand",
                                                  "author.handle",
                                                  "author.name",
                                                  "author.bio",
                                                  "author.followers",
                                                  "author.following",
                                                  "author.posts",
                                                  "author.age_days",
                                                  "author.verified",
                                                  "author.kind",
                                                  "post.is_reply",
                                                  "post.is_repost",
                                                  "post.is_quote",
                                                  "post.has_link",
                                                  "post.has_media",
                                                  "post.hashtags",
                                                  "post.mentions",
                                                  "post.links",
                                                  "post.quoted",
                                                  "post.words",
                                                  "post.caps",
                                                  "post.likes",
                                                  "post.reposts",
                                                  "post.replies",
                                                  "customer.known",
                                                  "customer.segment",
                                                  "customer.since_days",
                                                  "customer.spend",
                                                  "history.posts_30d",
                                                  "history.complaints_30d",
                                                  "history.open_cases"};

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr std::size_t name_bytes = 64;

}  // namespace

std::span<const std::string_view> known_signals() {
  return signals;
}
std::span<const std::string_view> severity_names() {
  return severities;
}
std::span<const std::string_view> status_names() {
  return statuses;
}
std::span<const std::string_view> field_names() {
  return fields;
}
std::span<const std::string_view> limit_by_names() {
  return limit_bys;
}

std::string_view name_of(Field field) {
  return fields[static_cast<std::size_t>(field)];
}

std::optional<Field> field_named(std::string_view name) {
  const auto found = std::ranges::find(fields, name);
  if (found == fields.end()) return std::nullopt;
  return static_cast<Field>(found - fields.begin());
}

FieldType type_of(Field field) {
  switch (field) {
    case Field::lang:
    case Field::source:
    case Field::brand:
    case Field::author_handle:
    case Field::author_name:
    case Field::author_bio:
    case Field::author_kind:
    case Field::post_quoted:
    case Field::customer_segment:
      return FieldType::text;
    case Field::author_verified:
    case Field::post_is_reply:
    case Field::post_is_repost:
    case Field::post_is_quote:
    case Field::post_has_link:
    case Field::post_has_media:
    case Field::customer_known:
      return FieldType::truth;
    case Field::post_hashtags:
    case Field::post_mentions:
    case Field::post_links:
      return FieldType::list;
    default:
      return FieldType::number;
  }
}

bool needs_state(Field field) {
  return field >= Field::customer_known;
}

bool is_term_name(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes && is_lower(text.front()) &&
         std::ranges::all_of(
             text, [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; });
}

std::span<const std::string_view> reserved_names() {
  return reserved;
}

bool is_reserved_name(std::string_view text) {
  return std::ranges::find(reserved, text) != reserved.end();
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes && text.front() != '-' &&
         std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

std::string as_id(std::string_view text) {
  std::string out;
  for (const char raw : text) {
    const char c = static_cast<char>(std::tolower(static_cast<unsigned char>(raw)));
    if (is_lower(c) || is_digit(c))
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "my-name" : out.substr(0, name_bytes);
}

}  // namespace tocsin::rules
