#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace tocsin::storage {

class Database;

/// One step that makes a store of version `to - 1` one of version `to`.
struct Migration {
  std::uint32_t to = 0;
  std::string says;  ///< what it does, for the log: `alerts learn their team`
  /// Must be safe to run again after a crash in its midst. Empty text: done; else why not.
  std::function<std::string(Database&)> run;
};

/// The version of a store that no migration has touched.
inline constexpr std::uint32_t first_schema = 1;

/// This program's migrations, in order.
std::span<const Migration> migrations();

/// The version that a store has when all of them have run.
std::uint32_t newest_schema(std::span<const Migration> migrations);

}  // namespace tocsin::storage
