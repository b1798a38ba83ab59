#pragma once
#include "oracle.h"

namespace oracle {

enum class Side { left, right };

bool is_letter(char32_t c);
bool is_mark(char32_t c);
bool is_word_char(char32_t c);
bool is_quote(char32_t c);
bool is_format(char32_t c);
bool is_unspaced(char32_t c);
bool keeps_together(const Text& text, std::size_t at);
/// Whether a term that is a word may end (begin) at `at`.
bool boundary(const Text& text, std::size_t at, Side side);
std::vector<Place> words_of(const Text& text);

}  // namespace oracle
