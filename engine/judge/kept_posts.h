#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/bounds.h"
#include "engine/judge/key_filter.h"
#include "engine/judge/record_cache.h"
#include "engine/store.h"

namespace tocsin {

/// What the judge remembers of a kept post: enough to see repeats, edits and deletions.
struct KeptMeta {
  std::string source;
  std::string id;
  AuthorKey author{};
  std::uint64_t text_hash = 0;
  std::uint32_t version = 1;
  Gone gone = Gone::no;
  bool ours = false;
  Instant first_seen{};
  Instant last_seen{};
  std::vector<CaseId> cases;
  std::vector<std::uint64_t> held_windows;  ///< rules with windows that found this version
};
/// hash_of_rule() of those that say what a window saw.
std::vector<std::uint64_t> rules_with_windows(const std::vector<Finding>& findings);

/// Which posts are kept: a filter for the many, memory for the recent, the store for the rest.
///
/// Threads    Unsafe; the judge owns it.
/// Limits     bounds::posts_in_memory, bounds::kept_filter_bytes.
class KeptPosts {
 public:
  explicit KeptPosts(const Store& store);
  /// Fills the filter from the store. Cost: about a second per million kept posts.
  void restore();

  bool maybe(PostKey key) const { return filter_.maybe(static_cast<std::uint64_t>(key)); }
  void prefetch(PostKey key) const { filter_.prefetch(static_cast<std::uint64_t>(key)); }
  /// nullptr: not kept, or another post's record stands under this key (see collisions()).
  KeptMeta* find(PostKey key, std::string_view source, std::string_view id);
  KeptMeta* find(PostKey key) { return metas_.find(key); }
  void keep(PostKey key, KeptMeta meta);
  void changed(PostKey key) { metas_.changed(key); }
  /// Keys of the author's kept posts.
  std::vector<PostKey> posts_of(AuthorKey author);

  void take_changed(std::uint64_t commit) {
    metas_.take_changed(commit, [](PostKey, const KeptMeta&) {});
  }
  void durable(std::uint64_t commit) { metas_.durable(commit); }
  std::uint64_t collisions() const { return collisions_; }
  std::uint64_t looked_up() const { return looked_up_; }

 private:
  struct KeyHash {
    std::size_t operator()(PostKey k) const { return static_cast<std::size_t>(k); }
  };
  const Store& store_;
  KeyFilter filter_{bounds::kept_filter_bytes};
  RecordCache<PostKey, KeptMeta, KeyHash> metas_;
  std::uint64_t collisions_ = 0;
  std::uint64_t looked_up_ = 0;
};

}  // namespace tocsin
