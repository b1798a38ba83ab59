#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "engine/raw_batch.h"

namespace tocsin {

/// Where sources put what they hear.
///
/// Threads    Any.
/// Limits     bounds::batches_in_flight, bounds::bytes_in_flight: push() then waits, and the
///            source reads nothing meanwhile: its peer waits too. Nothing is shed.
class Intake {
 public:
  virtual ~Intake() = default;
  /// An empty batch, from the pool.
  virtual std::unique_ptr<RawBatch> blank() = 0;
  /// Numbers the batch, stamps `received` where it is not set, and queues it. False: stopping;
  /// the batch was not taken (its `done`, if any, was called with ok = false).
  virtual boost::asio::awaitable<bool> push(std::unique_ptr<RawBatch> batch) = 0;
  /// The same for threads that may block.
  virtual bool push_blocking(std::unique_ptr<RawBatch> batch) = 0;
  /// Queues it if there is room now; gives it back if not (HTTP ingest answers 503).
  virtual std::unique_ptr<RawBatch> try_push(std::unique_ptr<RawBatch> batch) = 0;
  /// False: the store cannot be written just now (the disk is full), so that nobody knows when what
  /// was taken will be durable. It is tried again until it is.
  virtual bool can_keep() const { return true; }
};

enum class SourceState : std::uint8_t { starting, connected, waiting, lost, finished, stopped };
std::string_view name_of(SourceState state);

/// Something that was missed and cannot be fetched again.
struct SourceGap {
  Instant from{};
  Instant to{};
  std::string because;
};

/// A source's truth, for /sources, /readyz, /metrics.
struct SourceStatus {
  std::string name;
  std::string kind;  ///< jetstream, file, stdin, http
  SourceState state = SourceState::starting;
  Instant since{};            ///< of the state
  std::string last_error;     ///< for a person
  Instant last_data{};        ///< receive time of the last frame
  Instant last_frame_time{};  ///< its own time: lag = last_data − this
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t reconnects = 0;
  std::uint64_t repeats_dropped = 0;  ///< by the source's own overlap filter
  std::vector<SourceGap> gaps;        ///< the last 100
};

/// Told by a source, from its own thread, when its state changes: becomes source.* on the feed.
class SourceNews {
 public:
  virtual ~SourceNews() = default;
  virtual void connected(std::string_view name) = 0;
  virtual void lost(std::string_view name, std::string_view why) = 0;
  virtual void gap(std::string_view name, const SourceGap& gap) = 0;
};

/// One configured source of posts.
///
/// Threads    run() on an io thread; stop() and status() from any.
/// Ownership  The owner keeps it until run() has returned.
class Source {
 public:
  virtual ~Source() = default;
  virtual std::string_view name() const = 0;
  /// Hears until stop() or the end of the input, resuming after `cursor` (empty: from where it
  /// would begin anew). Returns when nothing more will be pushed.
  virtual boost::asio::awaitable<void> run(Intake& intake, SourceNews& news,
                                           std::string cursor) = 0;
  virtual void stop() = 0;
  virtual SourceStatus status() const = 0;
};

}  // namespace tocsin
