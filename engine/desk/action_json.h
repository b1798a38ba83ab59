#pragma once
#include <expected>
#include <string>
#include <string_view>

#include "engine/desk/action.h"

namespace tocsin {

/// Which fields beside the action's own an object may hold; they are read elsewhere.
enum class ActionFrame : std::uint8_t {
  body,  ///< of POST /alerts/{id}/<action>: none
  bulk,  ///< of POST /alerts/bulk: `action`, `alerts`
  feed,  ///< a `do`: `type`, `id`, `action`, `alert`
};

/// Reads an action from a JSON object; empty text is an empty object. Of `body`, kind and alert
/// are given by the path. Leaves `by` and `key` to the caller, and names of people unread: `to`
/// holds the id alone.
///
/// Limits     engine/desk/bounds.h; 16 levels deep.
/// Errors     What is wrong with which field, for a person.
std::expected<Action, std::string> read_action(std::string_view json, ActionFrame frame,
                                               std::optional<ActionKind> kind = {},
                                               std::optional<AlertId> alert = {});

/// The `into` of a merge, and the `posts` of a split, each once.
std::expected<CaseId, std::string> read_merge(std::string_view json);
std::expected<std::vector<std::string>, std::string> read_split(std::string_view json);

/// The actions' names, with a space between.
std::string all_actions();

/// `90s`, `30m`, `2h`, `7d`.
std::optional<Micros> length_named(std::string_view text);

}  // namespace tocsin
