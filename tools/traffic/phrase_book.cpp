#include "tools/traffic/phrase_book.h"

#include <stdexcept>

namespace tocsin::tools {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

/// The part of `rest` before `end`; takes it and `end` off.
std::string_view take_until(std::string_view& rest, std::string_view end) {
  const auto at = rest.find(end);
  const auto part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + end.size());
  return part;
}

}  // namespace

PhraseBook::PhraseBook(std::string_view grammar) {
  while (!grammar.empty()) {
    auto line = trimmed(take_until(grammar, "\n"));
    if (line.empty() || line.front() == '#') continue;
    const auto name = take_until(line, ":");
    const Symbol symbol = intern(trimmed(name));
    while (!line.empty()) add_alternative(symbol, trimmed(take_until(line, "|")));
  }
  std::vector<std::uint8_t> seen(lines_.size());
  for (const auto& [name, symbol] : names_) {
    if (lines_[symbol].empty()) throw std::logic_error("phrase book: no line for $" + name);
    refuse_loops(symbol, seen);
  }
}

PhraseBook::Symbol PhraseBook::intern(std::string_view name) {
  const auto [it, fresh] = names_.try_emplace(std::string(name), lines_.size());
  if (fresh) lines_.emplace_back();
  return it->second;
}

PhraseBook::Symbol PhraseBook::symbol(std::string_view name) const {
  const auto it = names_.find(std::string(name));
  if (it == names_.end()) throw std::logic_error("phrase book: no line named " + std::string(name));
  return it->second;
}

void PhraseBook::add_alternative(Symbol symbol, std::string_view written) {
  Alternative pieces;
  while (!written.empty()) {
    const auto dollar = written.find('$');
    if (dollar != 0)
      pieces.push_back({PieceKind::words, 0, std::string(written.substr(0, dollar))});
    if (dollar == std::string_view::npos) break;
    written.remove_prefix(dollar + 1);
    const bool optional = !written.empty() && written.front() == '~';
    if (optional) written.remove_prefix(1);
    std::size_t n = 0;
    while (n < written.size() && is_name(written[n])) ++n;
    pieces.push_back(
        {optional ? PieceKind::optional_slot : PieceKind::slot, intern(written.substr(0, n)), {}});
    written.remove_prefix(n);
  }
  lines_[symbol].push_back(std::move(pieces));
}

void PhraseBook::refuse_loops(Symbol symbol, std::vector<std::uint8_t>& seen) const {
  enum : std::uint8_t { unseen, under_way, done };
  if (seen[symbol] == done) return;
  if (seen[symbol] == under_way) throw std::logic_error("phrase book: a line leads to itself");
  seen[symbol] = under_way;
  for (const auto& alternative : lines_[symbol])
    for (const auto& piece : alternative)
      if (piece.kind != PieceKind::words) refuse_loops(piece.slot, seen);
  seen[symbol] = done;
}

void PhraseBook::say(Symbol symbol, SeededRandom& random, std::string& out) const {
  expand(symbol, random, out);
  while (!out.empty() && out.back() == ' ') out.pop_back();
}

void PhraseBook::expand(Symbol symbol, SeededRandom& random, std::string& out) const {
  const auto& alternatives = lines_[symbol];
  for (const auto& piece : alternatives[random.under(alternatives.size())]) {
    if (piece.kind == PieceKind::words) {
      std::string_view words = piece.words;
      // An optional slot that stayed empty leaves its two spaces: one is enough.
      if (!out.empty() && out.back() == ' ' && words.front() == ' ') words.remove_prefix(1);
      out += words;
    } else if (piece.kind == PieceKind::slot || random.chance(0.5)) {
      expand(piece.slot, random, out);
    }
  }
}

}  // namespace tocsin::tools
