#pragma once
#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/batch_writer.h"
#include "connectors/blocking_source.h"

namespace tocsin {

/// How far a FileSource has come.
struct FileProgress {
  std::uint64_t bytes_done = 0;   ///< of all files, what an earlier run had read included
  std::uint64_t bytes_total = 0;  ///< of all files
  std::uint64_t frames = 0;       ///< in this run
};

struct FileSourceOptions {
  std::string name = {};                          ///< the configured source's; not empty
  std::vector<std::filesystem::path> files = {};  ///< read one after the other; not empty
  FrameForm form = {};
  /// Frames a batch, 1 … bounds::batch_frames. Smaller ones let `pace` act more finely.
  std::size_t batch_frames = bounds::batch_frames;
  std::size_t read_bytes = 256 << 10;                      ///< read at once, 4 KiB … 64 MiB
  BatchWriter::Pace pace = {};                             ///< before each batch; may wait
  std::function<void(const FileProgress&)> progress = {};  ///< after each batch

  /// What is wrong with it, a sentence each; empty: nothing.
  std::vector<std::string> validate() const;
};

/// What a run of a FileSource came to.
struct FileRun {
  FileProgress progress;
  std::uint64_t resumed_at = 0;  ///< bytes that an earlier run had read
  bool stopped = false;          ///< before the end; run again with the cursor to go on
  /// An earlier run had read everything.
  bool nothing_left() const {
    return !stopped && resumed_at > 0 && resumed_at == progress.bytes_total;
  }
};

/// Reads files with one frame a line, from their beginning to the end that they have when begun.
///
/// The cursor is `<content>@<offset>`: which file, by its content, and how far. Files before it
/// in the list are done; a cursor of a file that is not in the list begins with the first.
/// Batches end where they are full and at a file's end, so where they end depends on nothing but
/// the files' bytes and `batch_frames`, and a run that resumes cuts the rest as the first would.
///
/// Threads    run_blocking() on the caller's thread; otherwise as Source.
/// Ownership  Borrows the clock.
/// Limits     bounds::frame_bytes a line: of a longer one that many bytes and one go on, for the
///            decoder to count it as `too_large`.
/// Errors     A sentence: a file that cannot be read, a file that shrank.
/// Cost       A read, a memchr and a copy of each byte.
class FileSource final : public BlockingSource {
 public:
  FileSource(FileSourceOptions options, const Clock& clock);

  std::expected<FileRun, std::string> run_blocking(Intake& intake, std::string_view cursor);

 private:
  struct Planned {
    std::filesystem::path path;
    std::string content;
    std::uint64_t bytes = 0;
    std::uint64_t begin = 0;
  };
  SourceState hear(Intake& intake, std::string_view cursor) override;
  std::expected<std::vector<Planned>, std::string> plan(std::string_view cursor) const;
  std::expected<void, std::string> read(const Planned& file, BatchWriter& writer, FileRun& run);

  const FileSourceOptions options_;
};

}  // namespace tocsin
