#include "engine/serve/event_lines.h"

#include <string>

#include "engine/serve/bounds.h"

namespace tocsin::serve {
namespace {

constexpr std::array<std::string_view, event_count> names{"feeds", "sign-ins", "refusals", "faults",
                                                          "pages"};

}  // namespace

void EventLines::tell(Event kind, std::string_view line, Time now) {
  if (!write_) return;
  const std::scoped_lock lock(mutex_);
  Room& room = rooms_[static_cast<std::size_t>(kind)];
  if (now - room.since >= std::chrono::minutes{1}) {
    if (room.left_out > 0)
      write_("left out " + std::to_string(room.left_out) + " further lines about " +
             std::string(names[static_cast<std::size_t>(kind)]) + "; /metrics counts them");
    room = {.since = now};
  }
  if (room.told == bounds::event_lines_per_minute) {
    ++room.left_out;
    return;
  }
  ++room.told;
  write_(line.substr(0, bounds::event_line_bytes));
}

}  // namespace tocsin::serve
