#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/rule_book.h"
#include "engine/time.h"

namespace tocsin {

/// Which texts are near-identical: a text belongs to the known one whose print differs from its
/// own in the fewest bits, at most `bits`; where there is none, it is known from now on, and later
/// ones belong to it. Texts that are compared as a whole belong to their equals.
///
/// Six blocks of the print are the index: of ten bits that differ, at most one falls into some
/// block, so a look at each block with at most one bit turned finds all that are near (the
/// pigeonhole of Manku, Jain and Das Sarma, WWW 2007, with fewer tables and more looks).
///
/// Threads    Unsafe; the judge owns it.
/// Limits     `most` texts; when full, those go that are out of use first. A text is out of use
///            when `until` of the last that belonged to it has come.
/// Cost       70 look-ups for a text that is not known to the letter: a few microseconds.
class NearTexts {
 public:
  static constexpr int bits = 10;
  explicit NearTexts(std::size_t most) : most_(most) {}

  /// The group of a text, among those of one scope (a rule's window), in use until `until`.
  std::uint64_t group(std::uint64_t scope, NearText text, Instant now, Instant until);
  void expire(Instant now);
  /// Appends what changed since the last call; an empty value deletes.
  void take_changed(std::vector<std::pair<std::string, std::string>>& out);
  /// One record as take_changed() wrote it. Any order.
  void restore(std::string_view name, std::string_view value);
  static constexpr std::string_view prefix = "judge/near/";
  std::size_t size() const { return known_.size(); }

 private:
  struct Known {
    std::uint64_t scope = 0;
    std::uint64_t print = 0;
    Instant until{};
  };
  std::uint64_t nearest(std::uint64_t scope, std::uint64_t print, Instant now) const;
  void insert(std::uint64_t id, const Known& known);
  void erase(std::uint64_t id);
  void use(std::uint64_t id, Instant until);

  std::size_t most_;
  std::unordered_map<std::uint64_t, Known> known_;
  std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> blocks_;
  std::set<std::pair<Instant, std::uint64_t>> order_;             ///< until, id
  std::vector<std::pair<std::uint64_t, std::uint64_t>> changed_;  ///< scope, print
};

}  // namespace tocsin
