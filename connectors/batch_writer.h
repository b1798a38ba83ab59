#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/source_ledger.h"
#include "engine/source.h"
#include "engine/wire_decoder.h"

namespace tocsin {

/// What the frames of a source are.
struct FrameForm {
  Wire wire = Wire::posts;
  std::string default_source = "posts";  ///< Post::source where the frame does not say
};

/// Gathers a blocking source's frames into batches and pushes them.
///
/// Threads    The source's own.
/// Ownership  Borrows intake and ledger.
/// Limits     A batch holds at most `frames_max` frames and bounds::batch_bytes.
/// Cost       A copy a frame; a batch's last one is decoded, for its time.
class BatchWriter {
 public:
  /// Called before a batch is pushed; may wait (replay at the speed of the recording). False:
  /// do not push, stop.
  using Pace = std::function<bool(const RawBatch&)>;

  BatchWriter(Intake& intake, SourceLedger& ledger, FrameForm form, std::size_t frames_max,
              Pace pace = nullptr);

  /// Copies the frame, or refers to it where `memory` keeps it as RawBatch::lend() says.
  void add(std::string_view frame, const std::shared_ptr<const void>& memory = nullptr);
  bool full() const;
  bool empty() const { return batch_ == nullptr; }
  /// Pushes what was added, with the cursor that follows it (empty: it moves none). False: the
  /// intake is stopping, or the pace said so.
  bool push(std::string cursor);

 private:
  Instant time_of_last_frame();

  Intake& intake_;
  SourceLedger& ledger_;
  const FrameForm form_;
  const std::size_t frames_max_;
  const Pace pace_;
  const std::unique_ptr<WireDecoder> decoder_;
  std::unique_ptr<RawBatch> batch_;
  Heard heard_;
};

}  // namespace tocsin
