#include <algorithm>
#include <unordered_map>

#include "rules/excerpt.h"
#include "rules/fold.h"
#include "rules/lint.h"
#include "rules/word.h"

namespace tocsin::rules {
namespace {

bool is_prefix(const std::string& form) {
  return form.starts_with('w') && form.find('*') == form.size() - 1 &&
         form.find(' ') == std::string::npos;
}

/// `can*` finds `cannot`; whether it finds `can't` is a question of apostrophes.
bool goes_on(const std::string& word, std::size_t at) {
  while (at < word.size()) {
    const Decoded d = decode_at(word, at);
    if (!is(d.c, char_word)) return false;
    at += d.size;
  }
  return true;
}

/// `cancel*` finds all that `cancelled` finds.
const Term* covering(const std::string& form,
                     const std::unordered_map<std::string, const Term*>& prefixes) {
  if (!form.starts_with('w') || form.find_first_of(" ?") != std::string::npos) return nullptr;
  const std::string plain = form.ends_with('*') ? form.substr(0, form.size() - 1) : form;
  if (plain.find('*') != std::string::npos) return nullptr;
  for (std::size_t size = 1; size <= plain.size(); ++size) {
    const auto found = prefixes.find(plain.substr(0, size));
    if (found != prefixes.end() && form != found->first + '*' && goes_on(plain, size))
      return found->second;
  }
  return nullptr;
}

/// Entries of a list are an OR: what another one finds anyway can go.
Fix take_away() {
  return {.says = "take it away", .written = {}, .instead = {}, .safe = true};
}

}  // namespace

std::string form_of(const Term& term) {
  switch (term.form) {
    case Term::Form::words:
      // A handle or tag is compared as it is written: a fold makes its hyphen a space.
      return term.pattern.find_first_of("@#$") == std::string::npos ? "w" + fold(term.pattern)
                                                                    : "t" + term.pattern;
    case Term::Form::exact:
      return "e" + term.pattern;
    case Term::Form::regex:
      return "r" + term.pattern;
    case Term::Form::regex_original:
      return "o" + term.pattern;
  }
  return {};
}

void lint_terms(const TermList& list, std::vector<Problem>& problems) {
  std::unordered_map<std::string, const Term*> seen;
  std::unordered_map<std::string, const Term*> prefixes;
  for (const Term& term : list.entries)
    if (const std::string form = form_of(term); is_prefix(form))
      prefixes.emplace(form.substr(0, form.size() - 1), &term);
  for (const Term& term : list.entries) {
    const std::string form = form_of(term);
    const auto [earlier, is_new] = seen.emplace(form, &term);
    if (!is_new) {
      const bool same = earlier->second->written == term.written;
      warn(problems, term.place, "duplicate-term",
           ticked(term.written) + (same ? " stands" : " is, once folded, the same as ") +
               (same ? "" : ticked(earlier->second->written)) + " in line " +
               std::to_string(earlier->second->place.line) + (same ? " already" : "") +
               ": take one of them away",
           take_away());
    } else if (const Term* wider = covering(form, prefixes)) {
      warn(problems, term.place, "covered-term",
           ticked(wider->written) + " finds all that " + ticked(term.written) +
               " finds: take it away",
           take_away());
    }
  }
}

}  // namespace tocsin::rules
