#pragma once
#include <cstdint>
#include <string>

namespace tocsin::tools {

/// How the program ends, for scripts: API.md's numbers, of which the larger are from sysexits.
enum class ExitCode : std::uint8_t {
  done = 0,
  no = 1,            ///< the answer is no: findings, failures
  wrong_use = 2,     ///< flags or arguments
  corrupt = 65,      ///< data on disk is damaged
  unavailable = 69,  ///< a port, a service
  try_again = 75,    ///< the store is in use, the disk is full
  not_permitted = 77,
  bad_config = 78,    ///< configuration or rules; a store from a newer program
  interrupted = 130,  ///< stopped by hand before the end
};

/// Why a command could not do its work.
struct Fault {
  ExitCode code = ExitCode::no;
  std::string what;  ///< for a person: what happened, where, and what to do next
  /// Every line of it but the last names a place in a file, `file:line:column: …`: told as it is,
  /// for editors that jump there.
  bool names_places = false;
};

}  // namespace tocsin::tools
