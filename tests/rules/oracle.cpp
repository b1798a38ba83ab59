#include "oracle.h"

#include <algorithm>

#include <unicode/regex.h>

#include "oracle_text.h"

using namespace tocsin::rules;

namespace oracle {
namespace {

bool is_white(char32_t c) {
  return c == U' ' || c == U'\n' || c == U'\t' || c == U'\u00A0' || c == U'\u3000';
}

/// URLs of the generated texts: tokens that begin with a scheme, up to trailing punctuation.
std::vector<Place> urls_of(const Text& text) {
  std::vector<Place> out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 8, U"https://") != 0) continue;
    std::size_t end = i;
    while (end < text.size() && !is_white(text[end])) ++end;
    while (end > i &&
           std::u32string_view(U".,;:!?'").find(text[end - 1]) != std::u32string_view::npos)
      --end;
    out.push_back({i, end});
    i = end;
  }
  return out;
}

/// All ends of the pattern from a start; `*` is any run of one word's characters.
void ends_from(const Text& text, const Text& pattern, std::size_t p, std::size_t at,
               std::vector<std::size_t>& ends) {
  if (p == pattern.size()) return ends.push_back(at);
  const auto within = [&](std::size_t i) {
    return i < text.size() &&
           (is_word_char(text[i]) || (is_quote(text[i]) && keeps_together(text, i)));
  };
  if (pattern[p] == U'*') {
    for (std::size_t i = at;; ++i) {
      ends_from(text, pattern, p + 1, i, ends);
      if (!within(i)) return;
    }
  }
  if (at >= text.size()) return;
  if (pattern[p] == U'?' ? is_word_char(text[at]) : text[at] == pattern[p])
    ends_from(text, pattern, p + 1, at + 1, ends);
}

bool wild_or_word(char32_t c) {
  return c == U'*' || c == U'?' || is_word_char(c);
}

Text trimmed(Text text) {
  while (!text.empty() && text.back() == U' ') text.pop_back();
  while (!text.empty() && text.front() == U' ') text.erase(0, 1);
  return text;
}

bool holds_dot_or_slash(const std::string& text) {
  return text.find_first_of("./") != std::string::npos;
}

}  // namespace

Evaluator::Evaluator(const std::vector<TermList>& lists, const std::string& text, Asked asked)
    : lists_(lists), asked_(std::move(asked)), original_(from_utf8(text)) {
  folded_whole_ = fold(text);
  Text hidden = original_;
  for (const Place& url : urls_of(original_))
    for (std::size_t i = url.begin; i < url.end; ++i)
      if (is_word_char(hidden[i])) hidden[i] = i % 2 ? U'ა' : U'ბ';
  folded_ = fold(to_utf8(hidden));
  words_ = words_of(folded_whole_);
}

std::vector<Place> Evaluator::places(const Term& term) const {
  switch (term.form) {
    case Term::Form::words:
      return term.pattern[0] == '@' ? mention_places(term) : word_places(term);
    case Term::Form::exact:
      return exact_places(term);
    default:
      return regex_places(term);
  }
}

std::vector<Place> Evaluator::word_places(const Term& term) const {
  const Text pattern = trimmed(fold(term.pattern));
  const Text& text = holds_dot_or_slash(term.pattern) ? folded_whole_ : folded_;
  const bool tag = pattern[0] == U'#' || pattern[0] == U'$';
  const bool anywhere = std::ranges::any_of(pattern, is_unspaced);
  const bool left = tag || (!anywhere && wild_or_word(pattern.front()));
  const bool right = !anywhere && wild_or_word(pattern.back());
  std::vector<Place> all;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (tag ? i > 0 && is_word_char(text[i - 1]) : left && !boundary(text, i, Side::left)) continue;
    std::vector<std::size_t> ends;
    ends_from(text, pattern, 0, i, ends);
    for (const std::size_t e : ends) {
      const bool ok = tag ? anywhere || e >= text.size() || !is_word_char(text[e])
                          : !right || boundary(text, e, Side::right);
      if (ok && e > i) all.push_back({i, e});
    }
  }
  // A wildcard takes as much as it can.
  std::vector<Place> out;
  for (const Place& p : all)
    if (std::ranges::none_of(
            all, [&](const Place& q) { return q != p && q.begin <= p.begin && q.end >= p.end; }))
      out.push_back(p);
  std::ranges::sort(out);
  const auto [first, last] = std::ranges::unique(out);
  out.erase(first, last);
  return out;
}

