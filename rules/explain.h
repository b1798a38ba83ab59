#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rule_book.h"
#include "rules/rules.h"
#include "rules/word.h"

/// Why a rule matches a post, or which clause fails and how nearly (RULES.md, What a match says).
namespace tocsin::rules {

/// A place in the original text of the post, in bytes, and which term it is of.
struct TextMark {
  std::string term;
  Stretch at;
};

/// What came near to a term that is not there.
struct NearMiss {
  enum class Kind : std::uint8_t {
    in_link,       ///< it stands inside of a URL, where only terms with a dot or a slash are found
    inside_word,   ///< it is only a part of a longer word
    other_case,    ///< an `exact:` term in another case, or with other accents
    without_sign,  ///< `fail` where `#fail` is asked for
    other_handle,  ///< `@acme-help` where `@acme` is asked for
    words_apart,   ///< the words of a phrase, but not one behind the other
    misspelt,      ///< a word that differs in a letter or two
  };
  Kind kind = Kind::misspelt;
  std::string entry;  ///< the entry of the list that nearly matched
  TextMark mark;
  std::string says;  ///< a sentence, with what would match it
};
std::string_view name_of(NearMiss::Kind kind);

/// A number that was asked for, and the one that was found.
struct Measure {
  enum class Of : std::uint8_t { distance, count, parts };
  Of of = Of::distance;
  int found = 0;
  int asked = 0;
};
std::string_view name_of(Measure::Of of);

/// A part of a rule with its answer; the parts of a part are `parts`.
struct Clause {
  enum class Kind : std::uint8_t {
    languages,
    term,
    brand,
    reference,  ///< `signal:x`, `rule:pack/id`
    count,
    at_least,
    near,
    negation,
    all,
    any,
    condition,  ///< of `where`
  };
  Kind kind = Kind::term;
  std::string written;  ///< in its one form
  bool holds = false;
  /// A condition on what only the engine knows: judged here with what was said of it.
  bool needs_state = false;
  std::string why;  ///< a sentence; empty where `holds` and `marks` say all
  std::optional<Measure> measure;
  std::string field, value;  ///< condition: what it asked, and what was there
  std::vector<TextMark> marks;
  std::vector<NearMiss> nearly;
  std::vector<Clause> parts;
};
std::string_view name_of(Clause::Kind kind);

struct Explanation {
  RuleInfo rule;
  std::string post, source;     ///< the post's id and source; empty for a text alone
  std::string text;             ///< of the post: what marks are places of
  std::vector<PartSpan> parts;  ///< of that text; empty: all of it is body
  bool matches = false;
  std::string why;               ///< one line: what matched, or what failed and how nearly
  std::vector<TextMark> spans;   ///< those of the finding
  std::vector<Clause> clauses;   ///< languages, conditions, `when`
  std::vector<std::string> but;  ///< what keeps a match from raising an alert, and the like
  /// The first clause for which it does not match; null where it does.
  const Clause* failed() const;
};

/// What is known beside the post itself.
struct ExplainOptions {
  std::string brand;     ///< the post is taken to speak of this one too; empty: of what it says
  HistoryFacts history;  ///< of the author, before this post
};

/// Explains one rule of a book that rules::compile made, over one post.
///
/// Threads    Any; the book is only read.
/// Errors     Nullopt where the book is of another make or the text could not be scanned.
/// Cost       Milliseconds: near misses are looked for in every term of the rule.
std::optional<Explanation> explain(const RuleBook& book, RuleIndex rule, const PostView& post,
                                   const ExplainOptions& options = {});

/// The same of a text alone, read as an example given as a string is, but about no brand that it
/// does not name itself: in the pack's first language, by an author with 100 followers.
std::optional<Explanation> explain_text(const RuleBook& book, RuleIndex rule, std::string_view text,
                                        const ExplainOptions& options = {});

/// A book for explaining: with drafts too, which a judging book leaves out.
std::expected<RuleBookPtr, std::vector<Problem>> compile_to_explain(
    const LoadedPacks& packs, const RuleContext& context, const CompileOptions& options = {});

/// For a person at a terminal: several lines, each ended.
std::string to_text(const Explanation& explanation);
/// One JSON object: places as `start`, `end` in code points, with `bytes` and `utf16` beside.
std::string to_json(const Explanation& explanation);

}  // namespace tocsin::rules
