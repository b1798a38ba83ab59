#include "engine/serve/asker.h"

#include <poll.h>

namespace tocsin::serve {

bool Asker::has_gone() const {
  if (socket_ < 0) return false;
  pollfd look{.fd = socket_, .events = POLLRDHUP, .revents = 0};
  constexpr short gone = POLLRDHUP | POLLHUP | POLLERR;
  return ::poll(&look, 1, 0) > 0 && (look.revents & gone) != 0;
}

}  // namespace tocsin::serve
