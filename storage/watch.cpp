#include "storage/watch.h"

namespace tocsin::storage {

Watch::Seen Watch::seen() const {
  const std::scoped_lock lock(mutex_);
  return seen_;
}

rocksdb::Status Watch::broken() const {
  const std::scoped_lock lock(mutex_);
  return broken_;
}

void Watch::OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) {
  const std::scoped_lock lock(mutex_);
  ++seen_.errors;
  seen_.last = error->ToString();
  broken_ = *error;
}

void Watch::OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                                 bool* auto_recovery) {
  *auto_recovery = false;
}

void Watch::closed() {
  const std::scoped_lock lock(mutex_);
  broken_ = rocksdb::Status::OK();
}

}  // namespace tocsin::storage
