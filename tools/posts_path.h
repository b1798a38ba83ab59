#pragma once
#include <string_view>

namespace tocsin::tools {

/// Whether a path among packs names posts, one a line.
inline bool is_posts_path(std::string_view path) {
  return path.ends_with(".ndjson") || path.ends_with(".jsonl");
}

}  // namespace tocsin::tools
