#pragma once
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/literal.h"

namespace re2 {
class RE2;
}

namespace tocsin::rules {

/// A regular expression of a rule, run by RE2: linear time, no backtracking, bounded memory.
///
/// Threads    Const; shared.
/// Limits     bounds::pattern_bytes, regex_repeat, regex_bytes_most.
/// Errors     compile: why it cannot run, and what to write instead.
/// Cost       A microsecond or more a text: asked only where its literals stand in the post.
class Regex {
 public:
  enum class Over : std::uint8_t { folded, original };
  static std::expected<Regex, std::string> compile(std::string_view pattern, Over over);

  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  /// All matches that do not overlap, from the left, each as long as it can be.
  void find_all(std::string_view text, std::vector<Stretch>& found) const;

  /// One of these stands (folded) in every text that matches; empty: nothing is known.
  const std::vector<std::string>& required() const { return required_; }
  /// Where the whole pattern is a short list of texts: those, to be matched without running it.
  const std::vector<TermPattern>& enumerated() const { return enumerated_; }
  /// What its program takes: a step is about 32 bytes, and a microsecond to compile.
  std::size_t steps() const { return steps_; }
  /// Names a dot or a slash: matches characters of a URL too.
  bool in_urls() const { return in_urls_; }

 private:
  Regex();
  /// The places over marked text (rules/regex_edges.h).
  void find_all_marked(std::string_view text, std::vector<Stretch>& found) const;

  std::unique_ptr<re2::RE2> compiled_;
  std::vector<std::string> required_;
  std::vector<TermPattern> enumerated_;
  std::size_t steps_ = 0;
  bool in_urls_ = false;
  bool marked_ = false;  ///< runs over a text with marks at the edges of words
};

/// Compiles patterns as long as they are not too many together.
class RegexBudget {
 public:
  explicit RegexBudget(std::size_t steps) : most_(steps) {}
  std::expected<Regex, std::string> compile(std::string_view pattern, Regex::Over over);
  bool is_spent() const { return spent_ > most_; }

 private:
  const std::size_t most_;
  std::size_t spent_ = 0;
};

/// Over which text a term's regular expression runs; nothing: the term is none.
inline std::optional<Regex::Over> over_of(const Term& term) {
  if (term.form == Term::Form::regex) return Regex::Over::folded;
  if (term.form == Term::Form::regex_original) return Regex::Over::original;
  return std::nullopt;
}

}  // namespace tocsin::rules
