#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/past_posts.h"

namespace tocsin::storage {

/// Reads what matching needs of records of the family `post`, many at once, without a copy of a
/// text and without a message object: a fifth of the time that decode() takes (bench_backtest).
///
/// Threads    Unsafe to share.
/// Ownership  Holds the records; the posts live until clear().
/// Errors     A record that is none is not among the posts, and counted by `bad()`.
class SkimmedPosts {
 public:
  void add(PostKey key, std::string_view record);
  /// The posts of all that was added, but those whose text is gone.
  std::span<const PastPost> posts();
  void clear();
  std::size_t bytes() const { return bytes_.size(); }
  std::size_t size() const { return records_.size(); }
  std::uint64_t bad() const { return bad_; }

 private:
  struct Record {
    PostKey key{};
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  /// Where a post's lists begin in the arrays that all posts share.
  struct Lists {
    std::size_t parts = 0, langs = 0, links = 0, mentions = 0, hashtags = 0, media = 0;
  };
  Lists ends() const;
  bool skim(std::string_view record, PastPost& out);
  void point_to_lists(PostView& post, const Lists& from, const Lists& to) const;

  std::string bytes_;
  std::vector<Record> records_;
  std::vector<PastPost> posts_;
  std::vector<std::pair<Lists, Lists>> lists_;  ///< by post: where its own begin and end
  std::vector<PartSpan> parts_;
  std::vector<std::string_view> langs_, links_, media_;
  std::vector<BasicMention<Borrowed>> mentions_;
  std::vector<BasicHashtag<Borrowed>> hashtags_;
  std::uint64_t bad_ = 0;
};

}  // namespace tocsin::storage
