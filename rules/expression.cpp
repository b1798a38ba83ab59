#include "rules/expression.h"

#include <algorithm>
#include <utility>

#include "rules/expression_lexer.h"
#include "rules/term_reader.h"

namespace tocsin::rules {
namespace {

using Kind = Token::Kind;
constexpr int parenthesis_depth = 64;
constexpr int count_most = 10'000;

class Parser {
 public:
  Parser(std::vector<Token> tokens, const std::function<Place(std::size_t)>& place_of,
         std::vector<ExprFault>& faults)
      : tokens_(std::move(tokens)), place_of_(place_of), faults_(faults) {}

  ExprPtr run() {
    if (peek().kind == Kind::end) {
      if (faults_.empty()) fault(0, "empty-when", "`when` is empty: name the terms that must hold");
      return nullptr;
    }
    std::vector<ExprPtr> parts;
    while (true) {
      append(parts, disjunction());
      if (peek().kind == Kind::end) break;
      skip_stray();
      if (peek().kind == Kind::end) break;
    }
    return joined(Expr::Kind::all, std::move(parts));
  }

 private:
  const Token& peek() const { return tokens_[next_]; }
  Token take() {
    Token token = tokens_[next_];
    if (token.kind != Kind::end) ++next_;
    return token;
  }
  bool accept(Kind kind) {
    if (peek().kind != kind) return false;
    take();
    return true;
  }
  void fault(std::size_t at, std::string_view lint, std::string text) {
    faults_.push_back({at, std::string(lint), std::move(text)});
  }
  static void append(std::vector<ExprPtr>& parts, ExprPtr part) {
    if (part) parts.push_back(std::move(part));
  }
  ExprPtr make(Expr::Kind kind, std::size_t at) const {
    auto expr = std::make_unique<Expr>();
    expr->kind = kind;
    expr->place = place_of_(at);
    return expr;
  }

  /// One part stands for itself; several become a node that begins where the first does.
  static ExprPtr joined(Expr::Kind kind, std::vector<ExprPtr> parts) {
    if (parts.empty()) return nullptr;
    if (parts.size() == 1) return std::move(parts.front());
    auto expr = std::make_unique<Expr>();
    expr->kind = kind;
    expr->place = parts.front()->place;
    expr->operands = std::move(parts);
    return expr;
  }

  void skip_stray() {
    const Token token = take();
    if (token.kind == Kind::close)
      fault(token.at, "parenthesis", "this `)` closes nothing: take it away, or add a `(`");
    else if (token.kind == Kind::comma)
      fault(token.at, "operator",
            "a `,` stands only in `2 of (a, b, c)`: write `OR`, or `AND`, here");
    else
      fault(token.at, "operator", "this stands where a term is expected: take it away");
  }

  bool starts_operand() const {
    switch (peek().kind) {
      case Kind::name:
      case Kind::term:
      case Kind::brand:
      case Kind::signal:
      case Kind::rule:
      case Kind::count:
      case Kind::number:
      case Kind::negation:
      case Kind::open:
        return true;
      default:
        return false;
    }
  }

  ExprPtr disjunction() {
    std::vector<ExprPtr> parts;
    append(parts, conjunction("OR"));
    while (accept(Kind::disjunction)) append(parts, conjunction("OR"));
    return joined(Expr::Kind::any, std::move(parts));
  }

  ExprPtr conjunction(std::string_view after) {
    std::vector<ExprPtr> parts;
    append(parts, negation(after));
    while (true) {
      if (accept(Kind::conjunction))
        append(parts, negation("AND"));
      else if (starts_operand())
        append(parts, negation("AND"));
      else
        break;
    }
    return joined(Expr::Kind::all, std::move(parts));
  }

  ExprPtr negation(std::string_view after) {
    if (peek().kind != Kind::negation) return chain(after);
    const Token sign = take();
    if (++depth_ > parenthesis_depth) return too_deep(sign.at);
    ExprPtr operand = negation("NOT");
    --depth_;
    if (!operand) return nullptr;
    ExprPtr expr = make(Expr::Kind::negation, sign.at);
    expr->operands.push_back(std::move(operand));
    return expr;
  }

