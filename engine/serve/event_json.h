#pragma once
#include <string>

#include "engine/serve/alert_json.h"

namespace tocsin::serve {

/// An event as the feed sends it, `{"type":"event",…}`, its post joined.
std::string event_json(const Event& event, const Store& store);
/// The same with the alert's posts at hand; `store` gives the post of a post.* event.
std::string event_json(const Event& event, const JoinedPosts& posts, const Store& store);

}  // namespace tocsin::serve
