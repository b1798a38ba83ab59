#include "storage/age.h"

#include <algorithm>
#include <charconv>

namespace tocsin::storage {
namespace {

constexpr char oldest_property[] = "tocsin.oldest_us";
constexpr char days_property[] = "tocsin.bytes_by_day";
constexpr std::int64_t us_per_day = 86'400'000'000;

std::int64_t day_of(Instant t) {
  const std::int64_t us = us_of(t);
  return us >= 0 ? us / us_per_day : (us + 1) / us_per_day - 1;
}

class AgeFilter final : public rocksdb::CompactionFilter {
 public:
  AgeFilter(Family family, std::shared_ptr<const Cutoffs> cutoffs)
      : family_(family), cutoffs_(std::move(cutoffs)) {}
  const char* Name() const override { return "tocsin.age"; }
  bool Filter(int, const rocksdb::Slice&, const rocksdb::Slice& value, std::string*,
              bool*) const override {
    return cutoffs_->expired(family_, value);
  }

 private:
  Family family_;
  std::shared_ptr<const Cutoffs> cutoffs_;
};

class AgeFilterFactory final : public rocksdb::CompactionFilterFactory {
 public:
  AgeFilterFactory(Family family, std::shared_ptr<const Cutoffs> cutoffs)
      : family_(family), cutoffs_(std::move(cutoffs)) {}
  const char* Name() const override { return "tocsin.age"; }
  std::unique_ptr<rocksdb::CompactionFilter> CreateCompactionFilter(
      const rocksdb::CompactionFilter::Context&) override {
    return std::make_unique<AgeFilter>(family_, cutoffs_);
  }

 private:
  Family family_;
  std::shared_ptr<const Cutoffs> cutoffs_;
};

class AgeCollector final : public rocksdb::TablePropertiesCollector {
 public:
  const char* Name() const override { return "tocsin.age"; }
  rocksdb::Status AddUserKey(const rocksdb::Slice& key, const rocksdb::Slice& value,
                             rocksdb::EntryType type, rocksdb::SequenceNumber,
                             std::uint64_t) override {
    if (type != rocksdb::kEntryPut) return rocksdb::Status::OK();
    const auto from = aged_from(value);
    if (!from) return rocksdb::Status::OK();
    if (!oldest_ || *from < *oldest_) oldest_ = *from;
    days_[day_of(*from)] += key.size() + value.size();
    return rocksdb::Status::OK();
  }
  rocksdb::Status Finish(rocksdb::UserCollectedProperties* properties) override {
    *properties = GetReadableProperties();
    return rocksdb::Status::OK();
  }
  rocksdb::UserCollectedProperties GetReadableProperties() const override {
    if (!oldest_) return {};
    std::string days;
    for (const auto& [day, bytes] : days_)
      days += std::to_string(day) + ':' + std::to_string(bytes) + ' ';
    return {{oldest_property, std::to_string(us_of(*oldest_))}, {days_property, days}};
  }

 private:
  std::optional<Instant> oldest_;
  std::map<std::int64_t, std::uint64_t> days_;
};

class AgeCollectorFactory final : public rocksdb::TablePropertiesCollectorFactory {
 public:
  rocksdb::TablePropertiesCollector* CreateTablePropertiesCollector(Context) override {
    return new AgeCollector;  // RocksDB owns it
  }
  const char* Name() const override { return "tocsin.age"; }
};

std::int64_t read_number(const char*& at, const char* end) {
  std::int64_t number = 0;
  at = std::from_chars(at, end, number).ptr;
  return number;
}

}  // namespace

std::shared_ptr<rocksdb::CompactionFilterFactory> age_filter(
    Family family, std::shared_ptr<const Cutoffs> cutoffs) {
  return std::make_shared<AgeFilterFactory>(family, std::move(cutoffs));
}

std::shared_ptr<rocksdb::TablePropertiesCollectorFactory> age_collector() {
  return std::make_shared<AgeCollectorFactory>();
}

TableAges ages_of(const rocksdb::TableProperties& table) {
  TableAges ages;
  const auto& own = table.user_collected_properties;
  const auto oldest = own.find(oldest_property);
  const auto days = own.find(days_property);
  if (oldest == own.end() || days == own.end()) return ages;
  const char* at = oldest->second.data();
  ages.oldest = instant_from_us(read_number(at, at + oldest->second.size()));
  at = days->second.data();
  const char* end = at + days->second.size();
  while (at < end) {
    const std::int64_t day = read_number(at, end);
    if (at == end || *at++ != ':') break;
    const auto bytes = static_cast<std::uint64_t>(read_number(at, end));
    ages.bytes_by_day[day] += bytes;
    ages.bytes += bytes;
    if (at < end) ++at;
  }
  return ages;
}

double TableAges::expired_share(Instant cutoff) const {
  if (bytes == 0) return 0;
  std::uint64_t expired = 0;
  for (const auto& [day, in_day] : bytes_by_day)
    if (day < day_of(cutoff)) expired += in_day;
  return static_cast<double>(expired) / static_cast<double>(bytes);
}

}  // namespace tocsin::storage
