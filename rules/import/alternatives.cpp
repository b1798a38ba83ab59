#include "rules/import/alternatives.h"

#include <algorithm>
#include <iterator>

#include "rules/import/bounds.h"

namespace tocsin::rules::importing {
namespace {

enum class Sign : bool { held, denied };

Sign opposite(Sign sign) {
  return sign == Sign::held ? Sign::denied : Sign::held;
}

/// A value as a condition takes it: in quotes where it holds what ends one.
std::string value_text(std::string_view value) {
  const bool plain = !value.empty() && value.find_first_of(" \t,[]\"") == value.npos;
  return plain ? std::string(value) : '"' + std::string(value) + '"';
}

std::string term_operand(const std::string& term) {
  return term.starts_with('/') ? term : '"' + term + '"';
}

class Cutting {
 public:
  using Alternatives = std::vector<Alternative>;

  Alternatives of(const Meaning& meaning, Sign sign) {
    if (!faults.empty()) return {};
    if (!has_claim(meaning)) return {text(meaning, sign)};
    switch (meaning.kind) {
      case Meaning::Kind::claim:
        return claims(meaning, sign);
      case Meaning::Kind::negation:
        return of(meaning.operands.front(), opposite(sign));
      case Meaning::Kind::all:
        return sign == Sign::held ? conjunction(meaning, sign) : disjunction(meaning, sign);
      default:
        return sign == Sign::held ? disjunction(meaning, sign) : conjunction(meaning, sign);
    }
  }

  Faults faults;

 private:
  static Alternative text(Meaning meaning, Sign sign) {
    const std::size_t at = meaning.at;
    if (sign == Sign::denied) {
      Meaning negation{.kind = Meaning::Kind::negation, .at = at};
      negation.operands.push_back(std::move(meaning));
      meaning = std::move(negation);
    }
    return {.text = {std::move(meaning)}, .where = {}, .at = at};
  }

  Alternatives fail(std::size_t at, std::string why, std::string lint = "no-equivalent") {
    if (faults.empty()) faults.push_back({at, std::move(why), std::move(lint)});
    return {};
  }

  Alternatives too_many(std::size_t at) {
    return fail(at, "this would take more than " + std::to_string(rules_of_query) +
                        " rules, since `where` has no OR in Tocsin: import its sides as queries of "
                        "their own");
  }

  /// The sides of an OR; those of text alone stay together.
  Alternatives disjunction(const Meaning& meaning, Sign sign) {
    Alternatives out;
    std::vector<Meaning> texts;
    std::vector<Meaning> named;
    for (const Meaning& operand : meaning.operands) {
      if (!has_claim(operand))
        texts.push_back(text(operand, sign).text.front());
      else if (sign == Sign::held && operand.kind == Meaning::Kind::claim)
        named.push_back(operand);
      else
        std::ranges::move(of(operand, sign), std::back_inserter(out));
    }
    for (const Meaning& one : merged(std::move(named)))
      std::ranges::move(of(one, sign), std::back_inserter(out));
    if (!texts.empty()) {
      const std::size_t at = texts.front().at;
      Meaning any = texts.size() == 1 ? std::move(texts.front())
                                      : joined(Meaning::Kind::any, std::move(texts));
      out.insert(out.begin(), {.text = {std::move(any)}, .where = {}, .at = at});
    }
    return out.size() > rules_of_query ? too_many(meaning.at) : out;
  }

  /// `from:a OR from:b` is one condition: `in [a, b]`.
  static std::vector<Meaning> merged(std::vector<Meaning> claims) {
    std::vector<Meaning> out;
    for (Meaning& one : claims) {
      const auto same = std::ranges::find_if(out, [&](const Meaning& m) {
        return one.claim.kind == Claim::Kind::is && m.claim.kind == Claim::Kind::is &&
               m.claim.field == one.claim.field;
      });
      if (same == out.end())
        out.push_back(std::move(one));
      else
        std::ranges::move(one.claim.values, std::back_inserter(same->claim.values));
    }
    return out;
  }

  /// Each alternative of one part with each of the others.
  Alternatives conjunction(const Meaning& meaning, Sign sign) {
    Alternatives out{{.text = {}, .where = {}, .at = meaning.at}};
    for (const Meaning& operand : meaning.operands) {
      const Alternatives more = of(operand, sign);
      if (out.size() * more.size() > rules_of_query) return too_many(meaning.at);
      Alternatives product;
      for (const Alternative& one : out)
        for (const Alternative& other : more) product.push_back(both(one, other));
      out = std::move(product);
    }
    return out;
  }

  Alternative both(Alternative one, const Alternative& other) {
    std::ranges::copy(other.text, std::back_inserter(one.text));
    for (const std::string& condition : other.where)
      if (std::ranges::find(one.where, condition) == one.where.end())
        one.where.push_back(condition);
    if (one.where.size() > where_conditions)
      fail(other.at, "this asks for more conditions than a rule of Tocsin takes", "too-large");
    return one;
  }

  static Alternative where(std::size_t at, std::vector<std::string> conditions) {
    return {.text = {}, .where = std::move(conditions), .at = at};
  }

  Alternatives claims(const Meaning& meaning, Sign sign) {
    const Claim& claim = meaning.claim;
    const std::string field(name_of(claim.field));
    const bool held = sign == Sign::held;
    const std::size_t at = meaning.at;
    switch (claim.kind) {
      case Claim::Kind::is:
        if (held) return {where(at, {one_of(field, claim)})};
        // A language that is not known is not this one.
        if (claim.field == Field::lang)
          return {where(at, none_of(field, claim)), where(at, {field + " unknown"})};
        return {where(at, none_of(field, claim))};
      case Claim::Kind::truth:
        return {
            where(at, {field + " = " + ((claim.values[0] == "true") == held ? "true" : "false")})};
      case Claim::Kind::unknown:
        return {where(at, {field + (held ? " unknown" : " known")})};
      case Claim::Kind::at_least:
        return {where(at, {field + (held ? " >= " : " < ") + claim.values[0]})};
      case Claim::Kind::range:
        if (held) return {where(at, {field + " = " + claim.values[0] + ".." + claim.values[1]})};
        return {where(at, {field + " < " + claim.values[0]}),
                where(at, {field + " > " + claim.values[1]})};
      case Claim::Kind::matches:
        if (held) return {where(at, {field + " matches " + term_operand(claim.values[0])})};
        break;
      case Claim::Kind::has:
        if (held) return {where(at, {field + " has " + '"' + claim.values[0] + '"'})};
        break;
    }
    return fail(at, "`where` cannot say that `" + field +
                        "` does not hold something: take the negation away, or leave these posts "
                        "to another rule");
  }

  static std::string one_of(const std::string& field, const Claim& claim) {
    if (claim.values.size() == 1) return field + " = " + value_text(claim.values[0]);
    std::string list;
    for (const std::string& value : claim.values)
      list += (list.empty() ? "" : ", ") + value_text(value);
    return field + " in [" + list + ']';
  }

  static std::vector<std::string> none_of(const std::string& field, const Claim& claim) {
    std::vector<std::string> out;
    for (const std::string& value : claim.values) out.push_back(field + " != " + value_text(value));
    return out;
  }
};

}  // namespace

Understood<std::vector<Alternative>> alternatives_of(const Meaning& meaning) {
  Cutting cutting;
  auto out = cutting.of(meaning, Sign::held);
  if (!cutting.faults.empty()) return std::unexpected(std::move(cutting.faults));
  return out;
}

}  // namespace tocsin::rules::importing
