#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/desk/action.h"
#include "engine/people/access.h"
#include "engine/serve/feed_filter.h"

namespace tocsin::serve {

/// The client's first message.
struct Hello {
  std::optional<std::uint64_t> since;
  FeedFilter filter;
};

/// A message that we answer with `failed`, and go on.
struct FailedMessage {
  std::string id;  ///< the message's own, where it gave one
  int status = 400;
  std::string why;
};

/// Something to be done with an alert. `action.by` is filled in by whoever knows.
struct ActMessage {
  std::string id;
  Action action;
};

/// Which case the client's person looks at.
struct SeeingMessage {
  std::optional<CaseId> at;  ///< none: no case
  bool typing = false;
  Person by;  ///< filled in by whoever knows
};

/// Text that is not JSON: the connection is closed with 1007.
struct NotJson {};

using ClientMessage = std::variant<Hello, ActMessage, SeeingMessage, FailedMessage, NotJson>;

/// What a message asks for. What is answered `failed` or closes asks for nothing.
Right right_of(const ClientMessage& message);

/// Reads one message of a client.
///
/// Limits     32 levels deep, 64 items a list; deeper or longer is answered `failed`.
/// Errors     An unknown type, field or name, or a number out of range, is FailedMessage, saying
///            which.
ClientMessage read_client_message(std::string_view text);

}  // namespace tocsin::serve
