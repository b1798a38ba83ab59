#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

/// Who may do what: one table, and one function that reads it. What the table does not allow is
/// refused (SECURITY C6).
namespace tocsin {

enum class Role : std::uint8_t { viewer, agent, lead, rule_author, admin };
inline constexpr int role_count = 5;
std::string_view name_of(Role role);  ///< `rule-author`
std::optional<Role> role_named(std::string_view name);

/// What a route, a message of the feed or a part of an answer asks for.
enum class Right : std::uint8_t {
  anybody,      ///< nobody need be signed in
  signed_in,    ///< one's own session and account
  read,         ///< alerts, cases, posts, the feed
  work,         ///< claim, note, resolve …; drafting replies
  lead,         ///< assign others' alerts, approve replies, bulk, silences, schedules
  read_people,  ///< customers' data (CRM), unmasked authors
  author,       ///< change rules and packs, back-tests
  ingest,       ///< POST /posts
  metrics,      ///< /metrics from elsewhere than this machine
  administer,   ///< users, tokens, erase, configuration
  audit,        ///< read the audit log
};
inline constexpr int right_count = 11;
std::string_view name_of(Right right);
std::optional<Right> right_named(std::string_view name);

bool may(Role role, Right right);

}  // namespace tocsin
