#pragma once
#include <cstdarg>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <rocksdb/env.h>

namespace tocsin::storage {

/// RocksDB's info log, in memory. On disk it would lie beside the data: when that disk is full,
/// RocksDB writes its log again after the log's own first error and aborts on an assertion.
///
/// Threads    Any.
/// Limits     The last `lines_max` lines of at most 512 bytes each.
class RingLogger final : public rocksdb::Logger {
 public:
  static constexpr std::size_t lines_max = 512;
  /// `warn` hears of warnings and errors, from RocksDB's threads; it must not call the store.
  explicit RingLogger(std::function<void(const std::string&)> warn);

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list values) override;
  void Logv(rocksdb::InfoLogLevel level, const char* format, va_list values) override;
  std::vector<std::string> lines() const;

 private:
  void keep(std::string line);

  std::function<void(const std::string&)> warn_;
  mutable std::mutex mutex_;
  std::deque<std::string> lines_;
};

}  // namespace tocsin::storage
