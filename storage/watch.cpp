#include "storage/watch.h"

namespace tocsin::storage {

Watch::Seen Watch::seen() const {
  const std::scoped_lock lock(mutex_);
  return seen_;
}

void Watch::OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) {
  const std::scoped_lock lock(mutex_);
  ++seen_.errors;
  seen_.last = error->ToString();
}

void Watch::OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                                 bool* auto_recovery) {
  const std::scoped_lock lock(mutex_);
  seen_.recovering = *auto_recovery;
}

void Watch::OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) {
  const std::scoped_lock lock(mutex_);
  seen_.recovering = false;
  if (!info.new_bg_error.ok()) seen_.last = info.new_bg_error.ToString();
}

void Watch::closed() {
  const std::scoped_lock lock(mutex_);
  seen_.recovering = false;
}

}  // namespace tocsin::storage
