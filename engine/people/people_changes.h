#pragma once
#include <string>
#include <vector>

#include "engine/people/accounts.h"

namespace tocsin {

/// What a commit changes of people: records as they then stand, and ids of those that go.
struct PeopleChanges {
  std::vector<User> users;
  std::vector<Session> sessions;
  std::vector<ApiToken> tokens;
  std::vector<std::string> sessions_gone;  ///< after `sessions`
  std::vector<std::string> tokens_gone;
};

}  // namespace tocsin
