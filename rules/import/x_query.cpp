#include "rules/import/x_query.h"

#include <algorithm>

#include "rules/import/bounds.h"
#include "rules/import/token.h"

namespace tocsin::rules::importing {
namespace {

using Kind = Token::Kind;

class Lexer {
 public:
  explicit Lexer(std::string_view text) : in_{text} {}

  Understood<std::vector<Token>> run() {
    while (in_.skip_space(), !in_.done()) {
      if (tokens_.size() >= query_parts)
        return std::unexpected(Faults{{in_.at, "the query has too many parts", "too-large"}});
      next();
      if (!faults_.empty()) return std::unexpected(std::move(faults_));
    }
    tokens_.push_back({.at = in_.text.size()});
    return std::move(tokens_);
  }

 private:
  void push(Kind kind, std::size_t at) { tokens_.push_back({.kind = kind, .at = at}); }
  void push(Query query) {
    const std::size_t at = query.at;
    tokens_.push_back({.kind = Kind::operand, .query = std::move(query), .at = at});
  }
  void fail(std::size_t at, std::string why) { faults_ = syntax_fault(at, std::move(why)); }

  void next() {
    const std::size_t at = in_.at;
    switch (in_.ahead()) {
      case '(':
        ++in_.at;
        return push(Kind::open, at);
      case ')':
        ++in_.at;
        return push(Kind::close, at);
      case '-':
        return negation();
      case '"':
        return phrase();
      default:
        return word();
    }
  }

  void negation() {
    const std::size_t at = in_.at++;
    if (in_.done() || space_at(in_.text, in_.at) > 0 || in_.ahead() == '-')
      return fail(at, "`-` negates what stands right behind it: write `-word`, or quote a dash");
    push(Kind::negation, at);
  }

  void phrase() {
    const std::size_t at = in_.at;
    const auto inside = in_.until('"');
    if (!inside) return fail(at, "the quote that opens here is not closed");
    Query query{.kind = Query::Kind::phrase, .text = std::string(*inside), .at = at};
    if (in_.ahead() == '~') {
      ++in_.at;
      const auto distance = in_.number();
      if (!distance) return fail(in_.at, "`~` is followed by the number of words: `\"a b\"~4`");
      query.kind = Query::Kind::loose;
      query.distance = *distance;
    }
    push(std::move(query));
  }

  std::string_view bare() {
    const std::size_t from = in_.at;
    while (!in_.done() && space_at(in_.text, in_.at) == 0 && in_.ahead() != '(' &&
           in_.ahead() != ')' && in_.ahead() != '"')
      ++in_.at;
    return in_.text.substr(from, in_.at - from);
  }

  void word() {
    const std::size_t at = in_.at;
    if (is_curly_quote(in_.text, at)) return fail(at, std::string(curly_quotes));
    const std::string_view text = bare();
    if (text == "OR") return push(Kind::disjunction, at);
    for (const std::string_view reserved : {"AND", "and", "or", "NOT"})
      if (text == reserved)
        return fail(at, "X does not take `" + std::string(text) +
                            "` as a word: AND is a space, OR is upper case, NOT is `-`; write the "
                            "word in quotes where you mean it");
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos && is_field_name(text.substr(0, colon)))
      return field(at, text.substr(0, colon), colon);
    push({.kind = Query::Kind::word, .text = std::string(text), .at = at});
  }

  void field(std::size_t at, std::string_view name, std::size_t colon) {
    Query query{.kind = Query::Kind::field, .name = std::string(name), .at = at};
    in_.at = at + colon + 1;
    if (in_.ahead() == '"' || in_.ahead() == '[') {
      const std::size_t opened = in_.at;
      query.quoted = in_.ahead() == '"';
      const auto inside = in_.until(query.quoted ? '"' : ']');
      if (!inside) return fail(opened, "what opens here is not closed");
      query.text = *inside;
    } else {
      query.text = bare();
    }
    if (query.text.empty())
      return fail(at, "`" + query.name + ":` is followed by a value, without a space");
    push(std::move(query));
  }

  Reading in_;
  std::vector<Token> tokens_;
  Faults faults_;
};

class Parser : TokenParser {
 public:
  explicit Parser(std::vector<Token> tokens) : TokenParser(std::move(tokens)) {}

  Understood<Query> run() {
    return whole([this] { return disjunction(0); });
  }

 private:
  Query disjunction(int depth) {
    std::vector<Query> operands;
    operands.push_back(conjunction(depth));
    while (faults_.empty() && in_.accept(Kind::disjunction)) operands.push_back(conjunction(depth));
    return joined(Query::Kind::any, std::move(operands));
  }

  bool starts_operand() const {
    const Kind kind = in_.peek().kind;
    return kind == Kind::operand || kind == Kind::open || kind == Kind::negation;
  }

  Query conjunction(int depth) {
    std::vector<Query> operands;
    operands.push_back(operand(depth));
    while (faults_.empty() && starts_operand()) operands.push_back(operand(depth));
    return joined(Query::Kind::all, std::move(operands));
  }

  Query operand(int depth) {
    const Token token = in_.take();
    switch (token.kind) {
      case Kind::operand:
        return token.query;
      case Kind::open:
        return group(token, depth);
      case Kind::negation:
        return negation(token);
      default:
        fail(token.at, "a word or an operator with its value is missing here");
        return {};
    }
  }

  Query group(const Token& opened, int depth) {
    if (depth >= nesting) return too_deep(opened.at);
    Query inside = disjunction(depth + 1);
    if (!in_.accept(Kind::close)) fail(opened.at, "this `(` is not closed");
    return inside;
  }

  Query negation(const Token& sign) {
    if (in_.peek().kind != Kind::operand) {
      fail(sign.at,
           "X asks not to negate a group, and does not say what it means: write `-a -b` for "
           "`-(a OR b)`");
      return {};
    }
    Query query{.kind = Query::Kind::negation, .at = sign.at};
    query.operands.push_back(in_.take().query);
    return query;
  }
};

}  // namespace

Understood<Query> parse_x(std::string_view text) {
  auto tokens = Lexer(text).run();
  if (!tokens) return std::unexpected(std::move(tokens.error()));
  return Parser(std::move(*tokens)).run();
}

}  // namespace tocsin::rules::importing
