#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/people/actor.h"
#include "engine/serve/asker.h"
#include "engine/serve/peer.h"
#include "engine/serve/strict_header.h"
#include "engine/serve/target.h"

namespace tocsin::serve {

/// One whole request, checked.
///
/// Ownership  `head` borrows from bytes that outlive the handling; the rest is owned.
struct Request {
  RequestHead head;
  Target target;
  std::vector<std::string> parameters;  ///< what stood for `{…}` in the route's path, in order
  std::string body;
  std::string id;  ///< given by us, in every error and log line
  Peer peer;
  Asker asker;
  Actor actor = nobody();  ///< who asks; admission sees to it that it may

  std::string_view field(std::string_view name) const {
    return head.find(name).value_or(std::string_view{});
  }
};

}  // namespace tocsin::serve
