#include "engine/people/password_room.h"

#include <stdexcept>

#include <boost/asio/post.hpp>
#include <sodium.h>

#include "engine/people/secrets.h"

namespace tocsin {

PasswordRoom::PasswordRoom(PasswordCost cost)
    : cost_(cost), threads_(static_cast<std::size_t>(bounds::password_threads)) {
  // Safe to call again, from any thread; fails only where the system has no randomness.
  if (sodium_init() < 0) throw std::runtime_error("the system gives no random numbers");
}

PasswordRoom::~PasswordRoom() {
  threads_.join();
}

const std::string& PasswordRoom::nobodys() {
  std::call_once(nobodys_made_, [this] { nobodys_ = hash_of_password(new_secret(), cost_); });
  return nobodys_;
}

bool PasswordRoom::try_run(std::function<void()> work) {
  constexpr auto most =
      bounds::passwords_waiting + static_cast<std::size_t>(bounds::password_threads);
  if (held_.fetch_add(1) >= most) {
    --held_;
    return false;
  }
  boost::asio::post(threads_, [this, work = std::move(work)]() mutable {
    std::exchange(work, nullptr)();
    --held_;
  });
  return true;
}

}  // namespace tocsin
