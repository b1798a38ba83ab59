#include "connectors/json_walk.h"

namespace tocsin {
namespace {

using simdjson::error_code;

static_assert(bounds::padding >= simdjson::SIMDJSON_PADDING);

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
// A first guess that most frames fit; further ones double it.
constexpr std::size_t first_capacity = 16 << 10;

RejectReason reason_of(error_code error) {
  switch (error) {
    case simdjson::UTF8_ERROR:
      return RejectReason::bad_utf8;
    case simdjson::EMPTY:
      return RejectReason::empty_line;
    default:
      return RejectReason::not_json;
  }
}

// Whether the outer object or array ends before the text does: two documents on a line, or a
// document and rubbish. For the reason only, off the hot path.
bool closes_early(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return !json::trimmed(text.substr(i + 1)).empty();
  }
  return false;
}

// A document that is one string, number or literal.
bool is_lone_scalar(std::string_view text) {
  if (text.empty() || text[0] != '"') return json::is_scalar(text);
  std::size_t at = 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return at + 1 == text.size() && json::escapes_are_good(text.substr(1, at - 1));
}

}  // namespace

bool JsonWalk::open(std::string_view frame, simdjson::ondemand::document& document) {
  fault_ = {};
  repaired_ = false;
  if (frame.size() > bounds::frame_bytes) return fail(RejectReason::too_large);
  if (frame.starts_with(byte_order_mark)) {
    frame.remove_prefix(byte_order_mark.size());
    repaired_ = true;
  }
  while (!frame.empty() && json::is_space(frame.front())) frame.remove_prefix(1);
  if (frame.empty()) return fail(RejectReason::empty_line);
  frame_ = frame;
  end_ = frame.data() + frame.size();
  next_backslash_ = find_backslash(frame.data());
  if (parser_.capacity() < frame.size()) {
    std::size_t capacity = first_capacity;
    while (capacity < frame.size()) capacity *= 2;
    if (parser_.allocate(capacity) != simdjson::SUCCESS) throw std::bad_alloc{};
  }
  const simdjson::padded_string_view padded(frame.data(), frame.size(),
                                            frame.size() + simdjson::SIMDJSON_PADDING);
  if (const auto error = parser_.iterate(padded).get(document)) return fail(reason_of(error));
  return frame[0] == '{' || no_object(document);
}

bool JsonWalk::at_end(simdjson::ondemand::document& document) {
  if (document.current_location().error() == simdjson::OUT_OF_BOUNDS) return true;
  return fail(RejectReason::trailing_bytes);
}

bool JsonWalk::skip_other(const JsonValue& value) {
  if (value.is_object())
    return fields(value, [this](JsonKey, const JsonValue& inner) { return skip(inner); });
  if (value.is_array()) return items(value, [this](const JsonValue& inner) { return skip(inner); });
  std::string_view token;
  return scalar(value, token);
}

bool JsonWalk::resolve(std::string_view& text) {
  const auto done = json::unescape(text, arena_.room(text.size()));
  if (!done) return broken();
  text = arena_.taken(done->size);
  repaired_ |= done->repaired;
  return true;
}

// A name with escapes is compared as what it says, so that `"i\u0064"` is `id`.
bool JsonWalk::resolve_name(const char*& name) {
  const char* close = name;
  while (*close != '"') close += *close == '\\' ? 2 : 1;
  const auto size = static_cast<std::size_t>(close - name);
  char* const to = arena_.room(size + 1 + bounds::padding);
  const auto done = json::unescape({name, size}, to);
  if (!done) return broken();
  repaired_ |= done->repaired;
  // A name that holds a quote is none of ours; cut there, it could look like one.
  const bool quoted = std::memchr(to, '"', done->size) != nullptr;
  const std::size_t kept = quoted ? 0 : done->size;
  std::memset(to + kept, 0, 1 + bounds::padding);
  to[kept] = '"';
  name = arena_.taken(kept + 1 + bounds::padding).data();
  return true;
}

bool JsonWalk::broken_root() {
  return fail(closes_early(frame_) ? RejectReason::trailing_bytes : RejectReason::not_json);
}

// Always false: JSON, but not what a frame is; or not even JSON.
bool JsonWalk::no_object(simdjson::ondemand::document& document) {
  if (frame_[0] != '[')
    return is_lone_scalar(json::trimmed(frame_)) ? fail(RejectReason::not_an_object) : broken();
  simdjson::ondemand::array array;
  if (document.get_array().get(array) != simdjson::SUCCESS) return broken_root();
  if (!each_item(array, 1, [this](const JsonValue& inner) { return skip(inner); })) return false;
  return at_end(document) && fail(RejectReason::not_an_object);
}

}  // namespace tocsin
