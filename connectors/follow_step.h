#pragma once
#include <cstdint>
#include <optional>

namespace tocsin {

/// Which file, and how long it is.
struct FileFacts {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t bytes = 0;
  bool same_file(const FileFacts& other) const {
    return device == other.device && inode == other.inode;
  }
};

/// What a follower sees when it looks.
struct FollowSight {
  std::optional<FileFacts> held = {};     ///< the file that it has open
  std::uint64_t reached = 0;              ///< bytes of that file that it has read
  bool head_changed = false;              ///< its first bytes are not those that were read
  std::optional<FileFacts> at_path = {};  ///< the file that now has the followed name
  bool patience_over = false;             ///< the held file has been without news for long enough
  bool later_known = false;  ///< a later piece is waiting, so the held file is complete
};

enum class FollowStep : std::uint8_t {
  wait,       ///< nothing to read; look again later
  open,       ///< the followed name has a file: begin it
  read,       ///< the held file has more
  truncated,  ///< the held file was emptied or written anew: begin it again
  leave,      ///< the held file was renamed and is read to its end: go on with the next
};

/// What to do next. A renamed file is read on for a while, because its writer may still hold it.
FollowStep next_follow_step(const FollowSight& sight);

}  // namespace tocsin
