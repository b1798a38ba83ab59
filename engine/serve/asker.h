#pragma once

namespace tocsin::serve {

/// Whether whoever asked still waits for the answer: long work looks now and then, and stops where
/// nobody does. A client that closes its half of the connection counts as gone, as it does with
/// other servers: which of both it was shows only when it is too late.
///
/// Threads    Any, while the request is answered.
/// Ownership  Names the connection's socket, and does not own it. Where the connection is cut off
///            meanwhile, the number may name another one; then what is said no longer matters.
/// Cost       A system call: for every few milliseconds of work.
class Asker {
 public:
  Asker() = default;  ///< waits for ever
  explicit Asker(int socket) : socket_(socket) {}
  bool has_gone() const;

 private:
  int socket_ = -1;
};

}  // namespace tocsin::serve
