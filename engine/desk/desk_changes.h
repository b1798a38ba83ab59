#pragma once
#include <vector>

#include "engine/desk/deed.h"
#include "engine/desk/reply.h"

namespace tocsin {

/// What people did, as one commit keeps it.
struct DeskChanges {
  std::vector<TimelineEntry> timeline;   ///< one with the same case, seq and part replaces
  std::vector<Deed> deeds;               ///< one that began with the same seq replaces
  std::vector<std::uint64_t> forgotten;  ///< deeds, by where they began
  std::vector<Reply> replies;            ///< one with the same case and number replaces
};

}  // namespace tocsin
