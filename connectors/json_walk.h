#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "connectors/json_index.h"
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

/// How far a walk has come: a token of the index. Null: it ended at a fault.
using JsonSpot = const std::uint32_t*;

/// A value that the walk has come to: its first byte says what it is.
struct JsonValue {
  JsonSpot spot;
  const char* at;

  char first() const { return *at; }
  bool is_text() const { return *at == '"'; }
  bool is_object() const { return *at == '{'; }
  bool is_array() const { return *at == '['; }
  bool is_null() const { return *at == 'n'; }
  bool is_bool() const { return *at == 't' || *at == 'f'; }
  bool is_number() const { return *at == '-' || (*at >= '0' && *at <= '9'); }
};

/// Why a walk ended early.
struct Fault {
  RejectReason reason = RejectReason::count;  ///< count: none
  std::string_view detail;                    ///< which field; static
  explicit operator bool() const { return reason != RejectReason::count; }
};

/// Walks one JSON object after the other, forward, in document order, each to its last byte.
/// Every value is visited: read, or skip()ped, which validates it too. Each function takes a value
/// and gives the spot behind it; a callback gives what it got for its own value.
///
/// Threads    Unsafe to share.
/// Ownership  Text without escapes is a view of the frame; other text stands in the arena.
/// Limits     bounds::frame_bytes, bounds::json_depth. 64 bytes behind a frame are readable, of
///            which the first is a newline or NUL.
/// Errors     A null spot; fault() tells the reason.
/// Cost       No allocation while frames are no longer than those before.
class JsonWalk {
 public:
  explicit JsonWalk(TextArena& arena) : arena_(arena) {}
  JsonWalk(const JsonWalk&) = delete;
  JsonWalk& operator=(const JsonWalk&) = delete;

  /// Indexes the frames that document() will be given next at once: cheaper than one by one. A
  /// fault in one of them is no fault here: document() then looks at each by itself.
  void prepare(const RawBatch& batch, std::size_t first, std::size_t count);

  /// The whole frame: on_field(JsonKey, JsonValue) for each field of the outer object. False at a
  /// fault.
  template <class OnField>
  bool document(std::string_view frame, OnField&& on_field) {
    return enter(frame) && leave(fields(value_at(spot_), on_field));
  }
  /// After a fault: whether the frame is cut off where it looks whole (`{"a":{}`), so that the walk
  /// may have gone on into the next one. Then document() is to be asked once more: it looks at the
  /// frame alone.
  [[gnu::cold]] bool to_be_read_alone();
  /// The fields of a value that is_object().
  template <class OnField>
  JsonSpot fields(JsonValue object, OnField&& on_field);
  /// The items of a value that is_array(): on_item(JsonValue).
  template <class OnItem>
  JsonSpot items(JsonValue array, OnItem&& on_item);

  /// The text of a value that is_text(). (Inlined, as is skip(): a call costs half of what it
  /// does.)
  [[gnu::always_inline]] JsonSpot text(JsonValue value, std::string_view& out) {
    const std::uint32_t begin = value.spot[0] + 1;
    std::uint32_t end = value.spot[1] - 1;
    if (base_[end] != '"') end = closing_quote(end);
    out = {base_ + begin, end - begin};
    return has_escape(begin, end) && !resolve(out) ? nullptr : value.spot + 1;
  }
  /// A number, `true`, `false` or `null`, checked, as it stands.
  JsonSpot scalar(JsonValue value, std::string_view& out) {
    out = {value.at, value.spot[1] - value.spot[0]};
    while (!out.empty() && json::is_space(out.back())) out.remove_suffix(1);
    return json::is_scalar(out) ? value.spot + 1 : broken();
  }
  /// A value that is_number(), as an integer where it is one.
  JsonSpot number(JsonValue value, json::IntegerText& out) {
    std::string_view token{value.at, value.spot[1] - value.spot[0]};
    if (json::read_short(token, out.value)) return value.spot + 1;
    const auto behind = scalar(value, token);
    out = json::read_integer(token);
    return behind;
  }
  /// Passes a value by, validating all of it.
  [[gnu::always_inline]] JsonSpot skip(JsonValue value) {
    if (!value.is_text()) return skip_other(value);
    // The index saw it closed and proved its bytes: only escapes are left to look at.
    if (has_escape(value.spot[0], value.spot[1]) && !good_escapes(value)) return nullptr;
    return value.spot + 1;
  }

  // Cold: the compiler then lays the way of good frames straight.
  [[gnu::cold, gnu::noinline]] JsonSpot fail(RejectReason reason, std::string_view detail = {});
  const Fault& fault() const { return fault_; }
  /// Lone surrogates or a byte order mark were mended in this frame.
  bool repaired() const { return repaired_; }

 private:
  JsonValue value_at(JsonSpot spot) const { return {spot, base_ + *spot}; }
  // One search for backslashes goes through the frames beside the walk: most have few or none,
  // and what ends before the next one needs no look at its bytes.
  bool has_escape(std::uint32_t begin, std::uint32_t end) {
    return next_escape_ < end && advance_escape(begin) < end;
  }
  [[gnu::cold, gnu::noinline]] JsonSpot broken();

  bool enter(std::string_view frame);
  bool index_alone();
  void find_spot();
  bool leave(JsonSpot end);
  bool refuse();
  JsonSpot skip_other(JsonValue value);
  std::uint32_t advance_escape(std::uint32_t begin);
  std::uint32_t closing_quote(std::uint32_t behind) const;
  bool good_escapes(JsonValue text);
  bool resolve(std::string_view& text);
  bool resolve_name(const char*& name);

  JsonIndex index_;
  TextArena& arena_;
  bool prepared_ = false;          // the index covers the frames to come, not one alone
  std::string_view frame_;         // without mark and surrounding white space
  const char* base_ = nullptr;     // of the index's offsets
  std::uint32_t size_ = 0;         // of what the index covers
  JsonSpot spot_ = nullptr;        // where the next frame may begin
  std::uint32_t next_escape_ = 0;  // of the first backslash at or behind what was asked last
  int depth_ = 0;
  Fault fault_;
  bool repaired_ = false;
};

template <class OnField>
JsonSpot JsonWalk::fields(JsonValue object, OnField&& on_field) {
  const char* const base = base_;
  if (depth_ == bounds::json_depth) return fail(RejectReason::too_deep);
  JsonSpot at = object.spot + 1;
  if (base[*at] == '}') return at + 1;
  ++depth_;
  while (true) {
    const char* name = base + at[0] + 1;
    if (name[-1] != '"' || base[at[1]] != ':') return broken();
    if (has_escape(at[0], at[1]) && !resolve_name(name)) return nullptr;
    at = on_field(JsonKey{name}, JsonValue{at + 2, base + at[2]});
    if (at == nullptr) return nullptr;
    const char separator = base[*at++];
    if (separator == ',') continue;
    if (separator != '}') return broken();
    --depth_;
    return at;
  }
}

template <class OnItem>
JsonSpot JsonWalk::items(JsonValue array, OnItem&& on_item) {
  const char* const base = base_;
  if (depth_ == bounds::json_depth) return fail(RejectReason::too_deep);
  JsonSpot at = array.spot + 1;
  if (base[*at] == ']') return at + 1;
  ++depth_;
  while (true) {
    at = on_item(JsonValue{at, base + *at});
    if (at == nullptr) return nullptr;
    const char separator = base[*at++];
    if (separator == ',') continue;
    if (separator != ']') return broken();
    --depth_;
    return at;
  }
}

}  // namespace tocsin