  ExprPtr chain(std::string_view after) {
    const std::size_t first_at = peek().at;
    ExprPtr first = atom(after);
    if (peek().kind != Kind::near && peek().kind != Kind::before) return first;
    ExprPtr expr = make(Expr::Kind::near, first_at);
    check_operand(first.get(), first_at, peek().text);
    append(expr->operands, std::move(first));
    while (peek().kind == Kind::near || peek().kind == Kind::before) {
      const Token link = take();
      const std::size_t at = peek().at;
      ExprPtr operand = atom(link.text);
      check_operand(operand.get(), at, link.text);
      if (!operand) continue;
      expr->distances.push_back(link.number);
      expr->ordered.push_back(link.kind == Kind::before);
      expr->operands.push_back(std::move(operand));
    }
    if (expr->operands.size() < 2 || expr->distances.size() + 1 != expr->operands.size())
      return nullptr;
    if (std::ranges::all_of(expr->ordered, [](bool b) { return b; }))
      expr->kind = Expr::Kind::before;
    return expr;
  }

  /// Distances are between matches, so only what matches somewhere can stand beside them.
  void check_operand(const Expr* operand, std::size_t at, std::string_view link) {
    if (!operand || is_place_in_text(*operand)) return;
    fault(at, "near-operand",
          "beside `" + std::string(link) +
              "` stand terms, `brand`, or `(a OR b)` of these: this has no one place in the text");
  }

  static bool is_place_in_text(const Expr& expr) {
    switch (expr.kind) {
      case Expr::Kind::list:
      case Expr::Kind::term:
      case Expr::Kind::brand:
        return true;
      case Expr::Kind::any:
        return std::ranges::all_of(expr.operands,
                                   [](const ExprPtr& e) { return is_place_in_text(*e); });
      default:
        return false;
    }
  }

  ExprPtr too_deep(std::size_t at) {
    fault(at, "too-deep", "this is nested too deep: make the expression flatter");
    too_deep_ = true;  // what stands open is so because of that
    next_ = tokens_.size() - 1;
    return nullptr;
  }

  ExprPtr atom(std::string_view after) {
    const Token token = peek();
    switch (token.kind) {
      case Kind::name:
        return list(take());
      case Kind::term:
        return term(take());
      case Kind::brand:
        return named(Expr::Kind::brand, take());
      case Kind::signal:
        return named(Expr::Kind::signal, take());
      case Kind::rule:
        return named(Expr::Kind::rule, take());
      case Kind::count:
        return count(take());
      case Kind::number:
        return at_least(take());
      case Kind::open:
        return group(take());
      default:
        return missing(token, after);
    }
  }

  ExprPtr missing(const Token& token, std::string_view after) {
    const std::string where = after.empty() ? "at the beginning of an expression or group"
                                            : "after `" + std::string(after) + "`";
    if (token.kind == Kind::near || token.kind == Kind::before || token.kind == Kind::conjunction ||
        token.kind == Kind::disjunction)
      fault(token.at, "operand", "this operator has nothing on its left: name a term before it");
    else if (token.kind == Kind::negation)
      fault(token.at, "near-operand",
            "`NOT` cannot stand beside NEAR or BEFORE: write `… AND NOT (a NEAR/6 b)`");
    else
      fault(token.at, "operand", "a term is missing " + where);
    if (token.kind == Kind::of || token.kind == Kind::at_least || token.kind == Kind::negation)
      take();
    return nullptr;
  }

  ExprPtr list(const Token& token) const {
    ExprPtr expr = make(Expr::Kind::list, token.at);
    const std::size_t dot = token.text.find('.');
    if (dot == std::string::npos)
      expr->ref.name = token.text;
    else
      expr->ref = {token.text.substr(0, dot), token.text.substr(dot + 1)};
    return expr;
  }

