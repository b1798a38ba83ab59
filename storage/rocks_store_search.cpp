#include <algorithm>
#include <queue>

#include "engine/desk/bounds.h"
#include "storage/alert_filter.h"
#include "storage/decode.h"
#include "storage/keys.h"
#include "storage/rocks_store_parts.h"
#include "storage/store_errors.h"

namespace tocsin {
using namespace storage;
namespace {

/// Newest first; among posts of one moment by key, so that each has its place.
bool stands_before(const PostPlace& a, const PostPlace& b) {
  return a.at != b.at ? a.at > b.at : a.key > b.key;
}

bool wanted(const std::vector<std::string>& any_of, const std::string& value) {
  return any_of.empty() || std::ranges::find(any_of, value) != any_of.end();
}

/// One search through all kept posts.
class Search {
 public:
  explicit Search(const PostQuery& query) : query_(query) {
    for (const auto& word : query.words) words_.push_back(folded_case(word));
  }

  void look_at(PostPlace place, std::string_view record) {
    if (query_.from && place.at < *query_.from) return;
    if (query_.to && place.at >= *query_.to) return;
    if (query_.after && !stands_before(*query_.after, place)) return;
    if (found_.size() > query_.limit && !stands_before(place, found_.top().place)) return;
    if (!decode(record, kept_))
      throw StoreReadFailed("the record of a post is damaged: stop, and restore a backup");
    if (!matches()) return;
    found_.push({place, std::move(kept_)});
    if (found_.size() > query_.limit + 1) found_.pop();
  }

  PostPage page() {
    PostPage page;
    const bool more = found_.size() > query_.limit;
    if (more) found_.pop();
    for (; !found_.empty(); found_.pop()) {
      if (more && !page.next) page.next = found_.top().place;
      page.posts.push_back(found_.top().kept);
    }
    std::ranges::reverse(page.posts);
    return page;
  }

 private:
  struct Found {
    PostPlace place;
    KeptPost kept;
    /// The last in the list stands on top.
    bool operator<(const Found& other) const { return stands_before(place, other.place); }
  };

  bool matches() const {
    if (kept_.gone != Gone::no || !wanted(query_.sources, kept_.post.source)) return false;
    if (query_.unscanned && !kept_.unscanned) return false;
    if (!query_.author.empty() && kept_.post.author.id != query_.author) return false;
    const auto speaks_of = [&](const std::string& brand) {
      return std::ranges::find(kept_.brands, brand) != kept_.brands.end();
    };
    if (!query_.brands.empty() && std::ranges::none_of(query_.brands, speaks_of)) return false;
    if (words_.empty()) return true;
    const std::string text = folded_case(kept_.post.text);
    return std::ranges::all_of(words_, [&](const auto& word) { return text.contains(word); });
  }

  const PostQuery& query_;
  std::vector<std::string> words_;
  std::priority_queue<Found> found_;
  KeptPost kept_;
};

}  // namespace

PostPage RocksStore::search(const PostQuery& query) const {
  const Reading reading(parts_->gate, parts_->database);
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = 1 << 20;
  const std::unique_ptr<rocksdb::Iterator> at(
      reading.database().db().NewIterator(options, reading.database().in(Family::post)));
  const Instant oldest = parts_->shared.cutoffs->of(Family::post);
  Search search(query);
  std::uint64_t searched = 0;
  for (at->SeekToFirst(); at->Valid() && searched < bounds::posts_searched; at->Next()) {
    if (++searched % bounds::posts_between_looks == 0 && query.unwanted && query.unwanted()) break;
    const auto seen = aged_from(at->value());
    if (!seen || *seen < oldest) continue;
    search.look_at({*seen, PostKey{number_of(at->key())}},
                   {at->value().data(), at->value().size()});
  }
  check_read(at->status());
  auto page = search.page();
  page.searched = searched;
  page.all = !at->Valid();
  return page;
}

}  // namespace tocsin
