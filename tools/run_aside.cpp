#include "tools/run_aside.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tocsin::tools {
namespace {

constexpr char this_program[] = "/proc/self/exe";
constexpr std::chrono::milliseconds stop_seen_within{200};

std::string error_text(int code) {
  return std::generic_category().message(code);
}

class Spawning {
 public:
  explicit Spawning(int output) {
    ::posix_spawn_file_actions_init(&files_);
    ::posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files_, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&files_, output, STDERR_FILENO);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
  }
  ~Spawning() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Spawning(const Spawning&) = delete;
  Spawning& operator=(const Spawning&) = delete;

  int start(const std::vector<std::string>& arguments, pid_t& child) {
    std::vector<std::string> all{"tocsin"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (auto& argument : all) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    return ::posix_spawn(&child, this_program, &files_, &attributes_, pointers.data(), environ);
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

bool is_called_off(const AsideLimits& limits, const std::stop_token& stop) {
  return stop.stop_requested() || (limits.unwanted && limits.unwanted());
}

/// Reads to the end of the child's output; false: the time is over, or it was called off.
bool read_all(int from, AsideEnd& end, const AsideLimits& limits, const std::stop_token& stop) {
  const auto until = std::chrono::steady_clock::now() + limits.wall;
  char chunk[4096];
  while (std::chrono::steady_clock::now() < until && !stop.stop_requested()) {
    pollfd ready{.fd = from, .events = POLLIN, .revents = 0};
    const int some = ::poll(&ready, 1, static_cast<int>(stop_seen_within.count()));
    if (some <= 0) {
      if (is_called_off(limits, stop)) return false;
      continue;
    }
    const auto got = ::read(from, chunk, sizeof chunk);
    if (got == 0) return true;
    if (got < 0 && errno != EINTR) return true;
    if (got > 0 && limits.heard) limits.heard({chunk, static_cast<std::size_t>(got)});
    if (got > 0 && end.output.size() < limits.output_bytes)
      end.output.append(
          chunk, std::min(static_cast<std::size_t>(got), limits.output_bytes - end.output.size()));
  }
  return false;
}

void conclude(int status, const AsideLimits& limits, bool in_time, AsideEnd& end) {
  if (in_time && WIFEXITED(status)) {
    end.by = AsideEnd::By::itself;
    end.ran = true;
    end.exit_code = WEXITSTATUS(status);
    return;
  }
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  std::string why = "it was ended by signal " + std::to_string(signal);
  end.by = in_time ? AsideEnd::By::signal : AsideEnd::By::wall_time;
  if (in_time && signal == SIGXCPU) end.by = AsideEnd::By::cpu_time;
  if (!in_time) why = "it did not end within " + std::to_string(limits.wall.count()) + " s";
  if (in_time && signal == SIGXCPU) why = "it used more CPU time than it is given";
  if (in_time && (signal == SIGABRT || signal == SIGSEGV))
    why = "it needed more memory than it is given, or failed";
  end.output += (end.output.empty() || end.output.ends_with('\n') ? "" : "\n") + why;
}

}  // namespace

AsideEnd run_aside(const std::vector<std::string>& arguments, const AsideLimits& limits,
                   const std::stop_token& stop) {
  AsideEnd end;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    end.output = "no pipe: " + error_text(errno);
    return end;
  }
  pid_t child = 0;
  const int failed = Spawning(ends[1]).start(arguments, child);
  ::close(ends[1]);
  if (failed != 0) {
    ::close(ends[0]);
    end.output = "a child process could not be started: " + error_text(failed);
    return end;
  }
  const bool in_time = read_all(ends[0], end, limits, stop);
  ::close(ends[0]);
  if (!in_time) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  conclude(status, limits, in_time, end);
  if (!in_time && is_called_off(limits, stop)) end.by = AsideEnd::By::stop;
  return end;
}

}  // namespace tocsin::tools
