#include "storage/ring_logger.h"

#include <array>
#include <cstdio>

namespace tocsin::storage {
namespace {
/// Said by RocksDB itself whenever it copies a store that is in use: nothing is wrong.
bool is_no_complaint(std::string_view line) {
  return line.find("File Deletions Disabled") != line.npos ||
         line.find("File Deletions Enable, but not really enabled") != line.npos;
}

std::string formatted(const char* format, va_list values) {
  std::array<char, 512> text{};
  std::vsnprintf(text.data(), text.size(), format, values);
  return text.data();
}
}  // namespace

RingLogger::RingLogger(std::function<void(const std::string&)> warn)
    : rocksdb::Logger(rocksdb::InfoLogLevel::INFO_LEVEL), warn_(std::move(warn)) {}

void RingLogger::Logv(const char* format, va_list values) {
  keep(formatted(format, values));
}

void RingLogger::Logv(rocksdb::InfoLogLevel level, const char* format, va_list values) {
  if (level < GetInfoLogLevel()) return;
  std::string line = formatted(format, values);
  // HEADER_LEVEL, the highest number, is not a complaint.
  if (warn_ && level >= rocksdb::WARN_LEVEL && level < rocksdb::HEADER_LEVEL &&
      !is_no_complaint(line))
    warn_(line);
  keep(std::move(line));
}

void RingLogger::keep(std::string line) {
  const std::scoped_lock lock(mutex_);
  if (lines_.size() == lines_max) lines_.pop_front();
  lines_.push_back(std::move(line));
}

std::vector<std::string> RingLogger::lines() const {
  const std::scoped_lock lock(mutex_);
  return {lines_.begin(), lines_.end()};
}

}  // namespace tocsin::storage
