#pragma once
#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/pack.h"
#include "rules/word.h"

/// How often words stand in an author's own traffic: so that a term which matches a large share of
/// an ordinary stream is known before it does.
namespace tocsin::rules {

/// In how many posts each word, and each pair of words with only a space between them, stands.
///
/// Limits     The table holds what stands in at least 3 posts and in one of 10,000; it names
///            nobody's post. At most 8 MiB of it are read.
class Frequencies {
 public:
  /// The table as a file: a line a word, the most frequent first.
  std::string to_text() const;
  static std::expected<Frequencies, std::string> from_text(std::string_view text);

  std::uint64_t posts() const { return posts_; }
  std::size_t size() const { return counts_.size(); }
  /// The least share of posts in which a term stands; nullopt: the table cannot tell (patterns,
  /// tags, longer phrases).
  std::optional<double> share(const Term& term) const;

 private:
  friend class FrequencyCounter;
  std::uint64_t posts_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> counts_;
};

/// Counts over posts as they come.
///
/// Threads    Unsafe to share.
/// Limits     `entries_most` words and pairs; beyond it the rarest are forgotten (lossy counting,
///            Manku and Motwani 2002), so that a count is at most `lost()` too low.
class FrequencyCounter {
 public:
  static constexpr std::size_t entries_most = 3'000'000;
  void add(std::string_view text);
  Frequencies table() const;
  std::uint64_t lost() const { return lost_; }

 private:
  void forget_the_rarest();

  std::uint64_t posts_ = 0;
  std::uint64_t lost_ = 0;
  std::unordered_map<std::string, std::uint32_t> counts_;
  std::vector<Stretch> words_;
  std::vector<std::string> said_;
};

/// Warns of terms (`common-term`) that stand in more than `most` of the posts, and alone are enough
/// for a rule, beside the brand.
void lint_common_terms(const Pack& pack, const Frequencies& table, double most,
                       std::vector<Problem>& problems);

}  // namespace tocsin::rules
