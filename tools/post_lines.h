#pragma once
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/decoders.h"
#include "connectors/line_splitter.h"
#include "engine/raw_batch.h"
#include "tools/exit_code.h"

namespace tocsin::tools {

/// Reads NDJSON posts of a file, in order, for commands that look at posts one by one.
///
/// Threads    Unsafe to share.
/// Ownership  A post's view lives until its callback returns.
/// Errors     A line that is no post is told with its number and reason, and reading goes on.
/// Cost       That of decoding; memory of one batch.
class PostLines {
 public:
  struct Listener {
    std::function<void(const PostView&)> post;
    std::function<void(std::uint64_t line, std::string_view why)> no_post;
  };
  explicit PostLines(Listener listener);

  void feed(std::string_view chunk);
  void finish();

 private:
  void add(const Line& line);
  void read_batch();

  Listener listener_;
  std::unique_ptr<WireDecoder> decoder_;
  LineSplitter lines_;
  RawBatch batch_;
  std::uint64_t line_ = 0;  ///< lines read before the batch
};

/// Reads a whole file of posts; `-` is standard input. The fault says that it cannot be read.
std::expected<void, Fault> read_posts(const std::string& file, PostLines& lines);

}  // namespace tocsin::tools
