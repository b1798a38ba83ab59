#include "connectors/file_source.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include <fcntl.h>

#include "connectors/file_identity.h"
#include "connectors/line_splitter.h"

namespace tocsin {
namespace {

struct FileCursor {
  std::string_view content;
  std::uint64_t offset = 0;
};

FileCursor parse_cursor(std::string_view text) {
  const auto at = text.find('@');
  FileCursor out;
  if (at == text.npos) return out;
  const char* end = text.data() + text.size();
  if (std::from_chars(text.data() + at + 1, end, out.offset).ptr == end)
    out.content = text.substr(0, at);
  return out;
}

/// Blocks of a file, of which batches refer to the lines; what no batch needs is read into again.
class Blocks {
 public:
  using Block = std::shared_ptr<char[]>;
  explicit Blocks(std::size_t bytes) : bytes_(bytes) {}

  std::size_t bytes() const { return bytes_; }
  const Block& next() {
    const auto idle = std::ranges::find_if(all_, [](const Block& b) { return b.use_count() == 1; });
    if (idle != all_.end()) return *idle;
    return all_.emplace_back(std::make_shared_for_overwrite<char[]>(bytes_ + bounds::padding));
  }
  /// Whether a line can be lent: whole in the block, with a newline right behind it.
  bool holds(const Block& block, std::string_view line) const {
    const std::less<const char*> before;
    return !before(line.data(), block.get()) &&
           before(line.data() + line.size(), block.get() + bytes_) &&
           line.data()[line.size()] == '\n';
  }

 private:
  std::size_t bytes_;
  std::vector<Block> all_;
};

}  // namespace

std::vector<std::string> FileSourceOptions::validate() const {
  std::vector<std::string> wrong;
  if (name.empty()) wrong.emplace_back("name: is empty; give the source a name");
  if (files.empty()) wrong.emplace_back("files: is empty; name at least one file");
  if (batch_frames < 1 || batch_frames > bounds::batch_frames)
    wrong.emplace_back("batch_frames: must be 1 to " + std::to_string(bounds::batch_frames));
  if (read_bytes < (4 << 10) || read_bytes > (64 << 20))
    wrong.emplace_back("read_bytes: must be 4096 to 67108864");
  return wrong;
}

FileSource::FileSource(FileSourceOptions options, const Clock& clock)
    : BlockingSource(options.name, "file", clock), options_(std::move(options)) {}

SourceState FileSource::hear(Intake& intake, std::string_view cursor) {
  const auto run = run_blocking(intake, cursor);
  if (!run) ledger_.lost(run.error(), "unreadable");
  if (!run) return SourceState::lost;
  return run->stopped ? SourceState::stopped : SourceState::finished;
}

std::expected<std::vector<FileSource::Planned>, std::string> FileSource::plan(
    std::string_view cursor) const {
  std::vector<Planned> files;
  for (const auto& path : options_.files) {
    auto identity = identify_file(path);
    if (!identity) return std::unexpected(std::move(identity.error()));
    files.push_back({path, std::move(identity->content), identity->bytes, 0});
  }
  const FileCursor from = parse_cursor(cursor);
  const auto reached = std::ranges::find(files, from.content, &Planned::content);
  if (reached == files.end()) return files;
  for (auto it = files.begin(); it != reached; ++it) it->begin = it->bytes;
  reached->begin = std::min(from.offset, reached->bytes);
  return files;
}

std::expected<FileRun, std::string> FileSource::run_blocking(Intake& intake,
                                                             std::string_view cursor) {
  const auto files = plan(cursor);
  if (!files) return std::unexpected(files.error());
  FileRun run;
  for (const Planned& file : *files) {
    run.progress.bytes_total += file.bytes;
    run.resumed_at += file.begin;
  }
  run.progress.bytes_done = run.resumed_at;
  ledger_.connected();
  BatchWriter writer(intake, ledger_, options_.form, options_.batch_frames, options_.pace);
  for (const Planned& file : *files) {
    if (run.stopped || file.begin == file.bytes) continue;
    if (auto read_it = read(file, writer, run); !read_it)
      return std::unexpected(std::move(read_it.error()));
  }
  return run;
}

std::expected<void, std::string> FileSource::read(const Planned& file, BatchWriter& writer,
                                                  FileRun& run) {
  const OpenFile open(file.path);
  if (open) ::posix_fadvise(open.fd(), 0, 0, POSIX_FADV_SEQUENTIAL);
  const std::uint64_t done_before = run.progress.bytes_done;
  LineSplitter lines(bounds::frame_bytes, file.begin);
  const auto push = [&] {
    run.stopped =
        !writer.push(file.content + '@' + std::to_string(lines.offset())) || stop_.stopping();
    run.progress.bytes_done = done_before + lines.offset() - file.begin;
    if (options_.progress) options_.progress(run.progress);
    return !run.stopped;
  };
  Blocks blocks(options_.read_bytes);
  Blocks::Block block;
  const auto take = [&](const Line& line) {
    writer.add(line.text, blocks.holds(block, line.text) ? block : nullptr);
    ++run.progress.frames;
    return !writer.full() || push();
  };

  for (std::uint64_t at = file.begin; at < file.bytes;) {
    block = blocks.next();
    const auto want = std::min<std::uint64_t>(blocks.bytes(), file.bytes - at);
    const auto got = open ? open.read_at(at, block.get(), want) : -1;
    if (got <= 0)
      return std::unexpected(
          file.path.string() + ": " +
          (got < 0 ? std::generic_category().message(errno) : "became shorter while it was read"));
    at += static_cast<std::uint64_t>(got);
    lines.feed({block.get(), static_cast<std::size_t>(got)});
    while (const auto line = lines.next())
      if (!take(*line)) return {};
  }
  if (const auto line = lines.finish(); line && !take(*line)) return {};
  push();
  return {};
}

}  // namespace tocsin
