#pragma once
#include <optional>

#include "engine/serve/identify.h"
#include "engine/serve/problem.h"
#include "engine/serve/request.h"
#include "engine/serve/routes.h"
#include "engine/serve/same_site.h"

namespace tocsin::serve {

/// What a request is let in to, or why it is not.
struct Admission {
  const Route* route = nullptr;  ///< null: refused
  std::vector<std::string> parameters;
  Target target;
  Actor actor = nobody();
  Problem problem;
  std::vector<std::string_view> allowed;  ///< of a 405: its Allow
};

/// Looks at a request's head alone, before any of its body is read: is it for us, from our own
/// page or no page at all, without a secret in its address, and for a route that there is?
/// And is whoever asks let in, with the right that the route takes? This is the one place where
/// that is decided for requests (SECURITY C6); for the feed's messages it is FeedProtocol.
Admission admit(const RequestHead& head, const SameSite& site, Door door);

}  // namespace tocsin::serve
