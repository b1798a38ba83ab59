#pragma once
#include <string>
#include <string_view>

/// Terms of our language for words of others.
namespace tocsin::rules::importing {

enum class Wildcards : bool { no, yes };

/// The text as a term that is compared folded: words as they are where that says it, else a
/// pattern. With wildcards, `*` and `?` stand for word characters, `*` also within a word.
std::string folded_term(std::string_view text, Wildcards wildcards);

/// A pattern over the original text, without case, but with these accents and this punctuation.
std::string spelt_term(std::string_view text, Wildcards wildcards);

/// `exact:"…"`
std::string exact_term(std::string_view text);

/// A pattern for words that follow each other, whatever punctuation or space stands between.
std::string adjacent_term(std::string_view words);

/// Whether a letter bears a mark that folding would take off.
bool has_accents(std::string_view text);
/// Whether a hyphen stands between two letters, which folding makes a space.
bool has_inner_hyphen(std::string_view text);
/// Whether it holds anything that a text could be searched for.
bool says_something(std::string_view text);

/// A term as it stands in `when`.
std::string in_expression(std::string_view term);
/// The text between double quotes of a condition: nothing where it holds one itself.
bool fits_in_condition(std::string_view text);

}  // namespace tocsin::rules::importing
