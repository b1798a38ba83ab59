#pragma once
#include <string_view>

#include "engine/rule_book.h"

namespace tocsin::rules {

/// The print by which near-identical texts are told: a 64-bit SimHash (M. Charikar, "Similarity
/// estimation techniques from rounding algorithms", STOC 2002; G. S. Manku, A. Jain, A. Das Sarma,
/// "Detecting near-duplicates for web crawling", WWW 2007) over the folded words and their pairs.
/// What copies of one text differ in does not count: case, accents, punctuation, emoji, links,
/// who is mentioned, and digits of numbers. A text of fewer than six words has a print of the whole
/// of it: there, one word is too much of a difference.
///
/// Threads    Pure.
/// Limits     bounds::near_text_words.
/// Cost       A few microseconds for a post: fold and hash of each word.
NearText near_text_of(std::string_view text);

}  // namespace tocsin::rules
