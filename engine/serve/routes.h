#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/people/access.h"

namespace tocsin::serve {

enum class Operation : std::uint8_t {
  page,
  healthz,
  readyz,
  metrics,
  openapi,
  feed,
  echo,  ///< of test builds: `/test/echo`
  ingest,
  list_alerts,
  get_alert,
  act,
  bulk,
  undo,
  merge,
  split,
  draft_reply,
  edit_reply,
  step_reply,
  list_replies,
  list_saved,
  add_saved,
  drop_saved,
  export_alerts,
  export_cases,
  search,
  get_author,
  list_cases,
  get_case,
  list_sources,
  list_rules,
  get_rule,
  get_session,
  begin_session,
  end_session,
  use_link,
  step_up,
  change_password,
  begin_totp,
  confirm_totp,
  end_totp,
  list_sessions,
  kill_session,
  list_users,
  add_user,
  edit_user,
  reset_user,
  list_tokens,
  add_token,
  revoke_token,
  list_audit,
  csp_report,
  profile_rules,
  set_rule_status,
  check_rules,
  explain_rule,
  backtest_rules,
  get_job,
  cancel_job,
  list_packs,
  get_pack,
  put_pack,
  list_pack_versions,
  get_pack_version,
  revert_pack,
};

/// One route: the whole contract of paths is this table, which the OpenAPI document is tested
/// against.
struct Route {
  std::string_view method;
  std::string_view path;  ///< `{name}` stands for one segment
  Operation operation{};
  std::size_t body_most = 0;  ///< bytes; more: 413
  Right right = Right::administer;
  /// Answers another site's page may cause a browser to ask for: a link to the console is fine,
  /// the API is not.
  bool open_to_navigation = false;
  bool open_to_loopback = false;  ///< this machine need not say who it is
  /// Not for a page left open: a session's owner gave a password or a code a few minutes ago
  /// (SECURITY C7). Scripts have a scope of its own instead.
  bool proved = false;
  bool open_to_tokens = false;  ///< to each of them, whatever its scopes are
};

std::span<const Route> routes();

/// Where a path leads.
struct Found {
  const Route* route = nullptr;  ///< null: no such path, or none for this method
  std::vector<std::string> parameters;
  std::vector<std::string_view> allowed;  ///< methods of the path; empty: no such path
};

/// HEAD finds the route of GET.
Found find_route(std::string_view method, std::string_view path);

}  // namespace tocsin::serve
