#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace tocsin::tools {

/// Sets the soft limit of one of setrlimit's resources for this process, as far as the hard one
/// lets it.
void limit_self(int resource, std::uint64_t most);

struct SelfLimits {
  std::chrono::seconds cpu{};
  std::size_t bytes = 0;  ///< of address space
};

/// Runs the work of a child process under limits, standing back behind others: a pattern that
/// explodes ends this process, not the engine.
///
/// Errors     Past the CPU time the system ends the process (SIGXCPU); past the memory it is said,
///            and the exit code is ExitCode::try_again.
int within_limits(const SelfLimits& limits, const std::function<int()>& work);

}  // namespace tocsin::tools
