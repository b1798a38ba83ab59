#pragma once
#include <atomic>
#include <functional>
#include <mutex>
#include <string>

#include <boost/asio/thread_pool.hpp>

#include "engine/people/bounds.h"
#include "engine/people/password.h"

namespace tocsin {

/// Where passwords are hashed and checked: a few threads and a short queue, so that a flood of
/// sign-ins takes neither the machine's memory nor anybody else's time.
///
/// Threads    Any; `work` runs on one of the room's own.
/// Ownership  The destructor waits for what is under way.
/// Limits     bounds::password_threads at work, bounds::passwords_waiting before them.
/// Errors     try_run() is false where the room is full.
class PasswordRoom {
 public:
  explicit PasswordRoom(PasswordCost cost);
  ~PasswordRoom();
  PasswordRoom(const PasswordRoom&) = delete;
  PasswordRoom& operator=(const PasswordRoom&) = delete;

  [[nodiscard]] bool try_run(std::function<void()> work);

  const PasswordCost& cost() const { return cost_; }
  /// A hash that no password fits, as dear to check as any: whether a name is known cannot be told
  /// from the time that its refusal takes (SECURITY C2).
  const std::string& nobodys();

 private:
  const PasswordCost cost_;
  std::once_flag nobodys_made_;
  std::string nobodys_;
  std::atomic<std::size_t> held_{0};
  boost::asio::thread_pool threads_;
};

}  // namespace tocsin
