#pragma once
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "engine/serve/rule_desk.h"
#include "tools/rule_reload.h"

namespace tocsin::tools {

/// Back-tests asked for over the API: one after the other, each in a process beside the engine,
/// which reads the store as a secondary. A pattern that explodes, or a back-test that needs much
/// memory, ends that process.
///
/// Threads    Any; one of its own.
/// Limits     bounds::jobs_waiting, jobs_kept, job_result_bytes. A job lives as long as the
/// program.
class BacktestJobs {
 public:
  BacktestJobs(RuleReload::Setup setup, std::string data);
  ~BacktestJobs();

  serve::RuleDesk::Or<std::string> begin(serve::BacktestRequest request, std::string by);
  std::optional<std::string> job(std::string_view id) const;
  bool cancel(std::string_view id);

 private:
  enum class State : std::uint8_t { waiting, running, done, failed, cancelled };
  struct Job {
    std::string id;
    std::string by;
    serve::BacktestRequest request;
    State state = State::waiting;
    double progress = 0;
    std::string result;  ///< JSON; failed: why
    std::stop_source stop;
  };
  void work(const std::stop_token& stop);
  void run(Job& job);
  void end(Job& job, State state, std::string result);
  Job* find(std::string_view id) const;

  const RuleReload::Setup setup_;
  const std::string data_;
  mutable std::mutex mutex_;
  std::condition_variable_any asked_;
  std::deque<std::unique_ptr<Job>> jobs_;  ///< oldest first
  std::uint64_t last_ = 0;
  std::jthread thread_;
};

}  // namespace tocsin::tools
