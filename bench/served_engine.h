#pragma once
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "bench/feed_socket.h"

/// The real program in a process of its own, on a folder that goes with it.
namespace tocsin::bench {

class ServedEngine {
 public:
  /// `config` lacks its `data:`. `at` is where the folder is made: the disk under test.
  ServedEngine(const std::string& program, const std::filesystem::path& at,
               const std::string& config, const std::vector<std::string>& packs)
      : folder_(made_folder(at)) {
    std::string list;
    for (std::size_t i = 0; i < packs.size(); ++i) {
      const auto name = "pack-" + std::to_string(i) + ".yaml";
      std::ofstream(folder_ / name) << packs[i];
      list += (i > 0 ? ", " : "") + name;
    }
    std::ofstream(folder_ / "tocsin.yaml") << config << "data: data\npacks: [" << list << "]\n";
    spawn(program);
    port_ = address();
  }
  ~ServedEngine() {
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ServedEngine(const ServedEngine&) = delete;
  ServedEngine& operator=(const ServedEngine&) = delete;

  std::uint16_t port() const { return port_; }
  const std::filesystem::path& folder() const { return folder_; }
  std::string said() const {
    std::ifstream in(folder_ / "stderr.txt", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  /// Sums of `/metrics` by name, over all labels.
  std::map<std::string, double> metrics() const {
    const int socket = connected_socket(port_);
    send_all(socket, "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    std::string answer;
    char bytes[65536];
    for (ssize_t got; (got = ::recv(socket, bytes, sizeof bytes, 0)) > 0;)
      answer.append(bytes, static_cast<std::size_t>(got));
    ::close(socket);
    std::map<std::string, double> sums;
    for (std::size_t at = 0; at < answer.size();) {
      const auto end = std::min(answer.find('\n', at), answer.size());
      const auto line = answer.substr(at, end - at);
      at = end + 1;
      if (line.starts_with('#') || !line.starts_with("tocsin_")) continue;
      sums[line.substr(0, line.find_first_of("{ "))] +=
          std::strtod(line.c_str() + line.rfind(' '), nullptr);
    }
    return sums;
  }

  struct Used {
    double cpu_seconds = 0;
    double peak_mb = 0;
  };
  /// Stops it in order.
  Used stop() {
    rusage used{};
    int status = 0;
    ::kill(process_, SIGTERM);
    while (::wait4(process_, &status, 0, &used) < 0 && errno == EINTR) {
    }
    process_ = -1;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
      throw std::runtime_error("the engine did not stop in order:\n" + said());
    const auto seconds = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return {seconds(used.ru_utime) + seconds(used.ru_stime),
            static_cast<double>(used.ru_maxrss) / 1024};
  }

 private:
  static std::filesystem::path made_folder(const std::filesystem::path& at) {
    std::string name = (at / "tocsin-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::runtime_error("no folder can be made in " + at.string());
    return name;
  }

  void spawn(const std::string& program) {
    const auto errors = (folder_ / "stderr.txt").string();
    const auto config = (folder_ / "tocsin.yaml").string();
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, 2, errors.c_str(), O_WRONLY | O_CREAT, 0600);
    std::vector<std::string> words{program, "serve", "--config", config, "--listen", "127.0.0.1:0"};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const int failed =
        ::posix_spawn(&process_, program.c_str(), &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed != 0) throw std::runtime_error(program + " cannot be started: build it first");
  }

  std::uint16_t address() const {
    constexpr std::string_view mark = "the console is at http://127.0.0.1:";
    for (int i = 0; i < 3000; ++i) {
      const auto text = said();
      if (const auto at = text.find(mark); at != text.npos && text.find('/', at + mark.size()))
        return static_cast<std::uint16_t>(std::atoi(text.c_str() + at + mark.size()));
      if (::waitpid(process_, nullptr, WNOHANG) != 0) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw std::runtime_error("the engine did not start:\n" + said());
  }

  const std::filesystem::path folder_;
  pid_t process_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace tocsin::bench
