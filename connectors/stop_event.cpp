#include "connectors/stop_event.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace tocsin {

StopEvent::StopEvent() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

StopEvent::~StopEvent() {
  ::close(event_);
}

void StopEvent::stop() {
  stopping_.store(true, std::memory_order_relaxed);
  const std::uint64_t one = 1;
  // It fails only when the counter is full, and then it is readable already.
  [[maybe_unused]] const auto written = ::write(event_, &one, sizeof one);
}

StopEvent::Woken StopEvent::wait(int fd, std::chrono::milliseconds at_most) const {
  // poll() skips negative descriptors.
  std::array<pollfd, 2> fds{{{event_, POLLIN, 0}, {fd, POLLIN, 0}}};
  const int ready = ::poll(fds.data(), fds.size(), static_cast<int>(at_most.count()));
  if (stopping()) return Woken::stop;
  // A signal counts as a deadline: the caller looks again, as after any wait.
  return ready > 0 ? Woken::readable : Woken::deadline;
}

}  // namespace tocsin
