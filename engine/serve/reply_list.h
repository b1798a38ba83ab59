#pragma once
#include <optional>
#include <vector>

#include "engine/desk/reply.h"
#include "engine/serve/query.h"

namespace tocsin {
class DeskStore;
}

namespace tocsin::serve {

/// Where a reply stands in the list of all: the one drafted first comes first.
struct ReplyPlace {
  Instant drafted{};
  ReplyId id;
  auto operator<=>(const ReplyPlace&) const = default;
};

/// Which replies a request lists: the parameters of GET /replies.
struct ReplyQuery {
  std::vector<ReplyState> states;        ///< empty: any
  std::optional<bool> needs_approval{};  ///< by a lead, and nobody has approved it yet
  std::optional<ReplyPlace> after{};     ///< cursor
  std::size_t limit = 50;
};
/// What is wrong the reader says.
ReplyQuery read_reply_list(QueryReader& reader);

struct ReplyPage {
  std::vector<Reply> replies;
  std::optional<ReplyPlace> next;  ///< the cursor of the next page
};

/// Of all cases, the one that waits longest first.
///
/// Errors     As Store's reads.
/// Cost       Reads every kept reply (bounds::replies), and holds a page of them.
ReplyPage read_reply_page(const ReplyQuery& query, const DeskStore& desk);

std::string to_string(const ReplyPlace& place);

}  // namespace tocsin::serve
