#include "rules/regex.h"

#include <algorithm>
#include <array>

#include <re2/re2.h>

#include "rules/bounds.h"
#include "rules/regex_check.h"
#include "rules/regex_edges.h"
#include "rules/regex_syntax.h"

namespace tocsin::rules {
namespace {
using Kind = RegexNode::Kind;

constexpr std::size_t enumerated_most = 32;
constexpr std::size_t literal_least = 3;
constexpr std::string_view too_large = "it is too large when written out";
/// RE2's own `\b` knows ASCII only. Where it stands at an end of the pattern beside a word
/// character, that end is written out instead; elsewhere see rules/regex_edges.h.
constexpr std::string_view before_word = "(?:\\A|[^\\p{L}\\p{M}\\p{Nd}_])";
constexpr std::string_view behind_word = "(?:\\z|[^\\p{L}\\p{M}\\p{Nd}_])";

/// One alternative of the pattern, without the edges at its ends.
struct Branch {
  RegexNode core;
  bool left = false;
  bool right = false;
};

Branch branch_of(RegexNode node) {
  Branch out{std::move(node)};
  // Also inside of one group around it all: `(?:\bfoo\b)`.
  if (out.core.kind != Kind::sequence) return out;
  auto& parts = out.core.children;
  if (parts.size() > 1 && parts.front().kind == Kind::word_edge) {
    RegexNode rest = out.core;
    rest.children.erase(rest.children.begin());
    if (begins_with_word(rest)) {
      out.left = true;
      out.core = std::move(rest);
    }
  }
  auto& left = out.core.children;
  if (left.size() > 1 && left.back().kind == Kind::word_edge) {
    RegexNode rest = out.core;
    rest.children.pop_back();
    if (ends_with_word(rest)) {
      out.right = true;
      out.core = std::move(rest);
    }
  }
  return out;
}

std::vector<Branch> branches_of(RegexNode node) {
  std::vector<Branch> out;
  if (node.kind == Kind::choice)
    for (RegexNode& child : node.children) out.push_back(branch_of(std::move(child)));
  else
    out.push_back(branch_of(std::move(node)));
  return out;
}

std::vector<TermPattern> enumerate(const std::vector<Branch>& branches, bool in_urls) {
  std::vector<TermPattern> out;
  for (const Branch& b : branches) {
    const auto texts = all_texts(b.core, enumerated_most);
    if (!texts) return {};
    for (const std::string& text : *texts) {
      if (text.size() < 2 || out.size() >= enumerated_most) return {};
      TermPattern p;
      p.literal = text;
      p.left = b.left ? Edge::plain : Edge::none;
      p.right = b.right ? Edge::plain : Edge::none;
      p.in_urls = in_urls;
      out.push_back(std::move(p));
    }
  }
  return out;
}

std::string write_branches(const std::vector<Branch>& branches) {
  std::string out;
  for (const Branch& b : branches) {
    if (!out.empty()) out += '|';
    if (b.left) out += before_word;
    out += '(' + write_regex(b.core) + ')';
    if (b.right) out += behind_word;
  }
  return out;
}

std::vector<std::string> required_by(const RegexNode& tree, Regex::Over over) {
  std::vector<std::string> texts = required_texts(tree);
  if (over == Regex::Over::original)
    for (std::string& t : texts) t = folded_core(t);
  std::ranges::sort(texts);
  const auto [first, last] = std::ranges::unique(texts);
  texts.erase(first, last);
  for (const std::string& t : texts)
    if (t.size() < literal_least) return {};
  return texts;
}

std::unique_ptr<re2::RE2> compile_within(const std::string& written, Regex::Over over,
                                         std::int64_t bytes) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_longest_match(true);
  options.set_case_sensitive(over == Regex::Over::original);
  options.set_max_mem(bytes);
  return std::make_unique<re2::RE2>(written, options);
}

std::string why_not(const re2::RE2& refused) {
  if (refused.error_code() == re2::RE2::ErrorPatternTooLarge ||
      refused.error_code() == re2::RE2::ErrorRepeatSize)
    return std::string(too_large) +
           ": `\\w`, `.` and `[^…]` stand for very many letters, and a repeat `{n}` writes them n "
           "times; repeat less, or write `+` or `*`";
  return "it cannot be compiled: " + refused.error();
}

}  // namespace

Regex::Regex() = default;
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

