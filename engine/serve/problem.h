#pragma once
#include <string>
#include <string_view>

#include "engine/serve/response.h"

namespace tocsin::serve {

/// An error as RFC 9457 problem details: a stable code, what to do, and the request's id; nothing
/// of what is inside.
struct Problem {
  int status = 400;
  std::string_view code;  ///< stable, `no-such-alert`
  std::string detail{};   ///< for a person: what, and what to do instead
  std::string more{};     ///< further members, as JSON: `"code_needed":true`
};

Response problem_response(const Problem& problem, std::string_view request_id);

/// For somebody who went before the answer was there: what was under way for them was stopped.
Response gone_response(std::string_view request_id);

/// The words of an HTTP status.
std::string_view status_title(int status);

}  // namespace tocsin::serve
