#pragma once
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace tocsin::bench {

/// What a disk takes to make four kilobytes durable, asked again and again while something else
/// is measured.
class SyncProbe {
 public:
  SyncProbe(const std::filesystem::path& folder, std::chrono::milliseconds every)
      : file_(::open((folder / "probe").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)),
        thread_([this, every](const std::stop_token& stop) { run(stop, every); }) {
    if (file_ < 0) throw std::runtime_error(folder.string() + " cannot be written");
  }
  ~SyncProbe() {
    stop();
    ::close(file_);
  }
  SyncProbe(const SyncProbe&) = delete;
  SyncProbe& operator=(const SyncProbe&) = delete;

  std::vector<double> stop() {
    thread_ = {};
    return std::move(milliseconds_);
  }

 private:
  void run(const std::stop_token& stop, std::chrono::milliseconds every) {
    const std::string block(4096, 'x');
    for (auto next = std::chrono::steady_clock::now(); !stop.stop_requested(); next += every) {
      std::this_thread::sleep_until(next);
      if (::write(file_, block.data(), block.size()) < 0) return;
      const auto before = std::chrono::steady_clock::now();
      ::fdatasync(file_);
      milliseconds_.push_back(
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before)
              .count());
    }
  }

  const int file_;
  std::vector<double> milliseconds_;
  std::jthread thread_;
};

}  // namespace tocsin::bench
