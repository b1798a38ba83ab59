#include "storage/rollup_merge.h"

#include <deque>
#include <limits>
#include <map>

#include "storage/records.pb.h"
#include "storage/wire_writer.h"

namespace tocsin::storage {
namespace {

std::int64_t added(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<std::int64_t>::max()
               : std::numeric_limits<std::int64_t>::min();
}

/// Sorted by name, so that equal sums are equal bytes.
class Sums {
 public:
  bool add(const rocksdb::Slice& record) {
    if (!hour_.ParseFromArray(record.data(), static_cast<int>(record.size()))) return false;
    for (const auto& counter : hour_.counters()) {
      const auto known = sums_.find(counter.name());
      if (known == sums_.end())
        sums_.emplace(counter.name(), counter.by());
      else
        known->second = added(known->second, counter.by());
    }
    return true;
  }
  std::string record() const {
    std::string out;
    WireWriter writer(out);
    for (const auto& [name, by] : sums_) put_counter(writer, name, by);
    return out;
  }
  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [name, by] : sums_) visit(name, by);
  }
  static void put_counter(WireWriter& writer, std::string_view name, std::int64_t by) {
    writer.message(proto::RollupHour::kCountersFieldNumber, [&](WireWriter& in) {
      in.text(proto::RollupCounter::kNameFieldNumber, name);
      in.signed_number(proto::RollupCounter::kByFieldNumber, by);
    });
  }

 private:
  proto::RollupHour hour_;
  std::map<std::string, std::int64_t, std::less<>> sums_;
};

class RollupMerge final : public rocksdb::MergeOperator {
 public:
  const char* Name() const override { return "tocsin.rollup"; }
  bool FullMergeV2(const MergeOperationInput& in, MergeOperationOutput* out) const override {
    Sums sums;
    if (in.existing_value != nullptr && !sums.add(*in.existing_value)) return false;
    for (const auto& operand : in.operand_list)
      if (!sums.add(operand)) return false;
    out->new_value = sums.record();
    return true;
  }
  bool PartialMergeMulti(const rocksdb::Slice&, const std::deque<rocksdb::Slice>& operands,
                         std::string* out, rocksdb::Logger*) const override {
    Sums sums;
    for (const auto& operand : operands)
      if (!sums.add(operand)) return false;
    *out = sums.record();
    return true;
  }
};

}  // namespace

void encode_rollups(const std::vector<const RollupAdd*>& of_one_hour, std::string& out) {
  out.clear();
  WireWriter writer(out);
  for (const RollupAdd* add : of_one_hour) Sums::put_counter(writer, add->name, add->by);
}

bool decode_rollups(const rocksdb::Slice& bytes, std::int64_t hour, std::vector<RollupAdd>& out) {
  Sums sums;
  if (!sums.add(bytes)) return false;
  sums.each([&](const std::string& name, std::int64_t by) { out.push_back({name, hour, by}); });
  return true;
}

std::shared_ptr<rocksdb::MergeOperator> rollup_merge() {
  return std::make_shared<RollupMerge>();
}

}  // namespace tocsin::storage
