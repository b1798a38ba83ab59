#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include <rocksdb/merge_operator.h>
#include <rocksdb/slice.h>

/// Counters that are added to without being read.
namespace tocsin::storage {

/// A counter as it lies on disk: eight bytes, little-endian.
std::string counter_bytes(std::int64_t value);
/// False where the bytes are no counter.
bool read_counter(const rocksdb::Slice& bytes, std::int64_t& out);

/// Adds counters; stays at the largest number rather than run over.
std::shared_ptr<rocksdb::MergeOperator> rollup_merge();

}  // namespace tocsin::storage
