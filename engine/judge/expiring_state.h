#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/time.h"

namespace tocsin {

/// Small state that matters for a while and must survive a restart (limit windows, tombstones):
/// a 64-bit key with times, written as meta records under a prefix.
///
/// Threads    Unsafe; the judge owns it.
/// Limits     `most` keys; beyond, the oldest goes early and `forgotten()` counts it.
class ExpiringState {
 public:
  ExpiringState(std::string prefix, std::size_t most) : prefix_(std::move(prefix)), most_(most) {}

  /// The times noted under the key; nullptr: none.
  const std::vector<Instant>* find(std::uint64_t key) const;
  /// When what is noted under the key expires; nothing: none is.
  std::optional<Instant> expires(std::uint64_t key) const;
  /// Notes `times` until `expires`.
  void set(std::uint64_t key, std::vector<Instant> times, Instant expires);
  void erase(std::uint64_t key);
  /// Drops what has expired at `now`.
  void expire(Instant now);
  /// Appends what changed since the last call; an empty value deletes.
  void take_changed(std::vector<std::pair<std::string, std::string>>& out);
  /// One record as take_changed() wrote it. Any order.
  void restore(std::string_view key, std::string_view value);
  /// After the last restore().
  void restored();
  std::uint64_t forgotten() const { return forgotten_; }
  std::size_t size() const { return entries_.size(); }
  const std::string& prefix() const { return prefix_; }

 private:
  struct Entry {
    std::vector<Instant> times;
    Instant expires{};
    bool changed = false;
  };
  void mark(std::uint64_t key, Entry& entry);
  std::string name_of_key(std::uint64_t key) const;

  std::string prefix_;
  std::size_t most_;
  std::unordered_map<std::uint64_t, Entry> entries_;
  std::deque<std::pair<Instant, std::uint64_t>> order_;  ///< by time of setting, with its expiry
  std::vector<std::uint64_t> changed_;
  std::vector<std::uint64_t> erased_;
  std::uint64_t forgotten_ = 0;
};

}  // namespace tocsin
