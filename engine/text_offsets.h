#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "engine/json_writer.h"
#include "engine/post.h"

namespace tocsin {

/// A place in a text, counted in three ways.
struct TextOffset {
  std::size_t bytes = 0;
  std::size_t code_points = 0;
  std::size_t utf16 = 0;
};

/// Counts places of one UTF-8 text; the kept text is valid, decoders saw to that.
///
/// Ownership  Borrows the text.
/// Errors     A place beyond the end, or inside a character, is none.
/// Cost       Linear in the text for places asked in ascending order; going back starts anew.
class TextOffsets {
 public:
  explicit TextOffsets(std::string_view text) : text_(text) {}

  std::optional<TextOffset> at(std::size_t bytes) {
    if (bytes > text_.size()) return std::nullopt;
    if (bytes < here_.bytes) here_ = {};
    while (here_.bytes < bytes) step();
    if (here_.bytes != bytes) return std::nullopt;
    return here_;
  }

 private:
  void step() {
    const auto lead = static_cast<unsigned char>(text_[here_.bytes]);
    here_.bytes += lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    here_.code_points += 1;
    here_.utf16 += lead < 0xF0 ? 1 : 2;
  }

  std::string_view text_;
  TextOffset here_;
};

/// The part of a post that holds the place; none where all of it is body.
template <class Parts>
std::optional<std::string_view> part_at(const Parts& parts, std::size_t byte) {
  static constexpr std::string_view names[] = {"title", "warning", "body", "media"};
  for (const PartSpan& span : parts)
    if (byte >= span.begin && byte < span.end) return names[static_cast<std::size_t>(span.part)];
  return std::nullopt;
}

/// A span as everything of ours says it: `start` and `end` in code points, `bytes` and `utf16`
/// beside; `part` where the post has more than a body. False, and nothing written, where it is no
/// stretch of this text.
inline bool write_span(JsonWriter& json, TextOffsets& offsets, std::string_view term,
                       std::size_t begin, std::size_t end,
                       std::optional<std::string_view> part = std::nullopt) {
  const auto from = offsets.at(begin), to = offsets.at(end);
  if (!from || !to || begin >= end) return false;
  json.begin_object().field("term", term);
  json.field("start", from->code_points).field("end", to->code_points);
  json.key("bytes").begin_array().value(from->bytes).value(to->bytes).end_array();
  json.key("utf16").begin_array().value(from->utf16).value(to->utf16).end_array();
  if (part) json.field("part", *part);
  json.end_object();
  return true;
}

}  // namespace tocsin
