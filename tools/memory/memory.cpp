#include "tools/memory/memory.h"

#ifdef TOCSIN_JEMALLOC
#include <string>

#include <jemalloc/jemalloc.h>

/// Read by jemalloc as it starts (jemalloc(3), TUNING). Few arenas: each keeps what it was given
/// back for a while. MALLOC_CONF in the environment goes before.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:4,background_thread:true,dirty_decay_ms:100,muzzy_decay_ms:0";
}

void tocsin::give_back_memory() {
  const auto purge = "arena." + std::to_string(MALLCTL_ARENAS_ALL) + ".purge";
  ::mallctl(purge.c_str(), nullptr, nullptr, nullptr, 0);
}
#else
#include <malloc.h>

void tocsin::give_back_memory() {
  ::malloc_trim(0);
}
#endif
