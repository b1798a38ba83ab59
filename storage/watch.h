#pragma once
#include <cstdint>
#include <mutex>
#include <string>

#include <rocksdb/listener.h>

namespace tocsin::storage {

/// Hears what goes wrong in RocksDB's background threads.
///
/// Threads    Any.
class Watch final : public rocksdb::EventListener {
 public:
  struct Seen {
    std::uint64_t errors = 0;
    std::string last;
    bool recovering = false;
  };
  Seen seen() const;

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override;
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason reason, rocksdb::Status error,
                            bool* auto_recovery) override;
  void OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) override;
  /// The database was closed: no recovery goes on.
  void closed();

 private:
  mutable std::mutex mutex_;
  Seen seen_;
};

}  // namespace tocsin::storage
