#include "connectors/stdin_source.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <unistd.h>

#include "connectors/line_splitter.h"

namespace tocsin {

std::vector<std::string> StdinSourceOptions::validate() const {
  std::vector<std::string> wrong;
  if (name.empty()) wrong.emplace_back("name: is empty; give the source a name");
  if (read_bytes < (4 << 10) || read_bytes > (64 << 20))
    wrong.emplace_back("read_bytes: must be 4096 to 67108864");
  return wrong;
}

StdinSource::StdinSource(StdinSourceOptions options, const Clock& clock)
    : BlockingSource(options.name, "stdin", clock), options_(std::move(options)) {}

SourceState StdinSource::hear(Intake& intake, std::string_view) {
  using Woken = StopEvent::Woken;
  BatchWriter writer(intake, ledger_, options_.form, bounds::batch_frames);
  LineSplitter lines;
  std::vector<char> block(options_.read_bytes);
  ledger_.connected();
  while (true) {
    const bool nothing_ready =
        stop_.wait(options_.fd, std::chrono::milliseconds(0)) == Woken::deadline;
    if (nothing_ready && !writer.push({})) return SourceState::stopped;
    const Woken woken = stop_.wait(options_.fd, StopEvent::forever);
    if (woken == Woken::stop) {
      writer.push({});  // what was read cannot be read again
      return SourceState::stopped;
    }
    if (woken == Woken::deadline) continue;
    const auto got = ::read(options_.fd, block.data(), block.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) {
      ledger_.lost("standard input: " + std::generic_category().message(errno), "unreadable");
      return writer.push({}) ? SourceState::lost : SourceState::stopped;
    }
    if (got == 0) break;
    lines.feed({block.data(), static_cast<std::size_t>(got)});
    while (const auto line = lines.next()) {
      writer.add(line->text);
      if (writer.full() && !writer.push({})) return SourceState::stopped;
    }
  }
  if (const auto line = lines.finish()) writer.add(line->text);
  return writer.push({}) ? SourceState::finished : SourceState::stopped;
}

}  // namespace tocsin
