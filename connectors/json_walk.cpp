#include "connectors/json_walk.h"

#include <algorithm>
#include <limits>

namespace tocsin {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
// Beyond it, frames are indexed one by one: an index takes four bytes for each of theirs.
constexpr std::size_t prepared_bytes = 256 << 10;

RejectReason reason_of(JsonIndex::Fault fault) {
  if (fault == JsonIndex::Fault::bad_utf8) return RejectReason::bad_utf8;
  if (fault == JsonIndex::Fault::no_tokens) return RejectReason::empty_line;
  return RejectReason::not_json;
}

// A document that is one string, number or literal.
bool is_lone_scalar(std::string_view text) {
  if (text.empty() || text[0] != '"') return json::is_scalar(text);
  std::size_t at = 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return at + 1 == text.size() && json::escapes_are_good(text.substr(1, at - 1));
}

// The bytes of frames that lie one behind the other, but for line ends; 0 where they do not.
std::size_t size_together(const RawBatch& batch, std::size_t first, std::size_t count) {
  constexpr std::uintptr_t line_end_at_most = 2;
  const auto place = [](const char* at) { return reinterpret_cast<std::uintptr_t>(at); };
  const auto front = batch.frame(first);
  std::uintptr_t end = place(front.data()) + front.size();
  for (std::size_t i = first + 1; i < first + count; ++i) {
    const auto frame = batch.frame(i);
    if (place(frame.data()) - end > line_end_at_most) return 0;
    end = place(frame.data()) + frame.size();
  }
  return end - place(front.data());
}

}  // namespace

void JsonWalk::prepare(const RawBatch& batch, std::size_t first, std::size_t count) {
  prepared_ = false;
  if (count == 0) return;
  base_ = batch.frame(first).data();
  const auto size = size_together(batch, first, count);
  if (size == 0 || size > prepared_bytes || index_.build({base_, size}) != JsonIndex::Fault::none)
    return;
  prepared_ = true;
  size_ = static_cast<std::uint32_t>(size);
  spot_ = index_.begin();
  next_escape_ = 0;
}

JsonSpot JsonWalk::fail(RejectReason reason, std::string_view detail) {
  fault_ = {reason, detail};
  return nullptr;
}

JsonSpot JsonWalk::broken() {
  return fail(RejectReason::not_json);
}

bool JsonWalk::enter(std::string_view frame) {
  fault_ = {};
  depth_ = 0;
  repaired_ = frame.starts_with(byte_order_mark);
  if (repaired_) frame.remove_prefix(byte_order_mark.size());
  frame_ = json::trimmed(frame);
  if (frame_.empty()) return fail(RejectReason::empty_line);
  if (frame_.size() > bounds::frame_bytes) return fail(RejectReason::too_large);
  // What is cut off could be walked on into the next frame: it is looked at alone, and so are
  // those after it.
  const bool object = frame_.front() == '{' && frame_.back() == '}';
  prepared_ = prepared_ && object;
  if (!prepared_ && !index_alone()) return false;
  find_spot();
  return object || refuse();
}

bool JsonWalk::index_alone() {
  const auto fault = index_.build(frame_);
  if (fault != JsonIndex::Fault::none) return fail(reason_of(fault));
  base_ = frame_.data();
  size_ = static_cast<std::uint32_t>(frame_.size());
  spot_ = index_.begin();
  next_escape_ = 0;
  return true;
}

// Where the frame before was walked to its end, the next one's spot is known.
void JsonWalk::find_spot() {
  const auto offset = static_cast<std::uint32_t>(frame_.data() - base_);
  if (spot_ != nullptr && spot_ < index_.end() && *spot_ == offset) return;
  spot_ = std::lower_bound(index_.begin(), index_.end(), offset);
  next_escape_ = 0;
}

bool JsonWalk::leave(JsonSpot end) {
  spot_ = end;
  if (end == nullptr) return false;
  const auto frame_end = static_cast<std::uint32_t>(frame_.data() + frame_.size() - base_);
  if (end[-1] >= frame_end) return broken();
  return end == index_.end() || *end >= frame_end || fail(RejectReason::trailing_bytes);
}

bool JsonWalk::to_be_read_alone() {
  if (!prepared_) return false;
  const auto end = static_cast<std::uint32_t>(frame_.data() + frame_.size() - base_);
  const auto* at = std::lower_bound(index_.begin(), index_.end(),
                                    static_cast<std::uint32_t>(frame_.data() - base_));
  int open = 0;
  for (; at != index_.end() && *at < end; ++at) {
    const char c = base_[*at];
    open += (c == '{' || c == '[') - (c == '}' || c == ']');
    if (open <= 0) return false;  // closed: no walk goes beyond
  }
  prepared_ = false;
  return true;
}

// Always false: JSON, but not what a frame is; or not even JSON.
bool JsonWalk::refuse() {
  const auto root = value_at(spot_);
  if (root.is_object() || root.is_array())
    return leave(skip_other(root)) && fail(RejectReason::not_an_object);
  return is_lone_scalar(frame_) ? fail(RejectReason::not_an_object) : broken();
}

JsonSpot JsonWalk::skip_other(JsonValue value) {
  if (value.is_object())
    return fields(value, [this](JsonKey, JsonValue inner) { return skip(inner); });
  if (value.is_array()) return items(value, [this](JsonValue item) { return skip(item); });
  std::string_view passed;
  return scalar(value, passed);
}

std::uint32_t JsonWalk::advance_escape(std::uint32_t begin) {
  if (next_escape_ >= begin && next_escape_ > 0) return next_escape_;
  const void* found = std::memchr(base_ + begin, '\\', size_ - begin);
  next_escape_ = found ? static_cast<std::uint32_t>(static_cast<const char*>(found) - base_)
                       : std::numeric_limits<std::uint32_t>::max();
  return next_escape_;
}

// Only white space stands between a string's end and the next token.
std::uint32_t JsonWalk::closing_quote(std::uint32_t behind) const {
  while (base_[behind] != '"') --behind;
  return behind;
}

bool JsonWalk::good_escapes(JsonValue text) {
  const std::uint32_t begin = text.spot[0] + 1;
  const std::uint32_t end = closing_quote(text.spot[1] - 1);
  return json::escapes_are_good({base_ + begin, end - begin}) || broken();
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
  char* const to = arena_.room(size + 1);
  const auto done = json::unescape({name, size}, to);
  if (!done) return broken();
  repaired_ |= done->repaired;
  // A name that holds a quote is none of ours; cut there, it could look like one.
  const bool holds_quote = std::memchr(to, '"', done->size) != nullptr;
  const std::size_t kept = holds_quote ? 0 : done->size;
  std::memset(to + kept, 0, TextArena::slack);
  to[kept] = '"';
  name = arena_.taken(kept + TextArena::slack).data();
  return true;
}

}  // namespace tocsin
