#pragma once
#include <atomic>
#include <cstddef>

#include <boost/asio/thread_pool.hpp>

#include "engine/workshop/bounds.h"

namespace tocsin::serve {

/// Where drafts are checked and explained: a few at once, beside all else.
///
/// Threads    Any.
/// Limits     bounds::drafts_at_once and drafts_waiting; seat() says when there is no more room.
class DraftRoom {
 public:
  /// Held while a draft waits or is looked at.
  class Seat {
   public:
    explicit Seat(std::atomic<std::size_t>& taken)
        : taken_(taken), free_(taken.fetch_add(1) < most) {}
    ~Seat() { --taken_; }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    bool is_free() const { return free_; }

   private:
    static constexpr std::size_t most = bounds::drafts_at_once + bounds::drafts_waiting;
    std::atomic<std::size_t>& taken_;
    const bool free_;
  };

  Seat seat() { return Seat(taken_); }
  boost::asio::thread_pool pool{bounds::drafts_at_once};

 private:
  std::atomic<std::size_t> taken_{0};
};

}  // namespace tocsin::serve
