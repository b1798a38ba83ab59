#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <rocksdb/merge_operator.h>
#include <rocksdb/slice.h>

#include "engine/commit.h"

/// Counters that are added to without being read. All of an hour are one record: a commit adds to
/// as many counters as rules matched in it, and a record each would cost more than the posts.
namespace tocsin::storage {

/// What is to be added to the counters of an hour (`RollupHour`).
void encode_rollups(const std::vector<const RollupAdd*>& of_one_hour, std::string& out);
/// Appends the counters of a record, each name once. False where the bytes are no such record.
bool decode_rollups(const rocksdb::Slice& bytes, std::int64_t hour, std::vector<RollupAdd>& out);

/// Adds counters by their names; each stays at the largest number rather than run over.
std::shared_ptr<rocksdb::MergeOperator> rollup_merge();

}  // namespace tocsin::storage
