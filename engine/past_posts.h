#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "engine/identity.h"
#include "engine/post.h"

namespace tocsin {

/// A post that was heard before, with what matching needs of it.
struct PastPost {
  PostKey key{};
  PostView post;            ///< without the url and other things that no rule asks for
  Instant at{};             ///< stream time at which it counts
  float kept_rate = 1;      ///< 0.1: one in ten like it was kept
  bool ours = false;        ///< as it was known when it was kept
  std::uint64_t place = 0;  ///< for PastPosts::post()
};

/// Posts that were heard before: kept in a store, or in files. What back-tests run over.
///
/// Threads    read() and post() from any, on different parts at once.
/// Errors     A read that fails throws StoreReadFailed.
class PastPosts {
 public:
  /// Views live until it returns.
  using Take = std::function<void(std::span<const PastPost>)>;

  virtual ~PastPosts() = default;
  /// About equal shares of all there is.
  virtual std::size_t parts() const = 0;
  /// Every post of a part that counts at or after `since`; those whose text is gone are not there.
  virtual void read(std::size_t part, Instant since, const Take& take) const = 0;
  /// One of them again, whole; nothing where it is gone by now.
  virtual std::optional<Post> post(std::uint64_t place) const = 0;
  /// What could not be read as a post so far (lines of files).
  virtual std::uint64_t unreadable() const { return 0; }
};

}  // namespace tocsin
