#include "rules/expression_lexer.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "engine/bounds.h"
#include "rules/excerpt.h"
#include "rules/language_names.h"

namespace tocsin::rules {
namespace {

using Kind = Token::Kind;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}
std::optional<Kind> operator_named(std::string_view upper) {
  if (upper == "AND") return Kind::conjunction;
  if (upper == "OR") return Kind::disjunction;
  if (upper == "NOT") return Kind::negation;
  if (upper == "NEAR") return Kind::near;
  if (upper == "BEFORE") return Kind::before;
  return std::nullopt;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::toupper(c); });
  return out;
}

class Lexer {
 public:
  Lexer(std::string_view text, const std::function<bool(std::string_view)>& is_term,
        std::vector<ExprFault>& faults)
      : text_(text), is_term_(is_term), faults_(faults) {}

  std::vector<Token> run() {
    while (skip_space(), at_ < text_.size()) next();
    push(Kind::end, text_.size());
    return std::move(tokens_);
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  char ahead(std::size_t by = 0) const { return at_ + by < text_.size() ? text_[at_ + by] : '\0'; }
  void push(Kind kind, std::size_t at, std::string text = {}, int number = 0) {
    tokens_.push_back({kind, std::move(text), number, at});
  }
  void fault(std::size_t at, std::string_view lint, std::string text,
             std::optional<Fix> fix = std::nullopt) {
    faults_.push_back({at, std::string(lint), std::move(text), std::move(fix)});
  }

  void next() {
    const std::size_t at = at_;
    const char c = text_[at_];
    if (c == '(' || c == ')' || c == ',') {
      ++at_;
      return push(c == '(' ? Kind::open : c == ')' ? Kind::close : Kind::comma, at);
    }
    if (c == '"') return quoted_term();
    if (c == '/') return regex_term();
    if (c == '>' || c == '<' || c == '=') return comparison();
    if (is_word(c)) return word();
    symbol();
  }

  /// From the opening quote to the closing one; `\"` is a quote within.
  std::optional<std::string> quoted() {
    const std::size_t opened = at_++;
    std::string value;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && ahead(1) == '"') ++at_;
      value += text_[at_];
    }
    if (at_ >= text_.size()) {
      fault(opened, "missing-quote", "the quote that opens here is not closed: add `\"`");
      return std::nullopt;
    }
    ++at_;
    return value;
  }

  void quoted_term() {
    const std::size_t at = at_;
    push(Kind::term, at, quoted().value_or("…"));
  }

  void regex_term() {
    const std::size_t at = at_++;
    while (at_ < text_.size() && text_[at_] != '/') at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size()) {
      at_ = text_.size();
      fault(at, "regex", "the regex that begins here has no closing `/`");
      return push(Kind::term, at, "…");
    }
    ++at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    push(Kind::term, at, std::string(text_.substr(at, at_ - at)));
  }

  void comparison() {
    const std::size_t at = at_;
    while (std::string_view("<>=!").contains(ahead()) && at_ < text_.size()) ++at_;
    const std::string_view written = text_.substr(at, at_ - at);
    if (written != ">=")
      fault(at, "operator",
            ticked(written) +
                " does not stand in `when`: `count(name) >= 3` does; conditions on "
                "fields stand under `where`");
    push(Kind::at_least, at);
  }

  std::string_view take_word() {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }

  void word() {
    const std::size_t at = at_;
    const std::string_view word = take_word();
    if (ahead() == '*' || ahead() == '?') return bare_text(at);
    if (std::ranges::all_of(word, is_digit)) return number(at, word);
    if (const auto op = operator_named(word)) return binary(at, *op, word);
    if (word == "count") return push(Kind::count, at);
    if (word == "of") return push(Kind::of, at);
    if (ahead() == ':') return prefixed(at, word);
    if (word == "brand") return push(Kind::brand, at);
    if (const auto op = operator_named(upper(word)); op && !is_term_(word))
      return lower_operator(at, *op, word);
    if (word == "signal" || word == "rule" || word == "exact") {
      fault(at, "name", ticked(word) + " is followed by a colon: `" + std::string(word) + ":…`");
      return push(Kind::term, at, "…");
    }
    name(at, word);
  }

  void number(std::size_t at, std::string_view digits) {
    int value = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (code != std::errc()) fault(at, "number", ticked(digits) + " is too large a number");
    // A pack may be named `3g`, and `3.x` is never a number here.
    if (ahead() == '.') return name(at, digits);
    push(Kind::number, at, {}, value);
  }

  void binary(std::size_t at, Kind op, std::string_view word) {
    if (op != Kind::near && op != Kind::before) return push(op, at);
    push(op, at, std::string(word), distance(at, word));
  }

  /// `NEAR 5`: the number is meant.
  std::optional<int> number_behind() {
    std::size_t from = at_;
    while (from < text_.size() && is_space(text_[from])) ++from;
    std::size_t end = from;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    const bool whole = end == text_.size() || !is_word(text_[end]);
    if (end == from || end - from > 3 || !whole) return std::nullopt;
    at_ = end;
    return std::stoi(std::string(text_.substr(from, end - from)));
  }

  int distance(std::size_t at, std::string_view word) {
    const std::string name = upper(word);
    if (ahead() != '/' || !is_digit(ahead(1))) {
      const bool slash = ahead() == '/';
      if (slash) ++at_;
      const int meant = number_behind().value_or(6);
      // `NEAR/many`: what stands for the number is no term.
      while (slash && at_ < text_.size() && is_word(text_[at_])) ++at_;
      fault(at, "near-number",
            ticked(word) + " needs the largest number of words between its sides: write `" + name +
                '/' + std::to_string(meant) + '`');
      return meant;
    }
    ++at_;
    const std::string_view digits = take_word();
    int value = 0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (end != digits.data() + digits.size() || code != std::errc() || value > bounds::near_words) {
      fault(at, "near-number",
            "the number of " + ticked(name + "/" + std::string(digits)) +
                " is a whole number from 0 to " + std::to_string(bounds::near_words));
      return 6;
    }
    return value;
  }

  void lower_operator(std::size_t at, Kind op, std::string_view word) {
    fault(at, "lower-case-operator",
          ticked(word) + " is no term of this pack; operators are upper case: write `" +
              upper(word) + (op == Kind::near || op == Kind::before ? "/6`" : "`"),
          Fix{"write it in upper case", std::string(word), upper(word), true});
    int n = 6;
    if (op == Kind::near || op == Kind::before) {
      if (ahead() == '/' && is_digit(ahead(1))) n = distance(at, word);
    }
    push(op, at, std::string(word), n);
  }

  /// `brand:x`, `signal:x`, `rule:pack/id`, `exact:"x"`
  void prefixed(std::size_t at, std::string_view prefix) {
    ++at_;
    if (prefix == "exact") {
      if (ahead() != '"')
        return fault(at, "exact", "`exact:` is followed by double quotes: `exact:\"AcMe\"`");
      if (const auto value = quoted()) push(Kind::term, at, "exact:\"" + *value + '"');
      return;
    }
    const std::size_t from = at_;
    while (at_ < text_.size() && (is_word(text_[at_]) || (prefix == "rule" && ahead() == '/')))
      ++at_;
    const std::string id(text_.substr(from, at_ - from));
    if (prefix == "brand") return reference(at, Kind::brand, id, is_id(id), "brand:acme");
    if (prefix == "signal")
      return reference(at, Kind::signal, id, is_term_name(id), "signal:complaint");
    if (prefix == "rule")
      return reference(at, Kind::rule, id, std::ranges::count(id, '/') == 1, "rule:core/refund");
    fault(at, "name",
          "`" + std::string(prefix) +
              ":` is not known: `brand:`, `signal:`, `rule:` and `exact:` are");
    push(Kind::term, at, "…");
  }

  void reference(std::size_t at, Kind kind, const std::string& id, bool well_formed,
                 std::string_view model) {
    if (!well_formed)
      fault(at, "name",
            ticked(text_.substr(at, at_ - at)) + " names nothing: write it as " + ticked(model));
    push(kind, at, id);
  }

  void name(std::size_t at, std::string_view first) {
    if (ahead() == '.' && is_word(ahead(1))) {
      ++at_;
      take_word();
    } else if (ahead() == '/' && is_word(ahead(1)) && is_id(first)) {
      fault(at, "name",
            "a term of another pack is written with a dot: `" + std::string(first) + ".…`");
      ++at_;
      take_word();
      return push(Kind::term, at, "…");
    }
    const std::string_view written = text_.substr(at, at_ - at);
    if (field_named(written)) return field(at, written);
    const std::size_t dot = written.find('.');
    const std::string_view list = dot == std::string_view::npos ? written : written.substr(dot + 1);
    const bool good =
        is_term_name(list) && (dot == std::string_view::npos || is_id(written.substr(0, dot)));
    const bool shouted = written.size() > 2 && std::ranges::all_of(written, is_upper);
    if (!good)
      fault(at, "name",
            ticked(written) +
                (shouted ? " is no operator (they are AND, OR, NOT, NEAR/6, BEFORE/6), and no name "
                           "of a term: write text in quotes, as \""
                         : " is no name of a term (a-z 0-9 _ -): write text in quotes, as \"") +
                excerpt(written) + "\"");
    push(good ? Kind::name : Kind::term, at, std::string(written));
  }

  /// `author.followers > 10` among the terms.
  void field(std::size_t at, std::string_view written) {
    const std::string name(written);
    while (at_ < text_.size() && text_[at_] != '(' && text_[at_] != ')') {
      skip_space();
      const std::size_t from = at_;
      const std::string_view word = take_word();
      if (operator_named(word)) {
        at_ = from;
        break;
      }
      if (word.empty()) ++at_;
    }
    at_ = std::min(at_, text_.size());
    std::string_view condition = text_.substr(at, at_ - at);
    while (!condition.empty() && is_space(condition.back())) condition.remove_suffix(1);
    fault(at, "field",
          ticked(name) + " is a field: conditions on fields stand under `where`, as `- " +
              excerpt(condition) + "`");
    push(Kind::term, at, "…");
  }

  /// Anything else: an operator of another language, or text that lacks its quotes.
  void symbol() {
    const std::size_t at = at_;
    if (text_[at_] == '\'') return single_quoted();
    if (const std::size_t curly = curly_quote(at_)) return curly_quoted(curly);
    for (const auto& [sign, kind, meant] :
         {std::tuple{"&", Kind::conjunction, "AND"}, std::tuple{"|", Kind::disjunction, "OR"},
          std::tuple{"!", Kind::negation, "NOT"}, std::tuple{"+", Kind::conjunction, "AND"}}) {
      if (text_[at_] != *sign) continue;
      at_ += ahead(1) == *sign ? 2 : 1;
      fault(at, "operator",
            ticked(text_.substr(at, at_ - at)) + " is no operator here: write `" + meant + "`");
      return push(kind, at);
    }
    bare_text(at);
  }

  /// The bytes of a typographic quote that stands here; 0: none does.
  std::size_t curly_quote(std::size_t at) const {
    for (const std::string_view quote : {"“", "”", "„", "‟", "«", "»", "‘", "’", "‚"})
      if (text_.substr(at).starts_with(quote)) return quote.size();
    return 0;
  }

  /// `“no signal”`, as word processors write it.
  void curly_quoted(std::size_t opening) {
    const std::size_t at = at_;
    std::size_t end = at + opening;
    while (end < text_.size() && curly_quote(end) == 0 && text_[end] != '"') ++end;
    const std::string inside(text_.substr(at + opening, end - at - opening));
    at_ = std::min(text_.size(), end + std::max<std::size_t>(1, curly_quote(end)));
    const std::string straight = '"' + inside + '"';
    fault(at, "quotes", "curly quotes are read as text: write " + excerpt(straight),
          Fix{"write straight quotes", std::string(text_.substr(at, at_ - at)), straight, true});
    push(Kind::term, at, inside.empty() ? "…" : inside);
  }

  void bare_text(std::size_t at) {
    while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '(' && text_[at_] != ')' &&
           text_[at_] != ',')
      ++at_;
    const std::string written(text_.substr(at, at_ - at));
    fault(at, "unquoted",
          ticked(written) + " is text: write it in double quotes, \"" + excerpt(written) + '"');
    push(Kind::term, at, written);
  }

  void single_quoted() {
    const std::size_t at = at_++;
    const std::size_t close = text_.find('\'', at_);
    const std::size_t end = close == std::string_view::npos ? text_.size() : close;
    const std::string inside(text_.substr(at_, end - at_));
    at_ = std::min(end + 1, text_.size());
    fault(at, "operator", "an inline term stands in double quotes: write \"" + inside + '"');
    push(Kind::term, at, inside.empty() ? "…" : inside);
  }

  std::string_view text_;
  const std::function<bool(std::string_view)>& is_term_;
  std::vector<ExprFault>& faults_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text,
                             const std::function<bool(std::string_view)>& is_term,
                             std::vector<ExprFault>& faults) {
  return Lexer(text, is_term, faults).run();
}

}  // namespace tocsin::rules