/// `@handle`: read from the original text; its place is where its sign stands in the folded one.
std::vector<Place> Evaluator::mention_places(const Term& term) const {
  const auto name_char = [](char32_t c) {
    return is_word_char(c) || c == U'.' || c == U'-' || c == U'@' || is_format(c);
  };
  std::vector<Place> out;
  std::size_t sign = 0;
  for (std::size_t i = 0; i < original_.size(); ++i) {
    if (original_[i] != U'@') continue;
    sign = folded_.find(U'@', i == 0 ? 0 : sign);
    const std::size_t here = sign++;
    if (here > 0 && is_word_char(folded_[here - 1])) continue;
    std::size_t end = i + 1;
    while (end < original_.size() && name_char(original_[end])) ++end;
    while (end > i + 1 && !is_word_char(original_[end - 1])) --end;
    Text read = original_.substr(i + 1, end - i - 1);
    std::erase_if(read, is_format);
    std::string name = to_utf8(read);
    std::ranges::transform(name, name.begin(),
                           [](char c) { return static_cast<char>(std::tolower(c)); });
    const std::string wanted = term.pattern.substr(1);
    if (name == wanted ||
        (wanted.find('@') == std::string::npos && name.substr(0, name.find('@')) == wanted))
      out.push_back({here, here + 1 + read.size()});
  }
  return out;
}

/// Of exact terms only whether they are there: their place is at the begin of the text.
std::vector<Place> Evaluator::exact_places(const Term& term) const {
  const Text wanted = from_utf8(term.pattern);
  const bool anywhere = std::ranges::any_of(wanted, is_unspaced);
  const auto urls = urls_of(original_);
  for (std::size_t i = original_.find(wanted); i != Text::npos; i = original_.find(wanted, i + 1)) {
    const std::size_t end = i + wanted.size();
    const bool in_url =
        std::ranges::any_of(urls, [&](const Place& u) { return i >= u.begin && i < u.end; });
    if (in_url && !holds_dot_or_slash(term.pattern)) continue;
    if (!anywhere && is_word_char(wanted.front()) && !boundary(original_, i, Side::left)) continue;
    if (!anywhere && is_word_char(wanted.back()) && !boundary(original_, end, Side::right))
      continue;
    return {{0, 0}};
  }
  return {};
}

std::vector<Place> Evaluator::regex_places(const Term& term) const {
  UErrorCode code = U_ZERO_ERROR;
  icu::RegexMatcher matcher(icu::UnicodeString::fromUTF8(term.pattern), 0, code);
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(to_utf8(folded_));
  matcher.reset(text);
  std::vector<Place> out;
  while (matcher.find(code)) {
    const auto at = [&](int i) { return static_cast<std::size_t>(text.countChar32(0, i)); };
    out.push_back({at(matcher.start(code)), at(matcher.end(code))});
  }
  return out;
}

std::size_t Evaluator::words_between(const Place& a, const Place& b) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      words_, [&](const Place& w) { return w.begin >= a.end && w.end <= b.begin; }));
}

std::vector<Place> Evaluator::operand(const Expr& expr) const {
  std::vector<Place> out;
  const auto add = [&](const std::vector<Place>& some) {
    out.insert(out.end(), some.begin(), some.end());
  };
  if (expr.kind == Expr::Kind::term) add(places(expr.term));
  if (expr.kind == Expr::Kind::list)
    for (const TermList& list : lists_)
      if (list.name == expr.ref.name)
        for (const Term& t : list.entries) add(places(t));
  if (expr.kind == Expr::Kind::any)
    for (const ExprPtr& o : expr.operands) add(operand(*o));
  std::ranges::sort(out);
  return out;
}

bool Evaluator::chain(const Expr& expr, std::size_t link, const Place& at,
                      const std::vector<std::vector<Place>>& operands) const {
  if (link == expr.distances.size()) return true;
  const auto most = static_cast<std::size_t>(expr.distances[link]);
  for (const Place& next : operands[link + 1]) {
    const bool forward = at.end <= next.begin && words_between(at, next) <= most;
    const bool back =
        !expr.ordered[link] && next.end <= at.begin && words_between(next, at) <= most;
    if ((forward || back) && chain(expr, link + 1, next, operands)) return true;
  }
  return false;
}

bool Evaluator::holds(const Expr& expr) {
  const auto one = [&](const ExprPtr& e) { return holds(*e); };
  switch (expr.kind) {
    case Expr::Kind::list:
    case Expr::Kind::term:
      return !operand(expr).empty();
    case Expr::Kind::brand:
      return true;
    case Expr::Kind::count: {
      std::vector<Place> all = operand(*expr.operands[0]);
      std::ranges::sort(all, {}, &Place::end);
      int found = 0;
      std::size_t free_from = 0;
      for (const Place& p : all)
        if (p.begin >= free_from) {
          ++found;
          free_from = p.end;
        }
      return found >= expr.n;
    }
    case Expr::Kind::at_least:
      return std::ranges::count_if(expr.operands, one) >= expr.n;
    case Expr::Kind::near:
    case Expr::Kind::before: {
      std::vector<std::vector<Place>> operands;
      for (const ExprPtr& o : expr.operands) operands.push_back(operand(*o));
      return std::ranges::any_of(operands[0],
                                 [&](const Place& p) { return chain(expr, 0, p, operands); });
    }
    case Expr::Kind::negation:
      return !holds(*expr.operands[0]);
    case Expr::Kind::all:
      return std::ranges::all_of(expr.operands, one);
    case Expr::Kind::any:
      return std::ranges::any_of(expr.operands, one);
    case Expr::Kind::signal:
    case Expr::Kind::rule:
      return asked_ && asked_(expr);
  }
  return false;
}

}  // namespace oracle
