#pragma once
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/time.h"

namespace tocsin {

/// A match that a window remembers.
struct WindowMatch {
  Instant time{};
  std::uint64_t post = 0;
  std::uint64_t author = 0;
  Instant expires{};
};

/// Matches by group (a rule and an author, a text …), for windows to look back at; written as meta
/// records, one a match, so that a commit writes what is new and not what is old.
///
/// Threads    Unsafe; the judge owns it.
/// Limits     bounds::window_matches in all, `most` in a group; beyond, those go that expire
///            first, and of a group the oldest. What expired is not counted by callers, who compare
///            times, so that it does not matter when it is cleared away.
/// Cost       A look-up and an insertion; memory about 200 bytes a match.
class WindowLog {
 public:
  explicit WindowLog(std::size_t most_in_all);

  /// Remembers a post in a group, once. The time at which it counts: that of the first time, until
  /// that has expired.
  Instant note(std::uint64_t group, const WindowMatch& match, Instant now, std::size_t most);
  /// By time, then post.
  std::span<const WindowMatch> of(std::uint64_t group) const;
  void forget(std::uint64_t group, std::uint64_t post);
  void expire(Instant now);
  /// Appends what changed since the last call; an empty value deletes.
  void take_changed(std::vector<std::pair<std::string, std::string>>& out);
  /// One record as take_changed() wrote it. Any order.
  void restore(std::string_view name, std::string_view value);
  static constexpr std::string_view prefix = "judge/window/";
  std::size_t size() const { return order_.size(); }
  std::uint64_t forgotten() const { return forgotten_; }

 private:
  using Key = std::pair<std::uint64_t, std::uint64_t>;  ///< group, post
  using Group = std::vector<WindowMatch>;
  void insert(std::uint64_t group, const WindowMatch& match);
  void erase(const Key& key);
  static const WindowMatch* find(const Group& group, std::uint64_t post);

  std::size_t most_;
  std::unordered_map<std::uint64_t, Group> groups_;
  std::set<std::tuple<Instant, std::uint64_t, std::uint64_t>> order_;  ///< expires, group, post
  std::vector<Key> changed_;
  std::uint64_t forgotten_ = 0;
};

}  // namespace tocsin
