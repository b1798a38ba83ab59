#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/people/people.h"
#include "tools/exit_code.h"

/// What the commands about people ask for, by name and value: carried out on the store itself, or
/// by the engine that has it open. No secret is ever in an order: passwords and tokens are hashed
/// before.
namespace tocsin::tools {

struct PeopleOrder {
  std::string what;  ///< `user.add`, `token.list` …
  std::vector<std::pair<std::string, std::string>> values;

  std::string value(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;

  /// A line each; nothing where a value holds a line end.
  std::string to_text() const;
  static PeopleOrder from_text(std::string_view text);
};

/// What the command prints, or why not.
using PeopleOutcome = std::expected<std::string, Fault>;

/// Waits until what was asked for is durable. For threads that may wait, not the people's own.
PeopleOutcome carry_out(const PeopleOrder& order, People& people);

}  // namespace tocsin::tools