std::expected<Regex, std::string> Regex::compile(std::string_view pattern, Over over) {
  if (auto why = refused_regex(pattern)) return std::unexpected(*why);
  auto tree = parse_regex(pattern);
  if (!tree) return std::unexpected(tree.error());
  if (over == Over::folded) fold_regex(*tree);
  Regex out;
  out.in_urls_ = names_dot_or_slash(*tree);
  out.required_ = required_by(*tree, over);
  const auto branches = branches_of(*tree);
  if (over == Over::folded) out.enumerated_ = enumerate(branches, out.in_urls_);
  std::string written = write_branches(branches);
  if (std::ranges::any_of(branches, asks_for_edges, &Branch::core))
    if (const auto marked = write_for_marked(*tree)) {
      out.marked_ = true;
      written = '(' + *marked + ')';
    }
  out.compiled_ = compile_within(written, over, bounds::regex_bytes);
  if (out.compiled_->error_code() == re2::RE2::ErrorPatternTooLarge)
    out.compiled_ = compile_within(written, over, bounds::regex_bytes_most);
  if (!out.compiled_->ok()) return std::unexpected(why_not(*out.compiled_));
  // Backwards it is compiled here too, and not by the first post that matches.
  out.steps_ = static_cast<std::size_t>(std::max(0, out.compiled_->ProgramSize()) +
                                        std::max(0, out.compiled_->ReverseProgramSize())) /
               2;
  if (re2::RE2::PartialMatch("", *out.compiled_))
    return std::unexpected("it can match the empty text: let it ask for at least one character");
  return out;
}

std::expected<Regex, std::string> RegexBudget::compile(std::string_view pattern, Regex::Over over) {
  const std::string spent =
      "with this one, the patterns of all packs are too large together (" + std::to_string(most_) +
      " steps): repeat `\\w`, `.` and `[^…]` less, or take terms instead of patterns; those behind "
      "it were not looked at";
  if (is_spent()) return std::unexpected(spent);
  auto regex = Regex::compile(pattern, over);
  if (regex)
    spent_ += regex->steps();
  else if (regex.error().starts_with(too_large))
    spent_ += bounds::regex_steps_of_too_large;
  if (is_spent()) return std::unexpected(spent);
  return regex;
}

namespace {

/// The first match at or behind `from`.
std::optional<Stretch> next_match(const re2::RE2& regex, std::string_view text, std::size_t from,
                                  std::vector<re2::StringPiece>& parts) {
  const re2::StringPiece whole(text.data(), text.size());
  parts.resize(static_cast<std::size_t>(regex.NumberOfCapturingGroups()) + 1);
  if (!regex.Match(whole, from, text.size(), re2::RE2::UNANCHORED, parts.data(),
                   static_cast<int>(parts.size())))
    return std::nullopt;
  // Each alternative is a group; what stands around it is only an edge.
  const auto matched = std::find_if(parts.begin() + 1, parts.end(),
                                    [](const re2::StringPiece& p) { return p.data() != nullptr; });
  if (matched == parts.end()) return std::nullopt;
  const auto begin = static_cast<std::size_t>(matched->data() - text.data());
  return Stretch{static_cast<std::uint32_t>(begin),
                 static_cast<std::uint32_t>(begin + matched->size())};
}

}  // namespace

void Regex::find_all(std::string_view text, std::vector<Stretch>& found) const {
  found.clear();
  if (marked_) return find_all_marked(text, found);
  std::vector<re2::StringPiece> parts;
  for (std::size_t from = 0; from < text.size();) {
    const auto match = next_match(*compiled_, text, from, parts);
    if (!match) break;
    if (match->end > match->begin) found.push_back(*match);
    from = std::max<std::size_t>(match->end, from + 1);
  }
}

void Regex::find_all_marked(std::string_view text, std::vector<Stretch>& found) const {
  const MarkedText marked(text);
  std::vector<re2::StringPiece> parts;
  for (std::size_t from = 0; from < marked.text.size();) {
    const auto match = next_match(*compiled_, marked.text, from, parts);
    if (!match) break;
    // The edge that it ends in may be the next one's first.
    const std::size_t end = marked.without_marks(match->begin, match->end);
    const Stretch place{marked.from[match->begin], marked.from[end]};
    if (place.end > place.begin) found.push_back(place);
    from = std::max(end, from + 1);
  }
}

}  // namespace tocsin::rules
