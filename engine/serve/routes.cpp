#include "engine/serve/routes.h"

#include <algorithm>
#include <array>

#include "engine/bounds.h"
#include "engine/people/bounds.h"
#include "engine/workshop/bounds.h"

namespace tocsin::serve {
namespace {

/// A pack in a JSON text: `ü` may be written `\u00fc`.
constexpr std::size_t pack_body_bytes = 3 * bounds::pack_bytes + (4 << 10);
constexpr std::size_t explain_body_bytes = pack_body_bytes + 3 * bounds::explained_bytes;
constexpr std::size_t backtest_body_bytes = 4 << 20;

/// What takes a password or a code that was given lately.
constexpr Route proved(Route route) {
  route.proved = true;
  return route;
}

/// What can be asked for is no secret from a script, whatever it may ask for.
constexpr Route open_to_tokens(Route route) {
  route.open_to_tokens = true;
  return route;
}

constexpr std::array table{
    Route{"GET", "/", Operation::page, 0, Right::anybody, true},
    Route{"GET", "/page/{file}", Operation::page, 0, Right::anybody, true},
    Route{"GET", "/healthz", Operation::healthz, 0, Right::anybody, true},
    Route{"GET", "/readyz", Operation::readyz, 0, Right::read, true},
    Route{"GET", "/metrics", Operation::metrics, 0, Right::metrics, false, true},
    open_to_tokens(Route{"GET", "/api/v1/openapi.json", Operation::openapi, 0, Right::signed_in}),
    Route{"GET", "/api/v1/feed", Operation::feed, 0, Right::read},
    Route{"POST", "/api/v1/posts", Operation::ingest, bounds::http_ingest_body_bytes,
          Right::ingest},
    Route{"GET", "/api/v1/alerts", Operation::list_alerts, 0, Right::read},
    Route{"GET", "/api/v1/alerts/{id}", Operation::get_alert, 0, Right::read},
    Route{"POST", "/api/v1/alerts/bulk", Operation::bulk, bounds::http_body_bytes, Right::lead},
    Route{"POST", "/api/v1/alerts/{id}/{action}", Operation::act, bounds::http_body_bytes,
          Right::work},
    Route{"POST", "/api/v1/actions/{id}/undo", Operation::undo, bounds::http_body_bytes,
          Right::work},
    Route{"GET", "/api/v1/cases", Operation::list_cases, 0, Right::read},
    Route{"GET", "/api/v1/cases/{id}", Operation::get_case, 0, Right::read},
    Route{"POST", "/api/v1/cases/{id}/merge", Operation::merge, bounds::http_body_bytes,
          Right::work},
    Route{"POST", "/api/v1/cases/{id}/split", Operation::split, bounds::http_body_bytes,
          Right::work},
    Route{"POST", "/api/v1/cases/{id}/replies", Operation::draft_reply, bounds::http_body_bytes,
          Right::work},
    Route{"PUT", "/api/v1/cases/{id}/replies/{reply}", Operation::edit_reply,
          bounds::http_body_bytes, Right::work},
    Route{"POST", "/api/v1/cases/{id}/replies/{reply}/{step}", Operation::step_reply,
          bounds::http_body_bytes, Right::work},
    Route{"GET", "/api/v1/replies", Operation::list_replies, 0, Right::work},
    Route{"GET", "/api/v1/saved-answers", Operation::list_saved, 0, Right::read},
    Route{"POST", "/api/v1/saved-answers", Operation::add_saved, bounds::http_body_bytes,
          Right::work},
    Route{"DELETE", "/api/v1/saved-answers/{id}", Operation::drop_saved, 0, Right::work},
    proved(Route{"GET", "/api/v1/alerts.csv", Operation::export_alerts, 0, Right::read}),
    proved(Route{"GET", "/api/v1/alerts.ndjson", Operation::export_alerts, 0, Right::read}),
    proved(Route{"GET", "/api/v1/cases.csv", Operation::export_cases, 0, Right::read}),
    proved(Route{"GET", "/api/v1/cases.ndjson", Operation::export_cases, 0, Right::read}),
    Route{"GET", "/api/v1/posts", Operation::search, 0, Right::read},
    Route{"GET", "/api/v1/authors/{platform}/{id}", Operation::get_author, 0, Right::read_people},
    Route{"GET", "/api/v1/sources", Operation::list_sources, 0, Right::read},
    Route{"GET", "/api/v1/rules", Operation::list_rules, 0, Right::read},
    Route{"GET", "/api/v1/rules/profile", Operation::profile_rules, 0, Right::read},
    Route{"POST", "/api/v1/rules/check", Operation::check_rules, pack_body_bytes, Right::author},
    Route{"POST", "/api/v1/rules/explain", Operation::explain_rule, explain_body_bytes,
          Right::read},
    Route{"POST", "/api/v1/rules/backtest", Operation::backtest_rules, backtest_body_bytes,
          Right::author},
    Route{"GET", "/api/v1/rules/{pack}/{id}", Operation::get_rule, 0, Right::read},

    Route{"POST", "/csp-report", Operation::csp_report, bounds::people_body_bytes, Right::anybody},
    Route{"GET", "/api/v1/session", Operation::get_session, 0, Right::signed_in},
    Route{"POST", "/api/v1/session", Operation::begin_session, bounds::sign_in_body_bytes,
          Right::anybody},
    Route{"DELETE", "/api/v1/session", Operation::end_session, 0, Right::signed_in},
    Route{"POST", "/api/v1/session/invite", Operation::use_link, bounds::sign_in_body_bytes,
          Right::anybody},
    Route{"POST", "/api/v1/session/step-up", Operation::step_up, bounds::sign_in_body_bytes,
          Right::signed_in},
    Route{"POST", "/api/v1/session/password", Operation::change_password,
          bounds::sign_in_body_bytes, Right::signed_in},
    proved(Route{"POST", "/api/v1/session/totp", Operation::begin_totp, bounds::sign_in_body_bytes,
                 Right::signed_in}),
    Route{"POST", "/api/v1/session/totp/confirm", Operation::confirm_totp,
          bounds::sign_in_body_bytes, Right::signed_in},
    Route{"DELETE", "/api/v1/session/totp", Operation::end_totp, bounds::sign_in_body_bytes,
          Right::signed_in},
    Route{"GET", "/api/v1/sessions", Operation::list_sessions, 0, Right::signed_in},
    Route{"DELETE", "/api/v1/sessions/{id}", Operation::kill_session, 0, Right::signed_in},
    Route{"GET", "/api/v1/users", Operation::list_users, 0, Right::work},
    proved(Route{"POST", "/api/v1/users", Operation::add_user, bounds::people_body_bytes,
                 Right::administer}),
    proved(Route{"PATCH", "/api/v1/users/{id}", Operation::edit_user, bounds::people_body_bytes,
                 Right::administer}),
    proved(Route{"POST", "/api/v1/users/{id}/reset", Operation::reset_user,
                 bounds::people_body_bytes, Right::administer}),
    Route{"GET", "/api/v1/tokens", Operation::list_tokens, 0, Right::administer},
    proved(Route{"POST", "/api/v1/tokens", Operation::add_token, bounds::people_body_bytes,
                 Right::administer}),
    Route{"DELETE", "/api/v1/tokens/{id}", Operation::revoke_token, 0, Right::administer},
    Route{"GET", "/api/v1/audit", Operation::list_audit, 0, Right::audit},
    Route{"POST", "/api/v1/rules/{pack}/{id}/status", Operation::set_rule_status,
          bounds::http_body_bytes, Right::author},
    Route{"GET", "/api/v1/jobs/{id}", Operation::get_job, 0, Right::author},
    Route{"DELETE", "/api/v1/jobs/{id}", Operation::cancel_job, 0, Right::author},
    Route{"GET", "/api/v1/packs", Operation::list_packs, 0, Right::read},
    Route{"GET", "/api/v1/packs/{pack}", Operation::get_pack, 0, Right::read},
    Route{"PUT", "/api/v1/packs/{pack}", Operation::put_pack, pack_body_bytes, Right::author},
    Route{"GET", "/api/v1/packs/{pack}/versions", Operation::list_pack_versions, 0, Right::read},
    Route{"GET", "/api/v1/packs/{pack}/versions/{number}", Operation::get_pack_version, 0,
          Right::read},
    Route{"POST", "/api/v1/packs/{pack}/revert", Operation::revert_pack, bounds::http_body_bytes,
          Right::author},
#ifdef TOCSIN_TEST_ENDPOINTS
    Route{"GET", "/test/echo", Operation::echo, 0, Right::anybody},
#endif
};

std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool matches(std::string_view pattern, std::string_view path, std::vector<std::string>& out) {
  out.clear();
  while (!pattern.empty() && !path.empty()) {
    const auto wanted = take_segment(pattern);
    const auto given = take_segment(path);
    if (wanted.starts_with('{')) {
      if (given.empty()) return false;
      out.emplace_back(given);
    } else if (wanted != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

}  // namespace

std::span<const Route> routes() {
  return table;
}

Found find_route(std::string_view method, std::string_view path) {
  const auto asked = method == "HEAD" ? std::string_view("GET") : method;
  Found found;
  std::vector<std::string> parameters;
  for (const auto& route : table) {
    if (!matches(route.path, path, parameters)) continue;
    found.allowed.push_back(route.method);
    if (route.method == "GET") found.allowed.push_back("HEAD");
    if (route.method != asked) continue;
    found.route = &route;
    found.parameters = parameters;
  }
  return found;
}

}  // namespace tocsin::serve
