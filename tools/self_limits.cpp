#include "tools/self_limits.h"

#include <algorithm>
#include <new>

#include <sys/resource.h>

#include "tools/messages.h"
#include "tools/quantity.h"

namespace tocsin::tools {

void limit_self(int resource, std::uint64_t most) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &now) != 0) return;
  now.rlim_cur = std::min<rlim_t>(now.rlim_max, most);
  ::setrlimit(static_cast<__rlimit_resource>(resource), &now);
}

int within_limits(const SelfLimits& limits, const std::function<int()>& work) {
  limit_self(RLIMIT_CPU, static_cast<std::uint64_t>(limits.cpu.count()));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit_self(RLIMIT_AS, limits.bytes);  // a sanitizer's shadow alone is larger
#endif
  limit_self(RLIMIT_CORE, 0);
  ::setpriority(PRIO_PROCESS, 0, 10);
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return tell({ExitCode::try_again, "the rules need more memory than the " +
                                          size_text(limits.bytes) +
                                          " that they are given: make repeats smaller, or split "
                                          "packs and lists"});
  }
}

}  // namespace tocsin::tools
