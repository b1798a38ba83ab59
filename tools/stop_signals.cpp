#include "tools/stop_signals.h"

#include <csignal>
#include <cstdlib>
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

void StopSignals::listen() {
  const auto set = stop_set();
  for (int signal = 0;;) {
    if (sigwait(&set, &signal) != 0) continue;
    if (ending_) return;
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
  if (asked_.exchange(true)) return;
  asked_.notify_all();
  if (stop_) stop_();
}

void StopSignals::stop_now() {
  first();
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
