#pragma once
#include <cstdint>

#include "engine/post.h"

/// Which tags a source lists, as one number of a record: 1 stood for both before each had its own.
namespace tocsin::storage {

template <class How>
std::uint64_t tag_lists_of(const BasicPost<How>& post) {
  if (post.lists_mentions && post.lists_hashtags) return 1;
  if (post.lists_mentions) return 2;
  return post.lists_hashtags ? 3 : 0;
}

template <class How>
void read_tag_lists(std::uint64_t lists, BasicPost<How>& post) {
  post.lists_mentions = lists == 1 || lists == 2;
  post.lists_hashtags = lists == 1 || lists == 3;
}

}  // namespace tocsin::storage
