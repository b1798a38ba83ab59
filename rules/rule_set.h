#pragma once
#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/rule_book.h"
#include "rules/literal.h"
#include "rules/literal_database.h"
#include "rules/pack.h"
#include "rules/regex.h"

/// A compiled set of rules and brands, as the matcher reads it: flat arrays and numbers.
///
/// A *literal* is bytes that the scan finds. An *atom* is one term or regex: what must stand around
/// its literals for it to match. A *set* is a term list: some atoms. A rule is a tree of nodes over
/// sets.
namespace tocsin::rules {

inline constexpr std::uint32_t none = ~0U;

/// Some of an array.
struct Slice {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};
template <class T>
std::span<const T> slice(const std::vector<T>& all, Slice s) {
  return std::span<const T>(all).subspan(s.first, s.count);
}

/// Some of an array of numbers; one alone stands here itself, which spares the matcher a load.
struct Few {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};
inline std::span<const std::uint32_t> few(const std::vector<std::uint32_t>& all, const Few& f) {
  return f.count == 1 ? std::span(&f.first, 1) : slice(all, {f.first, f.count});
}

/// Look-ups by a view, without making a string.
struct ViewHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};
using TagTable =
    std::unordered_map<std::string, std::vector<std::uint32_t>, ViewHash, std::equal_to<>>;

/// What the scan's callback needs: neighbours that are ASCII word characters rule a hit out.
struct LiteralEdges {
  std::uint16_t size = 0;
  bool left = false;
  bool right = false;
};

/// A literal whose head the scan has found: it is there if its tail stands behind.
struct LiteralTail {
  std::uint32_t literal = 0;
  std::uint32_t begin = 0;  ///< in RuleSet::tail_text
  std::uint16_t size = 0;   ///< often 0: the scan finds all of it
  LiteralEdges edges;
  bool triggers =
      false;  ///< some rule or brand begins with it; else it is looked at only if one does
};

/// A place of the database: what is found where its text is.
struct alignas(32) ScanHead {
  LiteralTail first;
  Slice more;  ///< RuleSet::tails
};

/// A text that a rule needs besides the literal that it begins with; of a long one its begin, so
/// that one load brings it.
struct alignas(32) Want {
  std::uint8_t size = 0;
  std::array<char, 31> text{};
  std::string_view view() const { return {text.data(), size}; }
};

struct Literal {
  Few atoms;  ///< RuleSet::literal_atoms
  /// RuleSet::literal_wants: where all of them are missing, no rule begins with it. None: one does.
  Few wants;
};

struct Atom {
  enum class Kind : std::uint8_t {
    plain,    ///< a literal and its edges
    glob,     ///< with wildcards around
    hashtag,  ///< `#`: the source's list decides where there is one
    cashtag,  ///< `$`
    mention,  ///< `@`: likewise
    exact,    ///< in the original text; its literal says only that it may be there
    regex,    ///< likewise
    regex_original,
  };
  Kind kind = Kind::plain;
  Edge left = Edge::none;  ///< plain
  Edge right = Edge::none;
  bool in_urls = false;
  bool always = false;           ///< exact and regexes: no literal tells whether it may be there
  bool scanned = true;           ///< false: looked for in the text when a rule asks
  std::uint16_t size = 0;        ///< of its literal
  std::uint32_t pattern = none;  ///< RuleSet::patterns, or RuleSet::regexes
  Few sets;                      ///< RuleSet::atom_sets
  bool confirmed() const { return kind >= Kind::exact; }
};

/// A rule that a set makes a candidate, unless the folded text lacks what it needs too.
struct Triggered {
  std::uint32_t rule = none;
  std::uint32_t want = none;  ///< RuleSet::wants; none: it needs nothing else
};

struct alignas(32) TermSet {
  Slice asked;      ///< RuleSet::asked_atoms: those that are run or looked for when asked for
  Triggered first;  ///< `rule` none: there is none
  Slice more;       ///< RuleSet::triggered_rules
  Slice brands;     ///< RuleSet::triggered_brands
};

struct alignas(64) Node {
  Expr::Kind kind = Expr::Kind::list;
  std::uint32_t set = none;    ///< list, term; signal, rule: RuleSet::marks
  std::uint32_t name = none;   ///< list, term, brand: what a span is called
  std::uint32_t brand = none;  ///< brand: which; none: any
  int n = 0;
  Slice children;               ///< RuleSet::children
  Slice links;                  ///< near: RuleSet::links
  std::uint32_t clause = none;  ///< RuleSet::clauses: as written, for people
};

/// A link of a NEAR chain.
struct Link {
  int distance = 0;
  bool ordered = false;
};

