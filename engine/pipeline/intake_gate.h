#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>

#include "engine/bounds.h"

namespace tocsin {

/// Counts what is under way between hear and keep, and lets sources wait for room.
///
/// Threads    Any.
/// Limits     bounds::batches_in_flight and bounds::bytes_in_flight; one batch always fits.
class IntakeGate {
 public:
  /// Who waits, and where it is to be told.
  struct Waiter {
    boost::asio::any_io_executor executor;
    boost::asio::any_completion_handler<void(bool)> handler;
  };

  /// Takes room for a batch of so many bytes if there is some.
  bool try_enter(std::size_t bytes);
  /// Waits for it; false: closed.
  bool enter(std::size_t bytes);
  /// Calls the waiter, on its executor, when there is room: true, and the room is taken; or
  /// when the gate is closed: false.
  void enter_later(std::size_t bytes, Waiter waiter);
  /// Gives room back.
  void leave(std::size_t batches, std::size_t bytes);
  /// Nobody enters any more; those who wait are told.
  void close();
  /// Nobody enters until hold(nullopt).
  void hold(std::optional<std::string> why);
  /// Waits until all who are inside have left, or the gate is `forced`.
  void wait_empty();
  void force_empty();

  struct State {
    std::size_t batches = 0;
    std::size_t bytes = 0;
    std::uint64_t waits = 0;
    std::optional<std::string> held;
    bool closed = false;
  };
  State state() const;

 private:
  struct Waiting {
    std::size_t bytes;
    Waiter waiter;
  };
  bool has_room(std::size_t bytes) const;
  void take(std::size_t bytes);
  void admit(std::unique_lock<std::mutex> lock);

  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable empty_;
  std::deque<Waiting> waiting_;
  State state_;
  bool forced_ = false;
};

}  // namespace tocsin
