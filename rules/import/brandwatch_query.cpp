#include "rules/import/brandwatch_query.h"

#include <algorithm>
#include <optional>

#include "rules/import/bounds.h"
#include "rules/import/token.h"

namespace tocsin::rules::importing {
namespace {

using Kind = Token::Kind;

class Lexer {
 public:
  explicit Lexer(std::string_view text) : in_{text} {}

  Understood<std::vector<Token>> run() {
    while (skip_space_and_comments(), !in_.done() && faults_.empty()) {
      if (tokens_.size() >= query_parts)
        return std::unexpected(Faults{{in_.at, "the query has too many parts", "too-large"}});
      next();
    }
    if (!faults_.empty()) return std::unexpected(std::move(faults_));
    tokens_.push_back({.at = in_.text.size()});
    return std::move(tokens_);
  }

 private:
  void skip_space_and_comments() {
    while (in_.skip_space(), in_.next_is("<<<")) {
      const std::size_t close = in_.text.find(">>>", in_.at);
      if (close == std::string_view::npos) return fail(in_.at, "this `<<<` comment is not closed");
      in_.at = close + 3;
    }
  }

  void push(Kind kind, std::size_t at, int distance = 0) {
    tokens_.push_back({.kind = kind, .distance = distance, .at = at});
  }
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
        return closed(at);
      case '"':
        return enclosed(Query::Kind::phrase, '"');
      case '{':
        return enclosed(Query::Kind::cased, '}');
      case '~':
        return fail(at, "`~` stands right behind a quote or a `)`: `\"a b\"~5`");
      default:
        return word();
    }
  }

  std::optional<int> tilde() {
    ++in_.at;
    const auto distance = in_.number();
    if (!distance) fail(in_.at, "`~` is followed by the number of words, without a space");
    return distance;
  }

  void closed(std::size_t at) {
    push(Kind::close, at);
    if (in_.ahead() != '~') return;
    const std::size_t from = in_.at;
    if (const auto distance = tilde()) push(Kind::tilde, from, *distance);
  }

  void enclosed(Query::Kind kind, char close) {
    const std::size_t at = in_.at;
    const auto inside = in_.until(close);
    if (!inside) return fail(at, std::string("what opens here is not closed: add `") + close + '`');
    Query query{.kind = kind, .text = std::string(*inside), .at = at};
    if (in_.ahead() == '~') {
      const auto distance = tilde();
      if (!distance) return;
      query.kind = Query::Kind::loose;
      query.distance = *distance;
    }
    push(std::move(query));
  }

  std::string_view bare() {
    const std::size_t from = in_.at;
    while (!in_.done() && space_at(in_.text, in_.at) == 0 &&
           !std::string_view("()\"~{}").contains(in_.ahead()) && !in_.next_is("<<<"))
      ++in_.at;
    return in_.text.substr(from, in_.at - from);
  }

  void word() {
    const std::size_t at = in_.at;
    if (is_curly_quote(in_.text, at)) return fail(at, std::string(curly_quotes));
    const std::string_view text = bare();
    if (text.empty()) return fail(at, "this character stands for nothing here: take it away");
    if (text == "AND") return push(Kind::conjunction, at);
    if (text == "OR") return push(Kind::disjunction, at);
    if (text == "NOT") return push(Kind::negation, at);
    if (text.starts_with("NEAR")) return near(at, text);
    for (const std::string_view lower : {"and", "or", "not"})
      if (text == lower)
        return fail(at,
                    "operators are upper case in Brandwatch, so that this is a word: write it "
                    "in quotes, or in upper case");
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos && is_field_name(text.substr(0, colon)) &&
        !text.substr(colon).starts_with("://"))
      return field(at, text.substr(0, colon), colon);
    if (in_.ahead() == '~')
      return fail(in_.at, "`~` stands right behind a quote or a `)`: `\"a b\"~5`");
    push({.kind = Query::Kind::word, .text = std::string(text), .at = at});
  }

  void near(std::size_t at, std::string_view text) {
    Reading digits{text, std::string_view("NEAR/").size()};
    const auto distance = text.starts_with("NEAR/") ? digits.number() : std::nullopt;
    const std::string_view rest = text.substr(std::min(digits.at, text.size()));
    if (!distance || (!rest.empty() && rest != "f"))
      return fail(at, "NEAR is written `NEAR/5`, or `NEAR/5f` where the order matters");
    push(rest.empty() ? Kind::near : Kind::before, at, *distance);
  }

  void field(std::size_t at, std::string_view name, std::size_t colon) {
    Query query{.kind = Query::Kind::field, .name = std::string(name), .at = at};
    in_.at = at + colon + 1;
    in_.skip_space();
    const char opens = in_.ahead();
    if (opens == '"' || opens == '[') {
      const std::size_t opened = in_.at;
      query.quoted = opens == '"';
      const auto inside = in_.until(query.quoted ? '"' : ']');
      if (!inside) return fail(opened, "what opens here is not closed");
      query.text = *inside;
    } else if (opens == '(') {
      return fail(at, "`" + query.name + ":(…)` is not imported: write `" + query.name +
                          ":` before each value");
    } else {
      query.text = bare();
    }
    if (query.text.empty()) return fail(at, "`" + query.name + ":` is followed by a value");
    push(std::move(query));
  }

  Reading in_;
  std::vector<Token> tokens_;
  Faults faults_;
};

