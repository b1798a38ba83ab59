#pragma once
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tools/rules_loading.h"

namespace tocsin::tools {

/// What became of changed rule files.
struct RuleChange {
  RuleBookPtr book;  ///< null: refused, the rules before stay in force
  std::string text;  ///< for a person: how many there are, or which line is wrong
};

/// Looks after the files of the loaded packs, and takes up what changed in them while the engine
/// runs: compiled in a child process within limits, proved by its examples, then given to the
/// engine, which goes over to it between two batches.
///
/// Threads    One of its own, which calls `tell`. start() and stop() by the owner.
/// Limits     bounds::rules_compile_*. Files are looked at every half second, and taken up when
///            they have stood still for that long.
/// Errors     By `tell`. Rules that are refused are not tried again until a file changes.
class RuleReload {
 public:
  struct Setup {
    RulesWanted wanted;       ///< without paths (shipped packs) there is nothing to look after
    std::string config_file;  ///< for the child: where brands and signals are
    std::string brands_file;
  };
  using Tell = std::function<void(RuleChange)>;

  RuleReload(Setup setup, Tell tell);
  void start();
  void stop() { thread_ = {}; }
  /// Why the files as they are now are not in force; empty: they are.
  std::string refused() const;

 private:
  void look_after(const std::stop_token& stop);
  RuleChange take_up(const std::stop_token& stop) const;
  std::string stamp() const;
  std::vector<std::string> child_arguments() const;

  const Setup setup_;
  const Tell tell_;
  std::string seen_;
  mutable std::mutex mutex_;
  std::string refused_;
  std::jthread thread_;
};

}  // namespace tocsin::tools
