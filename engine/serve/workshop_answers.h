#pragma once
#include "engine/serve/conversations.h"

namespace tocsin::serve {

/// The conversation of an operation of the rule author's workshop; null: it is none.
Conversation workshop_conversation(Operation operation);

}  // namespace tocsin::serve