  ExprPtr term(const Token& token) {
    ExprPtr expr = make(Expr::Kind::term, token.at);
    auto read = read_term(token.text);
    if (!read) {
      fault(token.at, read.error().lint, read.error().text);
      return expr;
    }
    expr->term = std::move(*read);
    expr->term.place = expr->place;
    return expr;
  }

  ExprPtr named(Expr::Kind kind, const Token& token) const {
    ExprPtr expr = make(kind, token.at);
    expr->id = token.text;
    return expr;
  }

  ExprPtr group(const Token& opened) {
    if (++depth_ > parenthesis_depth) return too_deep(opened.at);
    ExprPtr inside = disjunction();
    --depth_;
    close(opened.at);
    return inside;
  }

  void close(std::size_t opened) {
    if (accept(Kind::close) || too_deep_) return;
    fault(opened, "parenthesis", "this `(` is not closed: add a `)`");
  }

  /// `count(name) >= 3`
  ExprPtr count(const Token& token) {
    ExprPtr expr = make(Expr::Kind::count, token.at);
    const std::size_t opened = peek().at;
    if (!accept(Kind::open)) {
      fault(token.at, "count", "`count` is written `count(name) >= 3`");
      if (accept(Kind::name) && accept(Kind::at_least)) accept(Kind::number);
      return nullptr;
    }
    const std::size_t at = peek().at;
    ExprPtr operand = disjunction();
    close(opened);
    if (operand && !is_place_in_text(*operand))
      fault(at, "count", "`count` counts the matches of a term: name one");
    const bool compared = accept(Kind::at_least);
    const std::size_t number_at = peek().at;
    if (!compared || peek().kind != Kind::number) {
      fault(token.at, "count", "`count(…)` is followed by the least number: `count(name) >= 3`");
      return nullptr;
    }
    expr->n = take().number;
    if (expr->n < 1 || expr->n > count_most)
      fault(number_at, "count", "the least number is 1 to " + std::to_string(count_most));
    if (!operand) return nullptr;
    expr->operands.push_back(std::move(operand));
    return expr;
  }

  /// `2 of (a, b, c)`
  ExprPtr at_least(const Token& number) {
    if (!accept(Kind::of)) {
      fault(number.at, "number",
            "a number stands only in `2 of (a, b, c)` and `count(name) >= 3`: write it in quotes "
            "to find it in the text");
      return nullptr;
    }
    ExprPtr expr = make(Expr::Kind::at_least, number.at);
    expr->n = number.number;
    const std::size_t opened = peek().at;
    if (!accept(Kind::open)) {
      fault(number.at, "of", "`of` is followed by a list: `2 of (a, b, c)`");
      return nullptr;
    }
    if (++depth_ > parenthesis_depth) return too_deep(opened);
    do append(expr->operands, disjunction());
    while (accept(Kind::comma));
    --depth_;
    close(opened);
    const auto size = static_cast<int>(expr->operands.size());
    if (expr->n < 1 || expr->n > size)
      fault(number.at, "of",
            "`" + std::to_string(expr->n) + " of` a list of " + std::to_string(size) +
                ": the number is 1 to " + std::to_string(std::max(size, 1)));
    return expr;
  }

  std::vector<Token> tokens_;
  const std::function<Place(std::size_t)>& place_of_;
  std::vector<ExprFault>& faults_;
  std::size_t next_ = 0;
  int depth_ = 0;
  bool too_deep_ = false;
};

}  // namespace

ParsedExpr parse_expression(std::string_view text,
                            const std::function<Place(std::size_t)>& place_of,
                            const std::function<bool(std::string_view)>& is_term) {
  ParsedExpr parsed;
  std::vector<Token> tokens = tokens_of(text, is_term, parsed.faults);
  parsed.expr = Parser(std::move(tokens), place_of, parsed.faults).run();
  return parsed;
}

}  // namespace tocsin::rules
