#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tocsin {

/// Records in memory in front of the store: what changed stays until it is durable, what is cold
/// goes when there are too many (second chance, in order of arrival).
///
/// The same record is often asked for several times in a row, found or not: the last of both is
/// remembered.
///
/// Threads    Unsafe; the judge owns it.
/// Ownership  Pointers are valid until the next insert().
/// Limits     `most` records, and what is not yet durable.
template <class Key, class Value, class Hash = std::hash<Key>>
class RecordCache {
 public:
  using Load = std::function<std::optional<Value>(const Key&)>;
  RecordCache(std::size_t most, Load load) : most_(most), load_(std::move(load)) {}

  /// From memory, else from the store; nullptr where neither has it.
  Value* find(const Key& key) {
    if (missed_ == key) return nullptr;
    if (auto* here = find_here(key)) return here;
    auto loaded = load_(key);
    if (loaded) return &insert(key, std::move(*loaded));
    missed_ = key;
    return nullptr;
  }
  Value* find_here(const Key& key) {
    auto* entry = entry_of(key);
    if (!entry) return nullptr;
    entry->used = true;
    return &entry->value;
  }
  Value& insert(const Key& key, Value value) {
    make_room();
    auto [it, fresh] = entries_.try_emplace(key);
    if (fresh) order_.push_back(key);
    if (missed_ == key) missed_.reset();
    last_ = &*it;
    it->second.value = std::move(value);
    it->second.used = true;
    return it->second.value;
  }
  /// The record, which is in memory, changed: it is part of the next commit.
  void changed(const Key& key) {
    auto& entry = last_ && last_->first == key ? last_->second : entries_.at(key);
    if (entry.dirty) return;
    entry.dirty = true;
    dirty_.push_back(key);
  }
  /// Calls visit(key, value) for each record changed since the last time; pins them until
  /// durable(commit).
  template <class Visit>
  void take_changed(std::uint64_t commit, Visit visit) {
    for (const auto& key : dirty_) {
      auto& entry = entries_.at(key);
      entry.dirty = false;
      entry.pinned_by = commit;
      visit(key, entry.value);
    }
    dirty_.clear();
  }
  void durable(std::uint64_t commit) { durable_ = commit; }
  template <class Visit>
  void each(Visit visit) {
    for (auto& [key, entry] : entries_) visit(key, entry.value);
  }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Value value{};
    std::uint64_t pinned_by = 0;
    bool dirty = false;
    bool used = false;
  };

  Entry* entry_of(const Key& key) {
    if (last_ && last_->first == key) return &last_->second;
    const auto it = entries_.find(key);
    if (it == entries_.end()) return nullptr;
    last_ = &*it;
    return &it->second;
  }

  void make_room() {
    // A bounded search: when all is pinned or used the cache grows past `most` for a while.
    for (int tries = 0; entries_.size() >= most_ && !order_.empty() && tries < 8; ++tries) {
      const Key key = order_.front();
      order_.pop_front();
      const auto it = entries_.find(key);
      auto& entry = it->second;
      if (entry.dirty || entry.pinned_by > durable_ || std::exchange(entry.used, false)) {
        order_.push_back(key);
        continue;
      }
      if (last_ == &*it) last_ = nullptr;
      entries_.erase(it);
    }
  }

  std::size_t most_;
  Load load_;
  using Entries = std::unordered_map<Key, Entry, Hash>;
  Entries entries_;
  typename Entries::value_type* last_ = nullptr;  ///< asked for last
  std::optional<Key> missed_;                     ///< the last that neither has
  std::deque<Key> order_;
  std::vector<Key> dirty_;
  std::uint64_t durable_ = 0;
};

}  // namespace tocsin
