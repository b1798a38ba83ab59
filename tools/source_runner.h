#pragma once
#include <memory>
#include <vector>

#include "engine/source.h"
#include "engine/store.h"

namespace tocsin::tools {

/// Runs sources, each from its own cursor, on an io thread.
///
/// Threads    start(), stop() by the owner; status() by any.
/// Ownership  Owns the sources; borrows the rest, which outlives it.
class SourceRunner {
 public:
  explicit SourceRunner(std::vector<std::unique_ptr<Source>> sources);
  ~SourceRunner();
  SourceRunner(const SourceRunner&) = delete;
  SourceRunner& operator=(const SourceRunner&) = delete;

  void start(Intake& intake, SourceNews& news, const Store& store);
  /// Asks all to end, and waits until they have.
  void stop();
  std::vector<SourceStatus> status() const;
  bool empty() const { return sources_.empty(); }

 private:
  struct Io;
  std::vector<std::unique_ptr<Source>> sources_;
  std::unique_ptr<Io> io_;
};

}  // namespace tocsin::tools