/// A condition of `where` with what it needs made ready.
struct CompiledCondition {
  Condition condition;
  std::vector<std::string> values;  ///< folded
  std::vector<double> numbers;
  std::uint32_t pattern = none;  ///< matches, and `has` on links
  std::uint32_t regex = none;
};

/// Two sets without which a rule cannot hold (none: there are fewer): asked before all else.
struct Gate {
  std::uint32_t first = none;
  std::uint32_t second = none;
  std::uint32_t root = none;  ///< the rule's node
  bool only_when = false;     ///< the rule has neither languages nor conditions
};

struct CompiledRule {
  std::uint32_t root = none;
  Slice conditions;                    ///< those judged with the text; the cheap ones first
  Slice late;                          ///< customer.*, history.*
  std::vector<std::string> languages;  ///< BCP 47; empty: all
  std::vector<std::uint32_t> brands_named;
  std::uint32_t rank = 0;    ///< above that of every rule that it asks
  bool judged_late = false;  ///< with state: by conditions, windows, or a rule that it asks
  bool asks_late = false;    ///< a reference of its `when` may be answered only with state
  Slice marks;               ///< RuleSet::rule_marks: those that it gives
  Slice early;               ///< RuleSet::early_nodes: parts of `when` beside late references
};

/// What references ask for (rules/references.h).
struct ReferenceMark {
  Slice dependents;  ///< RuleSet::dependents: rules to look at where it is given
};

/// Whether a rule holds for a post, as far as it can be told without state.
enum class Truth : std::uint8_t { no, maybe, yes };

struct CompiledBrand {
  std::uint32_t words = none;   ///< set
  std::uint32_t unless = none;  ///< set; none: there is none
};

/// Our own accounts: `bluesky:did:plc:…`, `x:@acme`.
class AccountTable {
 public:
  void add(std::string_view account, std::uint32_t brand);
  bool any() const { return !brand_of_.empty(); }
  /// The brand whose account this is; none: nobody's of ours. Either may be empty.
  /// Cost       A few nanoseconds for nearly every stranger; a look-up for the rest.
  std::uint32_t find(std::string_view source, std::string_view id, std::string_view handle) const;

 private:
  static std::size_t mix(std::string_view name);
  bool maybe(std::string_view name) const { return !name.empty() && seen_[mix(name)]; }

  std::unordered_map<std::string, std::uint32_t> brand_of_;
  std::bitset<1024> seen_;  ///< what length and ends our accounts' names have
};

struct RuleSet {
  LiteralDatabase database;
  std::vector<ScanHead> heads;  ///< by number in the database (rules/scan_heads.h)
  std::vector<LiteralTail> tails;
  std::string tail_text;
  std::vector<Literal> literals;
  std::vector<Want> wants;
  std::vector<std::uint32_t> literal_wants;
  std::vector<std::uint32_t> literal_atoms;
  std::vector<Atom> atoms;
  std::vector<std::uint32_t> atom_sets;
  std::vector<std::uint32_t> asked_atoms;
  std::vector<Triggered> triggered_rules;
  std::vector<std::uint32_t> triggered_brands;
  std::vector<TermSet> sets;
  std::vector<TermPattern> patterns;
  std::vector<Regex> regexes;

  std::vector<Node> nodes;
  std::vector<std::uint32_t> children;
  std::vector<Link> links;
  std::vector<std::string> clauses;
  std::vector<CompiledCondition> conditions;
  std::vector<CompiledRule> rules;  ///< by RuleIndex
  std::vector<ReferenceMark> marks;
  std::vector<std::uint32_t> rule_marks;
  std::vector<std::uint32_t> dependents;
  std::vector<std::uint32_t> early_nodes;
  std::vector<Gate> gates;                   ///< by RuleIndex
  std::vector<std::uint32_t> always_rules;   ///< looked at for every post
  std::vector<std::uint32_t> brand_rules;    ///< looked at where a brand is spoken of
  std::vector<std::uint32_t> always_brands;  ///< no literal tells whether a post speaks of them

  std::vector<CompiledBrand> brands;
  AccountTable accounts;
  TagTable hashtags;                     ///< `fail` → atoms
  TagTable mentions;                     ///< `acme` → atoms
  std::vector<std::uint32_t> wild_tags;  ///< atoms: tags with wildcards or hosts

  std::vector<RuleInfo> infos;
  std::vector<BrandInfo> brand_infos;
  std::vector<std::string> term_names;
  std::uint32_t brand_term = none;  ///< what a brand's spans are called, if a rule asks for one
  std::uint64_t fingerprint = 0;
};

}  // namespace tocsin::rules
