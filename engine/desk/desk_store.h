#pragma once
#include <functional>
#include <vector>

#include "engine/desk/deed.h"
#include "engine/desk/post_query.h"
#include "engine/desk/reply.h"

namespace tocsin {

/// What is kept of what people did, and what they look for.
///
/// Threads    Any.
/// Errors     As Store's reads.
class DeskStore {
 public:
  virtual ~DeskStore() = default;
  /// Oldest first; the newest `most`.
  virtual std::vector<TimelineEntry> timeline(CaseId id, std::size_t most) const = 0;
  /// By seq, ascending.
  virtual void each_deed(const std::function<void(const Deed&)>& visit) const = 0;
  /// By case and number, ascending.
  virtual void each_reply(const std::function<void(const Reply&)>& visit) const = 0;
  virtual std::vector<Reply> replies(CaseId in) const = 0;
  /// Reads all that is kept: seconds for millions of posts.
  virtual PostPage search(const PostQuery& query) const = 0;
};

}  // namespace tocsin
