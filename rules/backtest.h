#pragma once
#include <array>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/past_posts.h"
#include "engine/rule_book.h"
#include "rules/rules.h"

/// Back-tests: what rules would have found, and raised, in posts that were heard before.
namespace tocsin::rules {

/// How far a back-test has come.
struct BacktestProgress {
  std::uint64_t posts = 0;
  double share = 0;  ///< of the reading, 0–1
};

struct BacktestOrder {
  RuleBookPtr book;
  RuleBookPtr against;               ///< to be compared with; null: nothing
  std::optional<Micros> since;       ///< counts what was said in this time before the last post
  std::optional<Instant> last_time;  ///< of the last post, where it is known beforehand
  int threads = 0;                   ///< that read and match; 0: one for each core
  /// Called now and then, by one thread at a time.
  std::function<void(const BacktestProgress&)> progress;
};

/// A number of posts as they were kept, and how many like them there were: of every second kept,
/// two.
struct Weighed {
  std::uint64_t kept = 0;
  double heard = 0;
  void add(float kept_rate) {
    ++kept;
    heard += 1.0 / static_cast<double>(kept_rate);
  }
};

/// A post as a back-test shows it: who wrote it is left out (SECURITY C6).
struct BacktestSample {
  std::uint64_t place = 0;
  Instant at{};
  std::string source;
  std::string id;  ///< or what stands for it, where it names the author
  std::string text;
  std::vector<std::pair<std::string, std::pair<std::size_t, std::size_t>>> spans;  ///< term, bytes
};

/// What one set of rules would have done.
struct BacktestSum {
  Weighed findings;
  Weighed raising;            ///< findings that raise, or join an alert that is open
  std::uint64_t limited = 0;  ///< findings over their rule's limit: they raise nothing
  std::uint64_t reposts = 0;  ///< findings on reposts: likewise
  std::uint64_t cases = 0;    ///< conversations with a raising finding: one alert each
};

struct BacktestRule {
  std::string id;
  std::string title;
  RuleStatus status = RuleStatus::live;  ///< as written; all are judged as if they were live
  BacktestSum sum;
  std::map<std::int64_t, Weighed> by_day;   ///< raising, by day since 1970
  std::map<std::string, Weighed> by_brand;  ///< raising
  std::vector<BacktestSample> samples;      ///< of what raises
};

/// Findings of a rule by this id in one set, in the other, in both.
struct BacktestDifference {
  std::string id;
  Weighed gained, lost, same;
  std::vector<BacktestSample> gained_samples, lost_samples;
};

struct BacktestResult {
  std::uint64_t posts = 0;       ///< read, within `since`
  double heard = 0;              ///< that they stand for
  std::uint64_t sampled = 0;     ///< of these, kept at a rate below 1
  std::uint64_t unreadable = 0;  ///< lines of files that are no post
  Instant from{}, to{};          ///< first and last of them; Instant{}: none
  BacktestSum sum;
  std::map<std::int64_t, Weighed> by_day;  ///< raising posts
  std::map<std::int64_t, std::uint64_t> cases_by_day;
  std::map<std::string, Weighed> by_brand;
  std::vector<BacktestRule> rules;  ///< most raising first, then by id; all that are loaded
  std::optional<BacktestSum> against;
  Weighed gained, lost, same;                   ///< posts, where there is `against`
  std::vector<BacktestDifference> differences;  ///< that gain or lose; the largest first
  double seconds = 0;
};

/// Runs it: every post is matched, by several threads; then, in the order in which they were said,
/// conditions on history, windows and limits are judged. The result does not depend on the number
/// of threads.
///
/// What it cannot know: which cases people had ended (`history.open_cases` counts all), and posts
/// that were not kept. Versions of a post before its last are gone.
///
/// Threads    Any; blocks. Starts `threads` of its own.
/// Limits     bounds::backtest_posts.
/// Errors     For a person: the store cannot be read, too many posts, it was stopped.
/// Cost       bench/bench_backtest.cpp.
std::expected<BacktestResult, std::string> run_backtest(const PastPosts& posts,
                                                        const BacktestOrder& order,
                                                        const std::stop_token& stop = {});

/// Makes rules that are drafts part of the set, as shadow ones: to be tried before they are loaded.
/// How each was written is kept by id.
std::map<std::string, RuleStatus> wake_drafts(LoadedPacks& packs);

/// The result as JSON, an object (docs/rules.md). `written`: of wake_drafts().
std::string to_json(const BacktestResult& result);

}  // namespace tocsin::rules
