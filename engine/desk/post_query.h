#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/records.h"

namespace tocsin {

/// Where a search goes on: behind this post, newest first.
struct PostPlace {
  Instant at{};
  PostKey key{};
};

/// Which kept posts a search asks for. Empty: any.
struct PostQuery {
  std::vector<std::string> words;  ///< each stands in the text; case does not matter
  std::vector<std::string> sources, brands;
  bool unscanned = false;  ///< only those that could not be searched by any rule
  std::string author;      ///< an author's id, of any source that is asked for
  std::optional<Instant> from, to;
  std::optional<PostPlace> after;
  std::size_t limit = 50;
  std::function<bool()> unwanted{};  ///< asked now and then: true ends the search where it is
};

struct PostPage {
  std::vector<KeptPost> posts;    ///< newest first
  std::uint64_t searched = 0;     ///< posts looked at
  bool all = true;                ///< false: the bound was reached, there may be newer ones
  std::optional<PostPlace> next;  ///< nothing: this is the end
};

}  // namespace tocsin
