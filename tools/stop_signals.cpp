#include "tools/stop_signals.h"

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>

#include <unistd.h>

#include "tools/exit_code.h"
#include "tools/messages.h"

namespace tocsin::tools {
namespace {

sigset_t stop_set() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR2}) sigaddset(&set, signal);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  const auto set = stop_set();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::thread([this] { listen(); });
}

StopSignals::~StopSignals() {
  ending_ = true;
  pthread_kill(thread_.native_handle(), SIGUSR2);
  thread_.join();
}

int StopSignals::next() {
  const auto set = stop_set();
  int signal = 0;
  while (!asked_)
    if (sigwait(&set, &signal) == 0) return signal;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        stop_by_ - std::chrono::steady_clock::now());
    if (left.count() <= 0) return 0;
    const timespec wait{left.count() / 1000, left.count() % 1000 * 1'000'000};
    if (signal = sigtimedwait(&set, nullptr, &wait); signal > 0) return signal;
  }
}

void StopSignals::listen() {
  while (true) {
    const int signal = next();
    if (ending_) return;
    if (signal == 0) {
      say("stopped: what was heard could not be made durable within " +
          std::to_string(stop_within.count()) +
          " s. What was acknowledged is kept, the rest is heard again next time; `tocsin doctor` "
          "tells what keeps the store from writing");
      std::_Exit(static_cast<int>(ExitCode::try_again));
    }
    if (signal == SIGUSR2 || (signal == SIGHUP && hung_up())) continue;
    if (asked_) {
      say("stopped at once; what was not durable is heard again next time");
      std::_Exit(static_cast<int>(ExitCode::interrupted));
    }
    say("stopping: finishing what was heard (once more to stop at once)");
    first();
  }
}

bool StopSignals::hung_up() {
  const std::lock_guard lock(mutex_);
  if (hangup_) hangup_();
  return hangup_ != nullptr;
}

void StopSignals::on_hangup(std::function<void()> hangup) {
  const std::lock_guard lock(mutex_);
  hangup_ = std::move(hangup);
}

void StopSignals::first() {
  const std::lock_guard lock(mutex_);
  if (asked_) return;
  stop_by_ = std::chrono::steady_clock::now() + stop_within;
  asked_ = true;
  asked_.notify_all();
  if (stop_) stop_();
}

void StopSignals::stop_now() {
  first();
  pthread_kill(thread_.native_handle(), SIGUSR2);  // from now on it looks at the clock
}

void StopSignals::on_stop(std::function<void()> stop) {
  const std::lock_guard lock(mutex_);
  stop_ = std::move(stop);
  if (asked_ && stop_) stop_();
}

void StopSignals::wait() const {
  asked_.wait(false);
}

}  // namespace tocsin::tools
