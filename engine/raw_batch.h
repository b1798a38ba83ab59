#pragma once
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bounds.h"
#include "engine/time.h"

namespace tocsin {

/// The form of the frames of a batch. One decoder for each (connectors/decoders.h).
enum class Wire : std::uint8_t { posts, jetstream, mastodon, x, x_v1, reddit };

/// How far a source has been heard, in its own terms (a Jetstream time_us, a file and offset).
/// Written in the same commit as what was read up to it.
struct SourceCursor {
  std::string source;  ///< the configured source's name: the key of the cursor's record
  std::string value;   ///< empty: this batch moves no cursor
};

/// What one record of a batch came to, for a caller who waits (HTTP ingest).
struct RejectedRecord {
  std::uint32_t record = 0;  ///< index of the frame in the batch
  std::string why;
};

/// What a batch came to, told when all that follows from it is durable.
struct BatchResult {
  bool ok = false;             ///< false: stopping, or the store failed; nothing may be assumed
  std::uint32_t accepted = 0;  ///< posts and retractions taken, repeats included
  std::vector<RejectedRecord> rejected;
};

/// Frames as they came, each with 64 readable bytes behind it.
///
/// Ownership  One owner at a time: source, reader, judge. Pooled: clear() keeps the memory. Lent
///            frames lie in memory that the batch only holds on to.
/// Limits     bounds::batch_frames, bounds::batch_bytes (one frame may exceed the latter).
struct RawBatch {
  struct Frame {
    const char* lent = nullptr;  ///< null: the frame stands in `bytes`
    std::uint32_t offset = 0;    ///< there
    std::uint32_t size = 0;
  };

  std::uint64_t number = 0;  ///< one numbering for all sources, given at hear
  Wire wire = Wire::posts;
  std::string source_name;     ///< the configured source (`bluesky-main`); for the ledger
  std::string default_source;  ///< Post::source where the frame does not say
  Instant received{};          ///< stamped at hear
  /// True for files and ingest: a post's frame time is its created_at, else `received`.
  bool time_is_created_at = false;
  SourceCursor cursor;
  std::vector<char> bytes;
  std::vector<Frame> frames;
  /// Called once, on the keep thread, when durable (or given up).
  std::function<void(BatchResult)> done;

  std::string_view frame(std::size_t i) const {
    const Frame& f = frames[i];
    return {f.lent ? f.lent : bytes.data() + f.offset, f.size};
  }
  bool full() const {
    return frames.size() >= bounds::batch_frames || payload_ >= bounds::batch_bytes;
  }
  bool empty() const { return frames.empty(); }
  std::size_t payload() const { return payload_; }

  /// Appends a frame (without its line end). Keeps the padding in place.
  void add(std::string_view frame) {
    const std::size_t at = copied_;
    if (bytes.size() < at + frame.size() + 1 + bounds::padding)
      bytes.resize((at + frame.size() + 1 + bounds::padding) * 3 / 2);
    std::memcpy(bytes.data() + at, frame.data(), frame.size());
    bytes[at + frame.size()] = '\n';
    copied_ = at + frame.size() + 1;
    payload_ += frame.size() + 1;
    std::memset(bytes.data() + copied_, 0, bounds::padding);
    frames.push_back({.lent = nullptr,
                      .offset = static_cast<std::uint32_t>(at),
                      .size = static_cast<std::uint32_t>(frame.size())});
  }
  /// Refers to a frame where it lies: a newline and then 63 readable bytes stand behind it.
  /// `memory` keeps it there, and is unchanged, until the batch is settled.
  void lend(std::string_view frame, const std::shared_ptr<const void>& memory) {
    if (lenders_.empty() || lenders_.back() != memory) lenders_.push_back(memory);
    payload_ += frame.size() + 1;
    frames.push_back(
        {.lent = frame.data(), .offset = 0, .size = static_cast<std::uint32_t>(frame.size())});
  }
  void clear() {
    number = 0;
    payload_ = copied_ = 0;
    frames.clear();
    lenders_.clear();
    source_name.clear();
    default_source.clear();
    received = {};
    cursor = {};
    time_is_created_at = false;
    done = nullptr;
  }

 private:
  std::size_t payload_ = 0;  // of all frames, with their line ends
  std::size_t copied_ = 0;   // of those in `bytes`
  std::vector<std::shared_ptr<const void>> lenders_;
};

}  // namespace tocsin
