#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "rules/import/query.h"

namespace tocsin::rules::importing {

/// What both platforms' queries are cut into.
struct Token {
  enum class Kind : std::uint8_t {
    operand,  ///< query
    open,
    close,
    conjunction,
    disjunction,
    negation,
    near,    ///< distance
    before,  ///< distance
    tilde,   ///< behind a `)`: distance
    end,
  };
  Kind kind = Kind::end;
  Query query = {};
  int distance = 0;
  std::size_t at = 0;
};

/// Tokens, one after the other, with the depth of what they nest.
///
/// Ownership  Owns them.
class TokenStream {
 public:
  explicit TokenStream(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  const Token& peek() const { return tokens_[next_]; }
  Token take() {
    Token token = tokens_[next_];
    if (token.kind != Token::Kind::end) ++next_;
    return token;
  }
  bool accept(Token::Kind kind) {
    if (peek().kind != kind) return false;
    take();
    return true;
  }

 private:
  std::vector<Token> tokens_;  ///< the last is `end`
  std::size_t next_ = 0;
};

/// What parsers of tokens have in common: the first fault is told, and nothing behind it is read.
class TokenParser {
 protected:
  explicit TokenParser(std::vector<Token> tokens) : in_(std::move(tokens)) {}

  /// A whole query: what `group()` reads, to the end.
  template <class Group>
  Understood<Query> whole(Group&& group) {
    if (in_.peek().kind == Token::Kind::end)
      return std::unexpected(syntax_fault(0, "the query is empty"));
    Query query = group();
    if (in_.peek().kind != Token::Kind::end) fail(in_.peek().at, "this `)` closes nothing");
    if (!faults_.empty()) return std::unexpected(std::move(faults_));
    return query;
  }
  void fail(std::size_t at, std::string why) {
    if (faults_.empty()) faults_ = syntax_fault(at, std::move(why));
  }
  Query too_deep(std::size_t at) {
    if (faults_.empty()) faults_ = {{at, "the query is nested too deep", "too-large"}};
    return {};
  }

  TokenStream in_;
  Faults faults_;
};

/// Reads text from the left.
struct Reading {
  std::string_view text;
  std::size_t at = 0;

  bool done() const { return at >= text.size(); }
  char ahead(std::size_t by = 0) const { return at + by < text.size() ? text[at + by] : '\0'; }
  bool next_is(std::string_view what) const { return text.substr(at).starts_with(what); }
  void skip_space();
  /// Digits of at most four places; nothing where there are none or more.
  std::optional<int> number();
  /// From the opening quote to behind the closing one; nothing where it is not closed.
  std::optional<std::string_view> until(char close);
};

/// Bytes of the white space that stands at `at`, of any script; 0: none does.
std::size_t space_at(std::string_view text, std::size_t at);
bool is_digit(char c);
/// Quotes that a word processor made, and no platform reads: what to write instead.
inline constexpr std::string_view curly_quotes =
    "typographic quotes are no quotes in a query: write `\"`";
bool is_curly_quote(std::string_view text, std::size_t at);

/// Nothing but letters and `_`, not empty: the name of an operator with a value.
bool is_field_name(std::string_view text);

/// One operand stands for itself.
Query joined(Query::Kind kind, std::vector<Query> operands);

}  // namespace tocsin::rules::importing
