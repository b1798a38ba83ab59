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
  static constexpr std::size_t seats = bounds::drafts_at_once + bounds::drafts_waiting;

  /// Held while a draft waits or is looked at. One that was refused counts as nothing.
  class Seat {
   public:
    explicit Seat(std::atomic<std::size_t>& taken) : taken_(take(taken) ? &taken : nullptr) {}
    ~Seat() {
      if (taken_ != nullptr) --*taken_;
    }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    bool is_free() const { return taken_ != nullptr; }

   private:
    static bool take(std::atomic<std::size_t>& taken) {
      std::size_t now = taken.load();
      while (now < seats)
        if (taken.compare_exchange_weak(now, now + 1)) return true;
      return false;
    }
    std::atomic<std::size_t>* const taken_;  // null: refused
  };

  Seat seat() { return Seat(taken_); }
  boost::asio::thread_pool pool{bounds::drafts_at_once};

 private:
  std::atomic<std::size_t> taken_{0};
};

}  // namespace tocsin::serve