/// Brandwatch has no order of precedence: one group holds operators of one sort.
class Parser : TokenParser {
 public:
  explicit Parser(std::vector<Token> tokens) : TokenParser(std::move(tokens)) {}

  Understood<Query> run() {
    return whole([this] { return group(0); });
  }

 private:
  /// AND, NOT and words side by side are of one sort; OR is another; NEAR joins two.
  Query group(int depth) {
    Query first = operand(depth);
    const Kind kind = in_.peek().kind;
    if (kind == Kind::disjunction) return disjunction(std::move(first), depth);
    if (kind == Kind::near || kind == Kind::before) return near(std::move(first), depth);
    return conjunction(std::move(first), depth);
  }

  bool at_end() const {
    return !faults_.empty() || in_.peek().kind == Kind::end || in_.peek().kind == Kind::close;
  }

  void mixed(std::string_view one) {
    fail(in_.peek().at, "Brandwatch asks for parentheses here: " + std::string(one));
  }

  Query disjunction(Query first, int depth) {
    std::vector<Query> operands;
    operands.push_back(std::move(first));
    while (!at_end()) {
      if (!in_.accept(Kind::disjunction)) {
        mixed("OR and AND, NOT or NEAR stand side by side");
        break;
      }
      operands.push_back(operand(depth));
      // `a OR b NOT c` is refused by the next round: its NOT is no OR.
    }
    return joined(Query::Kind::any, std::move(operands));
  }

  Query near(Query first, int depth) {
    const Token link = in_.take();
    Query query{.kind = link.kind == Kind::near ? Query::Kind::near : Query::Kind::before,
                .distance = link.distance,
                .at = link.at};
    query.operands.push_back(std::move(first));
    query.operands.push_back(operand(depth));
    if (!at_end()) mixed("NEAR joins two sides, and other operators stand outside");
    return query;
  }

  Query conjunction(Query first, int depth) {
    std::vector<Query> operands;
    operands.push_back(std::move(first));
    while (!at_end()) {
      const Kind kind = in_.peek().kind;
      if (kind == Kind::disjunction || kind == Kind::near || kind == Kind::before) {
        mixed("OR, NEAR and AND stand side by side");
        break;
      }
      in_.accept(Kind::conjunction);  // or NOT, or only white space
      operands.push_back(operand(depth));
    }
    return joined(Query::Kind::all, std::move(operands));
  }

  Query operand(int depth) {
    if (!faults_.empty()) return {};
    if (depth >= nesting) return too_deep(in_.peek().at);
    const Token token = in_.take();
    switch (token.kind) {
      case Kind::operand:
        return token.query;
      case Kind::open:
        return parenthesised(token, depth);
      case Kind::negation: {
        Query query{.kind = Query::Kind::negation, .at = token.at};
        query.operands.push_back(operand(depth + 1));
        return query;
      }
      default:
        fail(token.at, "a word, a phrase or a group is missing here");
        return {};
    }
  }

  Query parenthesised(const Token& opened, int depth) {
    Query inside = group(depth + 1);
    if (!in_.accept(Kind::close)) fail(opened.at, "this `(` is not closed");
    if (in_.peek().kind != Kind::tilde) return inside;
    const Token tilde = in_.take();
    if (inside.kind == Query::Kind::all && inside.operands.size() == 2) {
      inside.kind = Query::Kind::near;
      inside.distance = tilde.distance;
      inside.at = opened.at;
      return inside;
    }
    fail(tilde.at, "`~` stands behind a group of two sides: `((a OR b) AND (c OR d))~5`");
    return {};
  }
};

}  // namespace

Understood<Query> parse_brandwatch(std::string_view text) {
  auto tokens = Lexer(text).run();
  if (!tokens) return std::unexpected(std::move(tokens.error()));
  return Parser(std::move(*tokens)).run();
}

}  // namespace tocsin::rules::importing
