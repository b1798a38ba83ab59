#include "rules/import/when_text.h"

#include <algorithm>

#include "rules/import/bounds.h"
#include "rules/import/term_text.h"

namespace tocsin::rules::importing {
namespace {

std::string enclosed(std::string text, bool in_parentheses) {
  return in_parentheses ? '(' + text + ')' : text;
}

bool is_list(const Meaning& meaning) {
  return meaning.kind == Meaning::Kind::any && meaning.operands.size() >= list_of_terms &&
         std::ranges::all_of(meaning.operands, [](const Meaning& operand) {
           return operand.kind == Meaning::Kind::term;
         });
}

}  // namespace

std::string WhenText::all_of(const std::vector<Meaning>& parts) {
  if (parts.empty()) return "NOT " + std::string(nothing);
  if (parts.size() == 1) return of(parts.front(), Beside::nothing);
  std::string out;
  for (const Meaning& part : parts)
    out += (out.empty() ? "" : " AND ") + of(part, Beside::conjunction);
  return out;
}

std::string WhenText::of(const Meaning& meaning, Beside beside) {
  switch (meaning.kind) {
    case Meaning::Kind::term:
      return in_expression(meaning.written);
    case Meaning::Kind::near:
    case Meaning::Kind::before:
      return near(meaning, beside);
    case Meaning::Kind::negation:
      return enclosed("NOT " + of(meaning.operands.front(), Beside::negation),
                      beside == Beside::negation || beside == Beside::near);
    default:
      return several(meaning, beside);
  }
}

std::string WhenText::near(const Meaning& meaning, Beside beside) {
  const std::string link = (meaning.kind == Meaning::Kind::before ? " BEFORE/" : " NEAR/") +
                           std::to_string(meaning.distance) + ' ';
  return enclosed(
      of(meaning.operands[0], Beside::near) + link + of(meaning.operands[1], Beside::near),
      beside == Beside::negation);
}

std::string WhenText::several(const Meaning& meaning, Beside beside) {
  if (is_list(meaning)) return name_for(meaning);
  const bool any = meaning.kind == Meaning::Kind::any;
  std::string out;
  for (const Meaning& operand : meaning.operands)
    out += (out.empty() ? ""
            : any       ? " OR "
                        : " AND ") +
           of(operand, any ? Beside::disjunction : Beside::conjunction);
  // An AND within an OR needs no parentheses; a reader does.
  return enclosed(std::move(out),
                  beside != Beside::nothing &&
                      (any ? beside != Beside::disjunction : beside != Beside::conjunction));
}

std::string WhenText::name_for(const Meaning& disjunction) {
  TermNames list;
  for (const Meaning& term : disjunction.operands)
    if (std::ranges::find(list.terms, term.written) == list.terms.end())
      list.terms.push_back(term.written);
  const auto same = std::ranges::find(lists_, list.terms, &TermNames::terms);
  if (same != lists_.end()) return same->name;
  list.name = stem_ + (lists_.empty() ? "" : '-' + std::to_string(lists_.size() + 1));
  lists_.push_back(std::move(list));
  return lists_.back().name;
}

}  // namespace tocsin::rules::importing
