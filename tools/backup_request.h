#pragma once
#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "storage/open_error.h"

namespace tocsin::tools {

/// How `tocsin backup` asks the engine that has the store open for a copy: a file in the data
/// folder says where to, another one answers. Who may write to that folder may ask.
///
/// Threads    One owner each side.
class BackupRequests {
 public:
  explicit BackupRequests(std::filesystem::path data) : data_(std::move(data)) {}

  using Outcome = std::expected<void, OpenError>;
  /// From the engine, now and then: does what was asked, if anything was; what was done.
  std::optional<std::filesystem::path> serve(
      const std::function<Outcome(const std::filesystem::path&)>& back_up) const;
  /// From the command: nullopt where no engine takes it up within `patience`.
  std::optional<Outcome> ask(const std::filesystem::path& folder,
                             std::chrono::milliseconds patience) const;

 private:
  std::filesystem::path asked() const { return data_ / "backup-asked"; }
  std::filesystem::path taken() const { return data_ / "backup-taken"; }
  std::filesystem::path answer() const { return data_ / "backup-answer"; }
  std::filesystem::path data_;
};

}  // namespace tocsin::tools
