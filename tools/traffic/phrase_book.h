#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tools/traffic/seeded_random.h"

namespace tocsin::tools {

/// Sentences from a small grammar: lines `name: this $way | or that`. `$way` stands for one of
/// the alternatives of the line `way:`, `$~way` for it or nothing, `|` parts alternatives.
///
/// Threads    say() is const: any.
/// Errors     A name without a line, or a line that leads to itself, throws: our own bug.
/// Cost       say() appends, a few tens of nanoseconds a slot.
class PhraseBook {
 public:
  using Symbol = std::uint32_t;
  explicit PhraseBook(std::string_view grammar);

  Symbol symbol(std::string_view name) const;
  void say(Symbol symbol, SeededRandom& random, std::string& out) const;

 private:
  enum class PieceKind : std::uint8_t { words, slot, optional_slot };
  struct Piece {
    PieceKind kind = PieceKind::words;
    Symbol slot = 0;
    std::string words;
  };
  using Alternative = std::vector<Piece>;

  Symbol intern(std::string_view name);
  void add_alternative(Symbol symbol, std::string_view written);
  void refuse_loops(Symbol symbol, std::vector<std::uint8_t>& seen) const;
  void expand(Symbol symbol, SeededRandom& random, std::string& out) const;

  std::unordered_map<std::string, Symbol> names_;
  std::vector<std::vector<Alternative>> lines_;
};

}  // namespace tocsin::tools
