#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace tocsin::serve {

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

}  // namespace tocsin::serve
