#pragma once
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "connectors/decoders.h"
#include "engine/read/read_observer.h"
#include "rules/profile.h"

namespace tocsin::tools {

/// Measures what rules cost in the running engine: now and then it takes a copy of a batch that was
/// read, and reads it once more in a thread of its own, rule by rule under a clock. Nothing of the
/// line waits for it or depends on it.
///
/// Threads    saw() by readers, now() by any; one of its own.
/// Limits     Its thread rests for `rest_times` as long as it worked: it takes at most half a
/// percent
///            of one core, however much comes. A copy of a batch is made for each of its turns.
/// Cost       Of a batch that is not taken: one atomic read.
class RuleProfile final : public ReadObserver {
 public:
  static constexpr int rest_times = 200;

  RuleProfile();
  ~RuleProfile() override;
  void saw(const ReadBatch& batch) override;
  /// What was measured with the rules that were last seen; nothing yet where the book is null.
  struct Now {
    RuleBookPtr book;
    rules::CostSum sum;
  };
  Now now() const;
  /// What a rule costs for each post that is heard, in nanoseconds; nothing where none was
  /// measured.
  std::optional<double> cost_of(std::string_view rule) const;

 private:
  struct Taken {
    std::unique_ptr<RawBatch> raw;
    RuleBookPtr book;
  };
  void work(const std::stop_token& stop);
  void measure(const Taken& taken);

  const Decoders decoders_;
  std::atomic<bool> wants_{true};
  mutable std::mutex mutex_;
  std::condition_variable_any given_;
  std::optional<Taken> taken_;  ///< under `mutex_`

  mutable std::mutex measuring_;
  RuleBookPtr book_;
  std::unique_ptr<rules::CostMeter> meter_;
  std::map<Wire, std::unique_ptr<WireDecoder>> made_;
  std::jthread thread_;
};

}  // namespace tocsin::tools
