#pragma once
#include <array>
#include <atomic>
#include <expected>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/judge/late_rules.h"
#include "rules/backtest.h"

namespace tocsin::rules {

/// What one set of rules matched in a post.
struct PastMatches {
  std::uint32_t first = 0;  ///< in PastReading::matches
  std::uint32_t count = 0;
  std::uint64_t brands = 0;
  bool ours = false;
};

/// A post that something is to be judged of: all that is needed of it, but no text.
struct PastHit {
  Instant at{};
  PostKey key{};
  AuthorKey author{};
  PostKey conversation{};
  std::uint64_t text_hash = 0;
  std::uint64_t place = 0;
  NearText near;
  float kept_rate = 1;
  bool repost = false;
  std::array<PastMatches, 2> sets;  ///< by the order's book, and by what it is compared with
};

/// All posts of an order, read and matched.
struct PastReading {
  std::vector<PastHit> hits;  ///< in the order in which they were said
  std::vector<Match> matches;
  /// Posts by the time at which they count, for what lies within `since`: minute → kept, heard,
  /// sampled.
  struct Minute {
    std::uint64_t kept = 0, sampled = 0;
    double heard = 0;
  };
  std::map<std::int64_t, Minute> minutes;
  Instant first{}, last{};
  std::uint64_t posts = 0;
};

/// `from`: posts before it are not read.
std::expected<PastReading, std::string> read_past(const PastPosts& posts,
                                                  const BacktestOrder& order, Instant from,
                                                  const std::stop_token& stop);

}  // namespace tocsin::rules
