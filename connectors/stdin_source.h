#pragma once
#include <string>
#include <vector>

#include "connectors/batch_writer.h"
#include "connectors/blocking_source.h"

namespace tocsin {

struct StdinSourceOptions {
  std::string name = "stdin";  ///< the configured source's; not empty
  FrameForm form = {};
  int fd = 0;                         ///< what is read
  std::size_t read_bytes = 64 << 10;  ///< read at once, 4 KiB … 64 MiB

  std::vector<std::string> validate() const;
};

/// Reads standard input, one frame a line, to its end; the last line needs no line end.
///
/// A batch is pushed as soon as nothing more is ready. There is no cursor: a pipe cannot be read
/// again.
///
/// Threads    As Source.
/// Ownership  Borrows the clock and the descriptor, whose flags it leaves alone: standard input
///            is shared with the shell, and a non-blocking one breaks it.
/// Errors     A read error ends it, as `lost`.
class StdinSource final : public BlockingSource {
 public:
  StdinSource(StdinSourceOptions options, const Clock& clock);

 private:
  SourceState hear(Intake& intake, std::string_view cursor) override;

  const StdinSourceOptions options_;
};

}  // namespace tocsin
