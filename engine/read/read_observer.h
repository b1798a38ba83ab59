#pragma once
#include "engine/read_batch.h"

namespace tocsin {

/// Looks at batches beside the line: what it does changes no result.
///
/// Threads    saw() by every reader; it must return at once nearly always.
class ReadObserver {
 public:
  virtual ~ReadObserver() = default;
  /// A batch that was read, before it is handed on.
  virtual void saw(const ReadBatch& batch) = 0;
};

}  // namespace tocsin
