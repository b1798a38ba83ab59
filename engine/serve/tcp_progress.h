#pragma once
#include <cstdint>

namespace tocsin::serve {

/// How many bytes the peer of a TCP socket has acknowledged so far; 0 where the system does not
/// say. (Apart, since the kernel's header and the C library's cannot stand in one file.)
std::uint64_t tcp_bytes_acknowledged(int socket);

}  // namespace tocsin::serve
