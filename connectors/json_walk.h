#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include <simdjson.h>

#include "connectors/json_text.h"
#include "connectors/text_arena.h"
#include "engine/bounds.h"
#include "engine/wire_decoder.h"

namespace tocsin {

/// A field's name. At least 64 readable bytes stand behind it, so that a comparison needs no
/// length.
class JsonKey {
 public:
  explicit JsonKey(const char* at) : at_(at) {}
  char first() const { return *at_; }
  template <std::size_t n>
  bool is(const char (&name)[n]) const {
    static_assert(n <= bounds::padding);
    return std::memcmp(at_, name, n - 1) == 0 && at_[n - 1] == '"';
  }

 private:
  const char* at_;  ///< closed by a quote
};

/// A value that the walk has come to, not yet read.
struct JsonValue {
  simdjson::ondemand::value value;
  std::string_view token;  ///< its first token, with white space behind it
  int depth = 0;           ///< of what it holds, if it is an object or array

  bool is_text() const { return token[0] == '"'; }
  bool is_object() const { return token[0] == '{'; }
  bool is_array() const { return token[0] == '['; }
  bool is_null() const { return token[0] == 'n'; }
  bool is_bool() const { return token[0] == 't' || token[0] == 'f'; }
  bool is_number() const { return token[0] == '-' || (token[0] >= '0' && token[0] <= '9'); }
};

/// Why a walk ended early.
struct Fault {
  RejectReason reason = RejectReason::count;  ///< count: none
  std::string_view detail;                    ///< which field; static
  explicit operator bool() const { return reason != RejectReason::count; }
};

/// Walks one JSON object after the other, forward, in document order, each to its last byte.
/// simdjson On-Demand alone validates only what is read, has no depth limit, and refuses lone
/// surrogates; here every value is visited: read, or skip()ped, which validates it too.
///
/// Threads    Unsafe to share.
/// Ownership  Text without escapes is a view of the frame; other text stands in the arena.
/// Limits     bounds::frame_bytes, bounds::json_depth. 64 bytes behind the frame are readable.
/// Errors     Every function answers false at a fault, which fault() tells; the callbacks return
///            false after fail(). A callback must read or skip() the value it is given.
/// Cost       No allocation while frames are no longer than those before.
class JsonWalk {
 public:
  explicit JsonWalk(TextArena& arena) : arena_(arena) {}
  JsonWalk(const JsonWalk&) = delete;
  JsonWalk& operator=(const JsonWalk&) = delete;

  /// The whole frame: on_field(JsonKey, JsonValue&) for each field of the outer object.
  template <class OnField>
  bool document(std::string_view frame, OnField&& on_field) {
    simdjson::ondemand::document document;
    if (!open(frame, document)) return false;
    simdjson::ondemand::object root;
    if (document.get_object().get(root) != simdjson::SUCCESS) return broken_root();
    return each_field(root, 1, on_field) && at_end(document);
  }
  /// The fields of an object.
  template <class OnField>
  bool fields(const JsonValue& of, OnField&& on_field) {
    if (of.depth > bounds::json_depth) return fail(RejectReason::too_deep);
    auto value = of.value;
    simdjson::ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return broken();
    return each_field(object, of.depth, on_field);
  }
  /// The items of an array: on_item(JsonValue&).
  template <class OnItem>
  bool items(const JsonValue& of, OnItem&& on_item) {
    if (of.depth > bounds::json_depth) return fail(RejectReason::too_deep);
    auto value = of.value;
    simdjson::ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return broken();
    return each_item(array, of.depth, on_item);
  }

  /// The text of a value that is_text().
  bool text(const JsonValue& of, std::string_view& out) {
    if (!between_quotes(of.token, out)) return broken();
    return !has_escape(out.data(), out.data() + out.size()) || resolve(out);
  }
  /// A number, `true`, `false` or `null`, checked, as it stands.
  bool scalar(const JsonValue& of, std::string_view& out) {
    out = without_space(of.token);
    return json::is_scalar(out) || broken();
  }
  /// Passes a value by, validating all of it.
  bool skip(const JsonValue& value) {
    if (!value.is_text()) return skip_other(value);
    std::string_view raw;
    if (!between_quotes(value.token, raw)) return broken();
    return !has_escape(raw.data(), raw.data() + raw.size()) || json::escapes_are_good(raw) ||
           broken();
  }

  bool fail(RejectReason reason, std::string_view detail = {}) {
    fault_ = {reason, detail};
    return false;
  }
  const Fault& fault() const { return fault_; }
  /// Lone surrogates or a byte order mark were mended in this frame.
  bool repaired() const { return repaired_; }

 private:
  template <class OnField>
  bool each_field(simdjson::ondemand::object object, int depth, OnField&& on_field) {
    for (auto entry : object) {
      simdjson::ondemand::field field;
      if (std::move(entry).get(field) != simdjson::SUCCESS) return broken();
      const char* name = field.key().raw();
      JsonValue value{field.value(), {}, depth + 1};
      value.token = value.value.raw_json_token();
      if (has_escape(name, value.token.data()) && !resolve_name(name)) return false;
      if (!on_field(JsonKey{name}, value)) return false;
    }
    return true;
  }
  template <class OnItem>
  bool each_item(simdjson::ondemand::array array, int depth, OnItem&& on_item) {
    for (auto entry : array) {
      JsonValue value{{}, {}, depth + 1};
      if (std::move(entry).get(value.value) != simdjson::SUCCESS) return broken();
      value.token = value.value.raw_json_token();
      if (!on_item(value)) return false;
    }
    return true;
  }

  static std::string_view without_space(std::string_view token) {
    while (!token.empty() && json::is_space(token.back())) token.remove_suffix(1);
    return token;
  }
  static bool between_quotes(std::string_view token, std::string_view& out) {
    token = without_space(token);
    if (token.size() < 2 || token.back() != '"') return false;
    out = token.substr(1, token.size() - 2);
    return true;
  }
  // One search for backslashes goes through the frame beside the walk: most frames have few or
  // none, and a string before the next one needs no look at its bytes.
  bool has_escape(const char* begin, const char* end) {
    if (next_backslash_ < begin) next_backslash_ = find_backslash(begin);
    return next_backslash_ < end;
  }
  const char* find_backslash(const char* from) const {
    const void* found = std::memchr(from, '\\', static_cast<std::size_t>(end_ - from));
    return found ? static_cast<const char*>(found) : end_;
  }

  bool open(std::string_view frame, simdjson::ondemand::document& document);
  bool at_end(simdjson::ondemand::document& document);
  bool skip_other(const JsonValue& value);
  bool resolve(std::string_view& text);
  bool resolve_name(const char*& name);
  bool broken() { return fail(RejectReason::not_json); }
  bool broken_root();
  bool no_object(simdjson::ondemand::document& document);

  simdjson::ondemand::parser parser_;
  TextArena& arena_;
  std::string_view frame_;
  const char* end_ = nullptr;
  const char* next_backslash_ = nullptr;
  Fault fault_;
  bool repaired_ = false;
};

}  // namespace tocsin
