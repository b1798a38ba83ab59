#pragma once
#include <expected>
#include <filesystem>
#include <memory>

#include "engine/past_posts.h"
#include "storage/open_error.h"

namespace tocsin {

/// The posts that a store keeps, with the stream time that it has come to.
class StoredPosts : public PastPosts {
 public:
  /// Of the last commit that was written; Instant{}: nothing was heard yet.
  virtual Instant stream_time() const = 0;
};

/// Opens the posts of a data folder to be read, beside an engine that may be running on it.
///
/// The store is opened as a RocksDB *secondary*: it reads the tables and the log of another
/// process's store, and neither locks nor writes anything in its folder. (A read-only open does not
/// survive that the other process removes a table while it opens or reads: a secondary holds all
/// tables open from the start, and reads on in what was removed.) It shows the moment at which it
/// was opened.
///
/// Errors     78 a store of another version than this program's; 65 damaged; 75 otherwise.
/// Cost       One open file a table; the log is read once, at most bounds::wal_bytes.
std::expected<std::unique_ptr<StoredPosts>, OpenError> open_posts_beside(
    const std::filesystem::path& data);

}  // namespace tocsin
