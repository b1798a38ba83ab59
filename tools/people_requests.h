#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>

#include "tools/people_order.h"

namespace tocsin::tools {

/// How the commands about people ask the engine that has the store open: each by a file in the data
/// folder that only its owner reads, answered by another one. Who may write to that folder may ask.
///
/// Threads    One owner of the engine's side; any number of commands.
/// Limits     Orders of at most 16 KiB; files that another user made are not looked at.
class PeopleRequests {
 public:
  explicit PeopleRequests(std::filesystem::path data) : data_(std::move(data)) {}

  /// From the engine, now and then: carries out what was asked. How many that were.
  std::size_t serve(const std::function<PeopleOutcome(const PeopleOrder&)>& carry_out) const;
  /// From the engine, at its beginning: takes away what an earlier one had taken up.
  void clear() const;
  /// From a command: nothing where no engine takes it up within `patience`.
  std::optional<PeopleOutcome> ask(const PeopleOrder& order,
                                   std::chrono::milliseconds patience) const;

 private:
  std::filesystem::path data_;
};

}  // namespace tocsin::tools
