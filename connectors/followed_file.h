#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/batch_writer.h"
#include "connectors/blocking_source.h"
#include "connectors/followed_place.h"
#include "connectors/line_splitter.h"

namespace tocsin {

/// Where a followed file is begun that was never followed before.
enum class FollowFrom : std::uint8_t { beginning, end };

struct FollowedFileOptions {
  std::string name = {};            ///< the configured source's; not empty
  std::filesystem::path path = {};  ///< need not exist yet; not empty
  FrameForm form = {};
  FollowFrom from = FollowFrom::beginning;
  /// How often it looks where nothing wakes it; 10 ms … 1 min.
  std::chrono::milliseconds look_every{1000};
  /// How long a renamed file is read on after its last byte, for a writer that still holds it;
  /// 0 … 10 min.
  std::chrono::milliseconds patience{2000};
  std::size_t read_bytes = 256 << 10;  ///< read at once, 4 KiB … 64 MiB

  std::vector<std::string> validate() const;
};

/// Follows a file that others append to (`tail -F`), one frame a line, through renames,
/// truncations and restarts of ours.
///
/// A half-written line waits for its end; at the end of a renamed file it counts as it is. After
/// a restart or a truncation the rest of the earlier file is looked for under its rotated names
/// (`path.1` …) and read first; what is not found again is a gap.
///
/// Threads    As Source.
/// Ownership  Borrows the clock.
/// Limits     bounds::frame_bytes a line, as FileSource.
/// Errors     None ends it: a file that is not there or cannot be opened is waited for, with the
///            reason in the status.
class FollowedFile final : public BlockingSource {
 public:
  FollowedFile(FollowedFileOptions options, const Clock& clock);

 private:
  struct Following;
  SourceState hear(Intake& intake, std::string_view cursor) override;

  const FollowedFileOptions options_;
};

}  // namespace tocsin
