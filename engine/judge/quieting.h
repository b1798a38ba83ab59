#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/rule_book.h"
#include "engine/time.h"

namespace tocsin {

class Store;

/// When a rule is quieted. Configuration `quiet:`.
struct QuietOptions {
  double share = 0.2;                    ///< of the last posts that it would raise for; 0.001–1
  std::uint32_t of_last = 10'000;        ///< posts; 100–1,000,000
  std::uint32_t alerts_per_minute = 60;  ///< of stream time; 1–100,000
  bool off = false;                      ///< no rule is quieted
  std::vector<std::string> never{};      ///< full ids of rules that are not
};

/// A rule that is quieted, and why.
struct QuietRule {
  std::string rule;
  std::uint32_t matches = 0;  ///< that it had when it was
  std::string because;        ///< for a person
  Instant since{};            ///< stream time
};

/// Keeps a rule that matches far more than it should from paging everybody (SECURITY E3): its
/// alerts are still raised, and say that it was quieted. It is heard again when it finds less than
/// half of what quieted it, or when its pack's version changes.
///
/// Counted are findings that raise: what a limit holds back pages nobody. Posts are counted in
/// tenths of `of_last`, time in sixths of a minute, so that what happens is a function of the posts
/// in their order: of no batch, reader, commit or restart.
///
/// Threads    Unsafe; the judge owns it.
/// Ownership  find() is valid until the next call of anything else.
/// Limits     As many rules as have ever raised.
/// Cost       Nothing for posts without a raising finding.
class Quieting {
 public:
  explicit Quieting(QuietOptions options);

  /// Goes on to a post: the how manieth of all that were heard, and the stream time.
  void hear(std::uint64_t post, Instant now);
  /// The rules of a new book: those that changed are heard again.
  void use(const RuleBook& book);
  /// A finding of the rule, on this post, is to raise.
  void found(const RuleInfo& rule);
  /// An alert was raised for such a finding.
  void raised(const std::string& rule, int pack_version);
  /// Null: it is not quieted.
  const QuietRule* find(const std::string& rule) const;
  std::vector<QuietRule> all() const;

  /// What happened since the last call, for the feed.
  struct News {
    bool quieted = false;  ///< false: heard again
    std::string text;
  };
  std::vector<News> take_news() { return std::exchange(news_, {}); }

  void take_changed(std::vector<std::pair<std::string, std::string>>& out);
  void restore(const Store& store);

 private:
  /// What happened in the last N stretches of posts or time.
  template <std::size_t N>
  struct Recent {
    std::int64_t newest = 0;
    std::array<std::uint32_t, N> counts{};
    void move_to(std::int64_t stretch);
    std::uint32_t sum() const;
  };
  struct State {
    int pack_version = 0;
    Recent<10> posts;
    Recent<6> alerts;
    std::optional<QuietRule> quiet;
    bool changed = false;  ///< since take_changed()
  };
  using States = std::unordered_map<std::string, State>;
  bool watches(const std::string& rule) const;
  std::int64_t tenth() const;
  std::int64_t slot() const;
  std::uint32_t matches_most() const;
  State& state_of(const std::string& rule, int pack_version);
  void quiet(const std::string& rule, State& state, std::uint32_t matches, std::string because);
  void wake(States::value_type& entry, std::string_view because);
  void note_change(States::value_type& entry);

  QuietOptions options_;
  std::set<std::string, std::less<>> never_;
  std::uint64_t post_ = 0;
  Instant now_{};
  States states_;
  std::set<std::string> quiet_;  ///< rules that are: looked at as posts and time go on
  std::int64_t looked_tenth_ = 0, looked_slot_ = 0;
  std::vector<States::value_type*> changed_;
  std::vector<News> news_;
};

}  // namespace tocsin
