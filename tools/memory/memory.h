#pragma once

/// The program's allocator: jemalloc, since here one thread frees what another made (batches,
/// commits, events), which costs glibc's a lock and leaves holes. Builds with sanitizers have
/// the sanitizer's own.
///
/// What links `tocsin_memory` and calls this has it.
namespace tocsin {

/// Gives what was freed back to the system: after work that needed far more than what comes next.
/// Threads: any. Cost: milliseconds.
void give_back_memory();

}  // namespace tocsin
