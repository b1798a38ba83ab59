#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/rule_book.h"

/// The rule language as it was written: what a pack file says, with the place of everything.
/// rules/pack_parser.h makes it, rules/compiler.h turns it into a RuleBook.
namespace tocsin::rules {

/// Where something was written: 1-based; column in bytes.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

enum class Level : std::uint8_t { error, warning };

/// A mend that a program can make (rules/fix.h).
struct Fix {
  std::string says;     ///< for a person: `take it away`
  std::string written;  ///< what stands at the problem's place; empty: the whole entry of a list
  std::string instead;  ///< what to write there; empty: nothing
  bool safe = false;    ///< it changes nothing of what the file means, or what it means is clear
};

/// What is wrong with a file, and what to write instead.
struct Problem {
  Place place;
  Level level = Level::error;
  std::string lint;  ///< stable name: `unknown-term`, `unquoted`, `missing-examples` …
  std::string text;  ///< what, and what to write instead
  std::optional<Fix> fix = std::nullopt;
};
/// `file:line:column: error: text`
std::string to_string(const Problem& problem);

/// One entry of a term list, or an inline term.
struct Term {
  enum class Form : std::uint8_t {
    words,           ///< a word, phrase, wildcard, tag, emoji: matched in folded text
    exact,           ///< `exact:"…"`: these bytes of the original text
    regex,           ///< `/…/`: over the folded text
    regex_original,  ///< `/…/x`: over the original text
  };
  Form form = Form::words;
  std::string pattern;  ///< without `exact:""` and slashes
  std::string written;  ///< as the author wrote it: the name of an inline term in a match
  Place place;
};

struct TermList {
  std::string name;
  std::vector<Term> entries;
  Place place;
};

/// A reference to a term list: in this pack, or (with `pack`) in another.
struct TermRef {
  std::string pack;  ///< empty: this one
  std::string name;
};

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

/// A node of `when`.
struct Expr {
  enum class Kind : std::uint8_t {
    list,      ///< `name`, `pack.name`: ref
    term,      ///< inline: term
    brand,     ///< `brand`, `brand:id`: id
    signal,    ///< `signal:x`: id
    rule,      ///< `rule:pack/id`: id
    count,     ///< `count(operand) >= n`: one operand
    at_least,  ///< `n of (…)`
    near,      ///< `a NEAR/n b NEAR/m c`: operands, and their distances (one fewer)
    before,    ///< `a BEFORE/n b …`; a chain may mix: see `ordered`
    negation,  ///< NOT: one operand
    all,       ///< AND
    any,       ///< OR
  };
  Kind kind = Kind::list;
  TermRef ref;
  Term term;
  std::string id;
  int n = 0;
  std::vector<int> distances;
  std::vector<bool> ordered;  ///< near/before: whether link i asks for order (BEFORE)
  std::vector<ExprPtr> operands;
  Place place;
};

/// The fields of `where`, in the order of RULES.md.
enum class Field : std::uint8_t {
  lang,
  source,
  brand,
  author_handle,
  author_name,
  author_bio,
  author_followers,
  author_following,
  author_posts,
  author_age_days,
  author_verified,
  author_kind,
  post_is_reply,
  post_is_repost,
  post_is_quote,
  post_has_link,
  post_has_media,
  post_hashtags,
  post_mentions,
  post_links,
  post_quoted,
  post_words,
  post_caps,
  post_likes,
  post_reposts,
  post_replies,
  customer_known,
  customer_segment,
  customer_since_days,
  customer_spend,
  history_posts_30d,
  history_complaints_30d,
  history_open_cases,
};
std::string_view name_of(Field field);
std::optional<Field> field_named(std::string_view name);
/// What a field holds: decides which operators it takes.
enum class FieldType : std::uint8_t { text, number, truth, list };
FieldType type_of(Field field);
/// customer.* and history.*: judged late, with state.
bool needs_state(Field field);

/// One condition of `where`.
struct Condition {
  enum class Op : std::uint8_t {
    eq,
    ne,
    lt,
    le,
    gt,
    ge,
    in,       ///< values
    range,    ///< `= a..b`: numbers low..high, both included
    matches,  ///< term
    has,      ///< values[0], in a list
    known,
    unknown,
  };
  Field field = Field::lang;
  Op op = Op::eq;
  std::vector<std::string> values;  ///< as text
  double low = 0;                   ///< numbers: the value, or the lower end
  double high = 0;
  bool truth = false;
  Term term;
  std::string written;  ///< the whole condition, for people
  Place place;
};

/// `repeat`, `surge`, `distinct`: windows over many posts.
struct Window {
  using Kind = WindowKind;
  Kind kind = Kind::repeat;
  LimitBy same = LimitBy::author;
  double over = 0;  ///< surge: so many times the usual rate
  int at_least = 0;
  Micros within{};
  Place place;
};

/// An example post of a rule: what it states; the rest has defaults (RULES.md).
struct Example {
  bool flags = true;  ///< must match; false: must not
  Post post;
  /// What the author stated or took away with `null`, by field name (`brand`, `lang`,
  /// `author.followers` …); defaults apply to the others.
  std::map<std::string, std::optional<std::string>> stated;
  std::string written;  ///< its text, for messages
  Place place;
};

struct Rule {
  std::string id;
  std::string title;
  std::string signal;
  Severity severity = Severity::low;
  int score = 0;
  RuleStatus status = RuleStatus::live;
  std::string owner;
  ExprPtr when;
  std::string when_written;
  std::vector<Condition> where;
  std::optional<RuleLimit> limit;
  std::vector<Window> windows;
  std::vector<Example> examples;
  Place place;
  Place when_place;
};

/// A brand of ours (RULES.md, Brands).
struct Brand {
  std::string id;
  std::string name;
  std::string owner;
  std::vector<Term> words;
  std::vector<Term> unless;
  std::vector<std::string> accounts;  ///< `bluesky:did:plc:…`, `x:@acme`
  Place place;
};

struct Pack {
  std::string file;
  std::string name;
  std::string title;
  int version = 0;
  std::vector<std::string> languages;
  std::vector<TermList> terms;
  std::vector<Rule> rules;
  std::vector<Brand> brands;
  std::uint64_t content_hash = 0;
};

}  // namespace tocsin::rules
