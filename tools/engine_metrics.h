#pragma once
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "engine/metrics.h"
#include "engine/pipeline/pipeline.h"
#include "storage/rocks_store.h"

namespace tocsin::tools {

/// Brings the engine's numbers into the metrics, when somebody asks for them.
///
/// Threads    refresh(): any.
/// Ownership  Borrows the metrics.
class EngineMetrics {
 public:
  explicit EngineMetrics(Metrics& metrics) : metrics_(metrics) {}
  void refresh(const Pipeline& line, const RocksStore& store,
               const std::vector<SourceStatus>& sources, Instant now);

 private:
  using Labels = std::map<std::string, std::string>;
  void count(const std::string& name, const std::string& help, std::uint64_t total,
             const Labels& labels = {});
  void level(const std::string& name, const std::string& help, double value,
             const Labels& labels = {});
  void line_numbers(const Pipeline& line);
  void store_numbers(const RocksStore& store, Instant now);
  void source_numbers(const std::vector<SourceStatus>& sources);

  Metrics& metrics_;
  std::mutex mutex_;
  std::map<std::pair<std::string, Labels>, prometheus::Counter*> counters_;
  std::map<std::pair<std::string, Labels>, prometheus::Gauge*> gauges_;
};

}  // namespace tocsin::tools
