#pragma once
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {

/// A regular expression as a tree: what is needed to find its literals and to write it down again
/// for RE2, with Unicode's `\w`, `\d`, `\s`.
struct RegexNode {
  enum class Kind : std::uint8_t {
    text,    ///< these characters
    one_of,  ///< a class or a dot: `written` as RE2 takes it; `chars` where it is a short list
    sequence,
    choice,
    repeat,     ///< low..high of one child; high < 0: no end
    group,      ///< one child; `written` its head: `(?:` or `(?i:`
    assertion,  ///< `^`, `$`
    word_edge,  ///< `\b`
  };
  Kind kind = Kind::text;
  std::string text;
  std::string written;
  std::vector<std::string> chars;
  int low = 1;
  int high = 1;
  bool lazy = false;
  std::vector<RegexNode> children;
};

/// The text says what cannot be read, and what to write instead.
std::expected<RegexNode, std::string> parse_regex(std::string_view pattern);

/// Makes it ask for what a fold leaves of the characters that it names: `e-?mail` for `e mail` too,
/// `so{3,}` for two. (rules/regex_fold.cpp)
void fold_regex(RegexNode& node);

/// The tree as RE2 reads it.
std::string write_regex(const RegexNode& node);
/// Characters that stand for themselves, and how often a `repeat` asks for its child: `{0,20}?`.
std::string escaped_regex(std::string_view text);
std::string repeat_of(const RegexNode& repeat);

/// Whether a word edge is asked for anywhere in it.
bool asks_for_edges(const RegexNode& node);

/// Every text that the node matches, if they are at most `most` (an edge or assertion is none).
std::optional<std::vector<std::string>> all_texts(const RegexNode& node, std::size_t most);

/// Texts one of which is in everything that the node matches, the longest that are to be had;
/// empty: nothing is known.
std::vector<std::string> required_texts(const RegexNode& node);

/// Whether all that it matches begins (ends) with a word character.
bool begins_with_word(const RegexNode& node);
bool ends_with_word(const RegexNode& node);
/// Whether a dot or a slash is named in it.
bool names_dot_or_slash(const RegexNode& node);

}  // namespace tocsin::rules
