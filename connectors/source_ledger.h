#pragma once
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/source.h"
#include "engine/time.h"

namespace tocsin {

/// What a batch added to what a source has heard.
struct Heard {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  Instant frame_time{};  ///< of the newest frame, where the source knows it without decoding
};

/// Keeps a source's status and tells the news when it changes.
///
/// Threads    status() from any; the rest from where the source runs.
/// Ownership  Borrows the clock, which must outlive it, and the news between begin() and end().
/// Limits     The last 100 gaps.
class SourceLedger {
 public:
  SourceLedger(std::string name, std::string kind, const Clock& clock);

  /// The news to tell from now on.
  void begin(SourceNews& news);
  void connected();
  /// Tells once for each kind of trouble, not for each attempt. `told_as` names the kind.
  void lost(std::string_view why, std::string_view told_as);
  /// Nothing is wrong, but there is nothing to read (a file that has not appeared yet).
  void waiting(std::string_view why);
  void heard(const Heard& heard);
  void reconnecting();
  void repeat_dropped();
  void gap(SourceGap gap);
  /// Something that the operator should see but that ended nothing.
  void note(std::string_view what);
  void end(SourceState finished_or_stopped);

  SourceStatus status() const;
  const std::string& name() const { return name_; }
  const Clock& clock() const { return clock_; }

 private:
  bool enter(SourceState state, std::string_view why);

  const std::string name_;
  const Clock& clock_;
  SourceNews* news_ = nullptr;
  std::string told_as_;
  mutable std::mutex mutex_;
  SourceStatus status_;
};

}  // namespace tocsin
