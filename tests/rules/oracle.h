#pragma once
#include <functional>
#include <string>
#include <vector>

#include "rules/pack.h"

/// A slow evaluator of the rule language, written from its page alone: code points in a vector,
/// every start and every end tried, no tables, no scanner. It shares no code with the matcher.
namespace oracle {

using Text = std::u32string;

/// A match: code points [begin, end) of the folded text.
struct Place {
  std::size_t begin = 0;
  std::size_t end = 0;
  auto operator<=>(const Place&) const = default;
};

Text from_utf8(const std::string& text);
std::string to_utf8(const Text& text);
/// Folded text, step by step.
Text fold(const std::string& text);

class Evaluator {
 public:
  /// Whether a reference to other rules holds.
  using Asked = std::function<bool(const tocsin::rules::Expr& reference)>;
  /// `lists` are the term lists of the rule's pack.
  Evaluator(const std::vector<tocsin::rules::TermList>& lists, const std::string& text,
            Asked asked = {});
  bool holds(const tocsin::rules::Expr& expr);
  std::vector<Place> places(const tocsin::rules::Term& term) const;

 private:
  std::vector<Place> operand(const tocsin::rules::Expr& expr) const;
  bool chain(const tocsin::rules::Expr& expr, std::size_t link, const Place& at,
             const std::vector<std::vector<Place>>& operands) const;
  std::vector<Place> word_places(const tocsin::rules::Term& term) const;
  std::vector<Place> mention_places(const tocsin::rules::Term& term) const;
  std::vector<Place> exact_places(const tocsin::rules::Term& term) const;
  std::vector<Place> regex_places(const tocsin::rules::Term& term) const;
  std::size_t words_between(const Place& a, const Place& b) const;

  const std::vector<tocsin::rules::TermList>& lists_;
  Asked asked_;
  Text original_;
  Text folded_;        ///< with the letters of URLs made unknown
  Text folded_whole_;  ///< with URLs as they are
  std::vector<Place> words_;
};

}  // namespace oracle
