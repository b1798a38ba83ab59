#pragma once
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/judge/judge.h"
#include "engine/store.h"
#include "tools/exit_code.h"
#include "tools/rules_loading.h"

/// Recordings through the whole line, with the recording's own time.
namespace tocsin::tools {

struct ReplayWanted {
  std::vector<std::filesystem::path> files;
  std::optional<Wire> wire;  ///< absent: recognised from the first line
  double speed = 0;          ///< times the recorded one; 0: as fast as it goes
  int readers = 0;
  RuleBookPtr book;
  QuietOptions quiet{};
};

/// What a replay came to, in this run.
struct ReplayOutcome {
  JudgeTotals totals;
  double seconds = 0;
  bool interrupted = false;
  bool nothing_left = false;  ///< an earlier run had read everything
};

/// How far it is: frames of this run, share of all bytes.
using ReplayProgress = std::function<void(std::uint64_t frames, double share)>;
/// Is given what stops the replay, before it starts.
using OnStop = std::function<void(std::function<void()> stop)>;

/// Goes on after the last durable batch of an earlier run with the same store and files.
std::expected<ReplayOutcome, Fault> replay(Store& store, const ReplayWanted& wanted,
                                           const ReplayProgress& progress, const OnStop& on_stop);

/// One line, in the contract's form.
std::string summary_json(const ReplayOutcome& outcome);
/// The same for people.
std::string summary_text(const ReplayOutcome& outcome);

/// Asked before the work: whether there is a place for them.
bool can_write_alerts(const std::filesystem::path& file);

/// Writes every alert as it stands, in the order in which they were raised; replaces the file only
/// when all is written.
std::expected<void, Fault> write_alerts(const Store& store, const std::filesystem::path& file);

}  // namespace tocsin::tools
