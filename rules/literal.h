#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/pack.h"
#include "rules/word.h"

/// Terms as literals: the bytes that a scan looks for, and what must stand around them.
namespace tocsin::rules {

/// What is asked of an end of a match.
enum class Edge : std::uint8_t {
  none,   ///< nothing: punctuation, or a script written without spaces
  word,   ///< RULES.md's boundary, with its apostrophes
  plain,  ///< no word character beyond: tags, and `\b` of a regex
};

/// A piece of a wildcard term around its literal.
struct GlobPiece {
  enum class Kind : std::uint8_t { text, one, many };
  Kind kind = Kind::text;
  std::string text;
  bool operator==(const GlobPiece&) const = default;
};

/// A term as it is matched.
struct TermPattern {
  enum class Kind : std::uint8_t {
    words,    ///< in folded text
    hashtag,  ///< `#…` or `$…`: whole, ended by the first character that is no word character
    mention,  ///< `@…`: compared with the whole handle
    exact,    ///< in the original text
  };
  Kind kind = Kind::words;
  std::string literal;            ///< folded; the longest piece without wildcards; with its sign
  std::vector<GlobPiece> before;  ///< pieces in front of the literal, the nearest first
  std::vector<GlobPiece> after;   ///< pieces behind it, the nearest first
  std::string handle;             ///< mention: folded, with wildcards, without the sign
  std::string original;           ///< exact: the bytes
  Edge left = Edge::none;
  Edge right = Edge::none;
  bool in_urls = false;  ///< holds a dot or a slash: matches characters of a URL too
  bool operator==(const TermPattern&) const = default;
};

/// Reads a term of the forms `words` and `exact`. The text says why it cannot be matched.
std::expected<TermPattern, std::string> read_pattern(const Term& term);

/// A literal that stands in every text (as folded) in which `original` stands in the original;
/// empty where there is none.
std::string folded_core(std::string_view original);

/// Whether `text` as a whole is what the wildcard pattern says.
bool matches_whole(std::string_view wildcards, std::string_view text);

/// Every place of an `exact` pattern in original text.
void find_exact(const TermPattern& pattern, std::string_view text, std::vector<Stretch>& found);
/// Every place of the other patterns in a folded text, by search: for fields, and where nothing was
/// scanned. Mentions are not found by it.
void find_pattern(const TermPattern& pattern, std::string_view folded, std::vector<Stretch>& found);

/// Looks for the pattern with its literal at [at, at + literal.size()) of a folded text; the
/// stretch it covers, where it holds. Not for `mention` and `exact`.
/// Limits     A `*` stands for at most bounds::wildcard_chars characters.
std::optional<Stretch> matches_at(const TermPattern& pattern, std::string_view text,
                                  std::size_t at);

/// A handle or tag as it is compared: without case, width and marks, but with its hyphens. Nothing
/// is allocated for ASCII once `out` has grown.
void fold_name(std::string_view name, std::string& out);

enum class HandleIn : std::uint8_t { text, term };
/// The folded handle (with `@host`) that begins behind an `@` in original text, and where it ends.
/// In a term it may hold wildcards.
struct Handle {
  std::string folded;
  std::size_t end = 0;
};
Handle handle_at(std::string_view text, std::size_t behind_sign, HandleIn where);
/// Whether a hashtag term (`fail`, `fail*`) is this whole tag, folded and without its sign.
bool whole_tag(const TermPattern& pattern, std::string_view tag);
/// Whether a mention term (`acme`, `acme@host`, `acme*`) names this handle (`acme`, `acme@host`).
bool names_handle(std::string_view wanted, std::string_view handle);

}  // namespace tocsin::rules
