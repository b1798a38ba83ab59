#pragma once
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "engine/source.h"

namespace tocsin::fakes {

/// So long a test waits for what must come before it calls it missing.
inline constexpr std::chrono::seconds patience{20};

/// Keeps what sources push. Takes `room` batches, then makes them wait until more() is called.
class KeepingIntake final : public Intake {
 public:
  std::unique_ptr<RawBatch> blank() override { return std::make_unique<RawBatch>(); }

  boost::asio::awaitable<bool> push(std::unique_ptr<RawBatch> batch) override {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    while (true) {
      if (take(batch)) co_return true;
      if (stopping()) co_return false;
      timer.expires_after(std::chrono::milliseconds(1));
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
  }

  bool push_blocking(std::unique_ptr<RawBatch> batch) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return room_ > 0 || stopping_; });
    if (stopping_) return false;
    keep(std::move(batch));
    return true;
  }

  std::unique_ptr<RawBatch> try_push(std::unique_ptr<RawBatch> batch) override {
    return take(batch) ? nullptr : std::move(batch);
  }

  void limit(std::size_t room) {
    const std::scoped_lock lock(mutex_);
    room_ = room;
    changed_.notify_all();
  }
  void stop() {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  bool stopping() const {
    const std::scoped_lock lock(mutex_);
    return stopping_;
  }

  /// False where `enough` does not come true in time.
  bool wait_until(const std::function<bool(const std::vector<RawBatch>&)>& enough) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return enough(batches_); });
  }
  bool wait_for_frames(std::size_t count) const {
    return wait_until([=](const auto& batches) {
      std::size_t frames = 0;
      for (const auto& batch : batches) frames += batch.frames.size();
      return frames >= count;
    });
  }
  /// What came; call it when the source is idle or has ended.
  std::vector<std::string> frames() const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> out;
    for (const auto& batch : batches_)
      for (std::size_t i = 0; i < batch.frames.size(); ++i) out.emplace_back(batch.frame(i));
    return out;
  }
  std::vector<RawBatch> batches() const {
    const std::scoped_lock lock(mutex_);
    return batches_;
  }
  std::string last_cursor() const {
    const std::scoped_lock lock(mutex_);
    return batches_.empty() ? std::string() : batches_.back().cursor.value;
  }

 private:
  bool take(std::unique_ptr<RawBatch>& batch) {
    const std::scoped_lock lock(mutex_);
    if (room_ == 0 || stopping_) return false;
    keep(std::move(batch));
    return true;
  }
  void keep(std::unique_ptr<RawBatch> batch) {
    --room_;
    batches_.push_back(std::move(*batch));
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::size_t room_ = std::numeric_limits<std::size_t>::max();
  bool stopping_ = false;
  std::vector<RawBatch> batches_;
};

/// Keeps what a source told.
class KeepingNews final : public SourceNews {
 public:
  void connected(std::string_view) override { add("connected"); }
  void lost(std::string_view, std::string_view why) override { add("lost: " + std::string(why)); }
  void gap(std::string_view, const SourceGap& gap) override { add("gap: " + gap.because); }

  std::vector<std::string> told() const {
    const std::scoped_lock lock(mutex_);
    return told_;
  }
  bool wait_for(std::string_view part, std::size_t times = 1) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] {
      std::size_t found = 0;
      for (const auto& line : told_) found += line.find(part) != line.npos;
      return found >= times;
    });
  }

 private:
  void add(std::string line) {
    const std::scoped_lock lock(mutex_);
    told_.push_back(std::move(line));
    changed_.notify_all();
  }
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> told_;
};

/// Runs a source on its own io thread until stop() or the end of its input.
class RunningSource {
 public:
  RunningSource(Source& source, Intake& intake, SourceNews& news, std::string cursor = {})
      : source_(source) {
    boost::asio::co_spawn(io_, source_.run(intake, news, std::move(cursor)),
                          [this](std::exception_ptr error) { error_ = error; });
    thread_ = std::thread([this] { io_.run(); });
  }
  ~RunningSource() { stop(); }
  void stop() {
    source_.stop();
    join();
  }
  /// Returns when run() has returned and nothing is left to do; rethrows what it threw.
  void join() {
    if (thread_.joinable()) thread_.join();
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
  }

 private:
  Source& source_;
  boost::asio::io_context io_;
  std::exception_ptr error_;
  std::thread thread_;
};

/// False where the source does not come into this state in time.
inline bool wait_for_state(const Source& source, SourceState state) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (source.status().state != state) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

/// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tocsin-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}
inline void append_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::app) << bytes;
}

}  // namespace tocsin::fakes
