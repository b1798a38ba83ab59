#include "rules/term_reader.h"

#include <algorithm>
#include <optional>

#include "engine/bounds.h"
#include "rules/excerpt.h"
#include "rules/regex_check.h"

namespace tocsin::rules {
namespace {

std::unexpected<BadTerm> bad(std::string_view lint, std::string text) {
  return std::unexpected(BadTerm{std::string(lint), std::move(text)});
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Bytes of letters, digits and everything not ASCII: what holds a wildcard up.
std::size_t solid(std::string_view word) {
  return static_cast<std::size_t>(std::ranges::count_if(word, [](char c) {
    const auto b = static_cast<unsigned char>(c);
    if (b >= 0x80) return (b & 0xC0) != 0x80;
    return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_';
  }));
}

std::optional<std::string> refused_wildcard(std::string_view word) {
  const std::size_t first = word.find('*');
  const std::size_t last = word.rfind('*');
  if (first != std::string_view::npos) {
    const bool inside =
        (first > 0 && first + 1 < word.size()) || (last > 0 && last + 1 < word.size());
    if (inside)
      return "`*` stands at the beginning or the end of a word, not within " + ticked(word) +
             ": write two entries, or a regex";
    if (solid(word) < 2)
      return "`*` needs at least two characters beside it: " + ticked(word) +
             " would match nearly everything";
  }
  return std::nullopt;
}

std::expected<Term, BadTerm> read_words(std::string_view written) {
  bool anything = false;
  for (std::size_t at = 0; at < written.size();) {
    if (is_space(written[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < written.size() && !is_space(written[end])) ++end;
    const std::string_view word = written.substr(at, end - at);
    if (auto why = refused_wildcard(word)) return bad("wildcard", *why);
    if (word.find_first_not_of("*?") != std::string_view::npos) anything = true;
    at = end;
  }
  if (!anything)
    return bad("wildcard",
               ticked(written) + " holds only wildcards: it needs a character of its own");
  return Term{Term::Form::words, std::string(written), {}, {}};
}

std::expected<Term, BadTerm> read_exact(std::string_view written) {
  const std::string_view rest = written.substr(std::string_view("exact:").size());
  if (rest.size() < 2 || rest.front() != '"' || rest.back() != '"')
    return bad("exact", ticked(written) + " lacks its double quotes: write 'exact:\"" +
                            std::string(rest) + "\"'");
  if (rest.size() == 2) return bad("exact", "`exact:\"\"` asks for nothing: write the characters");
  return Term{Term::Form::exact, std::string(rest.substr(1, rest.size() - 2)), {}, {}};
}

std::expected<Term, BadTerm> read_regex(std::string_view written, bool original) {
  const std::size_t tail = original ? 2 : 1;
  const std::string_view pattern = written.substr(1, written.size() - 1 - tail);
  if (const auto why = refused_regex(pattern))
    return bad("regex", "the regex " + ticked(written) + " is refused: " + *why);
  return Term{
      original ? Term::Form::regex_original : Term::Form::regex, std::string(pattern), {}, {}};
}

/// `/…/flags` with flags that we do not have.
bool has_other_flags(std::string_view written) {
  const std::size_t close = written.rfind('/');
  return close > 1 && close + 1 < written.size() && written.size() - close <= 4 &&
         std::ranges::all_of(written.substr(close + 1),
                             [](char c) { return std::string_view("gimsux").contains(c); });
}

}  // namespace

std::expected<Term, BadTerm> read_term(std::string_view written) {
  std::expected<Term, BadTerm> term = [&]() -> std::expected<Term, BadTerm> {
    if (std::ranges::all_of(written, is_space))
      return bad("empty-term", "an empty term matches nothing: write the words, or take it away");
    if (written.size() > bounds::pattern_bytes)
      return bad("too-long", "this term is longer than " + std::to_string(bounds::pattern_bytes) +
                                 " bytes: split it");
    if (written.starts_with("exact:")) return read_exact(written);
    if (written.size() > 1 && written.front() == '/') {
      if (written.ends_with("/x") && written.size() > 2) return read_regex(written, true);
      if (written.ends_with('/')) return read_regex(written, false);
      if (has_other_flags(written))
        return bad("regex", ticked(written) +
                                " has a flag that is not known: a regex is `/…/`, without case "
                                "already, or `/…/x` over the original text");
    }
    return read_words(written);
  }();
  if (term) term->written = written;
  return term;
}

}  // namespace tocsin::rules
