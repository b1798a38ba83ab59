#include "tools/replay.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>

#include "connectors/decoders.h"
#include "connectors/file_source.h"
#include "engine/pipeline/pipeline.h"
#include "tools/replay_clock.h"
#include "tools/replay_pace.h"

namespace tocsin::tools {
namespace {

constexpr std::string_view source_name = "replay";

/// Nobody listens to a replay's feed.
class NoBell final : public FeedBell {
 public:
  void announce(std::uint64_t /*seq*/) override {}
};

std::expected<Wire, Fault> wire_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string line(4096, '\0');
  if (!in) return std::unexpected(Fault{ExitCode::wrong_use, file.string() + ": cannot be read"});
  in.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(in.gcount()));
  line.resize(std::min(line.find('\n'), line.size()));
  if (line.empty()) return Wire::posts;
  if (const auto wire = recognise_wire(line)) return *wire;
  return std::unexpected(
      Fault{ExitCode::wrong_use, file.string() +
                                     ": its first line is of no kind that is known; say which with "
                                     "--source " +
                                     std::string(wire_names())});
}

/// Where the judge's time stood at the end of an earlier run.
Instant earlier_stream_time(const Store& store) {
  std::int64_t us = 0;
  if (const auto saved = store.meta("judge/stream_time"))
    std::from_chars(saved->data(), saved->data() + saved->size(), us);
  return instant_from_us(us);
}

FileSourceOptions file_options(const ReplayWanted& wanted, Wire wire, ReplayClock& clock,
                               ReplayPace& pace, const ReplayProgress& progress) {
  FileSourceOptions options{.name = std::string(source_name),
                            .files = wanted.files,
                            .form = {wire, wire == Wire::jetstream ? "bluesky" : "posts"},
                            .pace =
                                [&](const RawBatch& batch) {
                                  clock.hear(batch);
                                  return pace.wait(batch);
                                },
                            .progress =
                                [&](const FileProgress& at) {
                                  const auto total = static_cast<double>(at.bytes_total);
                                  progress(at.frames, static_cast<double>(at.bytes_done) / total);
                                }};
  // Small batches, so that a slow replay flows.
  if (wanted.speed > 0) options.batch_frames = 16;
  return options;
}

}  // namespace

std::expected<ReplayOutcome, Fault> replay(Store& store, const ReplayWanted& wanted,
                                           const ReplayProgress& progress, const OnStop& on_stop) {
  auto wire = wanted.wire;
  if (!wire) {
    const auto recognised = wire_of(wanted.files.front());
    if (!recognised) return std::unexpected(recognised.error());
    wire = *recognised;
  }
  const Decoders decoders;
  const SystemClock wall;
  NoBell bell;
  ReplayClock clock(earlier_stream_time(store));
  ReplayPace pace(wanted.speed);
  FileSource source(file_options(wanted, *wire, clock, pace, progress), wall);
  Pipeline line(store, decoders, clock, wanted.book, bell,
                {.readers = wanted.readers,
                 .judge = {.events_bear_wall_clock = false, .quiet = wanted.quiet}});
  on_stop([&] {
    pace.stop();
    source.stop();
  });
  const auto began = std::chrono::steady_clock::now();
  line.start();
  const auto run = source.run_blocking(line, store.cursor(source_name));
  line.stop();
  on_stop({});
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began;
  if (const auto state = line.state(); state.broken)
    return std::unexpected(Fault{ExitCode::corrupt, state.why});
  if (!run) return std::unexpected(Fault{ExitCode::wrong_use, run.error()});
  return ReplayOutcome{line.totals(), spent.count(), run->stopped, run->nothing_left()};
}

}  // namespace tocsin::tools
