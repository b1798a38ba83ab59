#include "tools/progress.h"

#include <cstdio>

#include "tools/messages.h"
#include "tools/quantity.h"

namespace tocsin::tools {

Progress::Progress(std::string done)
    : done_(std::move(done)), terminal_(errors_go_to_a_terminal()) {}

void Progress::show(std::uint64_t items, double share) {
  // What an earlier run had done is not this run's speed.
  if (first_share_ < 0) first_share_ = share;
  const auto now = Clock::now();
  if (now - shown_ < std::chrono::milliseconds{terminal_ ? 500 : 5000}) return;
  shown_ = now;
  const std::chrono::duration<double> spent = now - began_;
  std::string line =
      count_text(items) + " " + done_ + ", " +
      count_text(static_cast<std::uint64_t>(static_cast<double>(items) / spent.count())) +
      " a second, " + std::to_string(static_cast<int>(share * 100)) + " %";
  if (share > first_share_) {
    const double left = spent.count() * (1 - share) / (share - first_share_);
    line +=
        ", " + duration_text(std::chrono::seconds{static_cast<std::int64_t>(left + 0.5)}) + " left";
  }
  if (terminal_) {
    std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
    std::fflush(stderr);
    open_ = true;
  } else {
    say(line);
  }
}

void Progress::end() {
  if (open_) std::fputs("\r\x1b[K", stderr);
  open_ = false;
}

}  // namespace tocsin::tools
