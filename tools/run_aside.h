#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::tools {

/// How a program that ran beside ours ended.
struct AsideEnd {
  enum class By : std::uint8_t { itself, wall_time, cpu_time, stop, signal, not_started };
  By by = By::not_started;
  bool ran = false;    ///< it ended by itself; false: `output` says why not
  int exit_code = 0;   ///< where it ended by itself
  std::string output;  ///< both its outputs, to `output_bytes`
};

struct AsideLimits {
  std::chrono::seconds wall{60};        ///< then it is killed
  std::size_t output_bytes = 64 << 10;  ///< what is longer is read and dropped
  /// Hears all output as it comes; null: nobody.
  std::function<void(std::string_view)> heard{};
  /// Asked several times a second; true ends it as a stop request does. Null: never.
  std::function<bool()> unwanted{};
};

/// Runs this same program with other arguments, as a child with no signal blocked, and waits for
/// its end.
///
/// Threads    Any; blocks. A stop request kills the child.
/// Errors     In the result: what a person can read, also where a limit or a signal ended it.
AsideEnd run_aside(const std::vector<std::string>& arguments, const AsideLimits& limits,
                   const std::stop_token& stop);

}  // namespace tocsin::tools
