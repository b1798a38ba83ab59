#pragma once
#include <string>

namespace tocsin {

/// Why a store could not be opened, backed up or restored.
struct OpenError {
  /// For the program's exit, from sysexits: 65 the data is damaged, 75 try again, 77 not
  /// permitted, 78 made by a newer version.
  int exit_code = 75;
  std::string what;  ///< for a person: what happened, where, and what to do next
};

}  // namespace tocsin
