#include "storage/rollup_merge.h"

#include <limits>

namespace tocsin::storage {
namespace {

class RollupMerge final : public rocksdb::AssociativeMergeOperator {
 public:
  const char* Name() const override { return "tocsin.rollup"; }
  bool Merge(const rocksdb::Slice&, const rocksdb::Slice* existing, const rocksdb::Slice& value,
             std::string* sum, rocksdb::Logger*) const override {
    std::int64_t have = 0;
    std::int64_t more = 0;
    if (existing != nullptr && !read_counter(*existing, have)) return false;
    if (!read_counter(value, more)) return false;
    std::int64_t total = 0;
    if (__builtin_add_overflow(have, more, &total))
      total = more > 0 ? std::numeric_limits<std::int64_t>::max()
                       : std::numeric_limits<std::int64_t>::min();
    *sum = counter_bytes(total);
    return true;
  }
};

}  // namespace

std::string counter_bytes(std::int64_t value) {
  std::string bytes(8, '\0');
  auto rest = static_cast<std::uint64_t>(value);
  for (char& b : bytes) {
    b = static_cast<char>(rest);
    rest >>= 8;
  }
  return bytes;
}

bool read_counter(const rocksdb::Slice& bytes, std::int64_t& out) {
  if (bytes.size() != 8) return false;
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  out = static_cast<std::int64_t>(value);
  return true;
}

std::shared_ptr<rocksdb::MergeOperator> rollup_merge() {
  return std::make_shared<RollupMerge>();
}

}  // namespace tocsin::storage
