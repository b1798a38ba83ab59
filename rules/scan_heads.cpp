#include "rules/scan_heads.h"

#include <unordered_map>

#include "rules/ordinary_words.h"

namespace tocsin::rules {
namespace {

// Fewer phrases with the same last word than this are no burden to the scan.
constexpr std::uint32_t shared_by_few = 8;
// What is found for more phrases than this is compared too often.
constexpr std::size_t tails_most = 8;
constexpr std::size_t word_least = 4;

/// Calls visit(begin, end) for each word of a literal: what stands between spaces.
template <class Visit>
void each_word(std::string_view literal, Visit&& visit) {
  for (std::size_t begin = 0; begin < literal.size();) {
    const std::size_t end = std::min(literal.find(' ', begin), literal.size());
    if (end > begin) visit(begin, end);
    begin = end + 1;
  }
}

class Heads {
 public:
  explicit Heads(const std::vector<std::string>& literals) {
    for (const std::string_view literal : literals)
      each_word(literal, [&](std::size_t begin, std::size_t end) {
        ++shares_[literal.substr(begin, end - begin)];
      });
  }

  /// Where the literal is cut; its size: nowhere.
  std::size_t cut_of(std::string_view literal) const {
    const std::size_t last = literal.rfind(' ') + 1;
    std::uint32_t least = shares_of(literal.substr(last));
    std::size_t cut = literal.size();
    if (least <= shared_by_few) return cut;
    each_word(literal, [&](std::size_t begin, std::size_t end) {
      const auto word = literal.substr(begin, end - begin);
      if (word.size() < word_least || shares_of(word) >= least || is_ordinary_word(word)) return;
      least = shares_of(word);
      cut = end;
    });
    return cut;
  }

 private:
  std::uint32_t shares_of(std::string_view word) const {
    const auto known = shares_.find(word);
    return known == shares_.end() ? 0 : known->second;
  }

  std::unordered_map<std::string_view, std::uint32_t> shares_;  ///< by word: literals that have it
};

}  // namespace

ScanHeads choose_heads(const std::vector<std::string>& literals) {
  const Heads heads(literals);
  std::unordered_map<std::string_view, std::size_t> members;
  std::vector<std::size_t> cuts;
  for (const std::string_view literal : literals) {
    cuts.push_back(heads.cut_of(literal));
    ++members[literal.substr(0, cuts.back())];
  }
  ScanHeads out;
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::uint32_t i = 0; i < literals.size(); ++i) {
    const std::string_view literal = literals[i];
    const bool crowded = members[literal.substr(0, cuts[i])] > tails_most;
    const auto head = literal.substr(0, crowded ? literal.size() : cuts[i]);
    const auto [at, fresh] = places.try_emplace(head, out.heads.size());
    if (fresh) out.heads.push_back({head, {}});
    out.heads[at->second].tails.push_back({i, literal.substr(head.size())});
  }
  return out;
}

}  // namespace tocsin::rules
