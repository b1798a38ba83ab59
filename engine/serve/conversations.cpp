#include "engine/serve/conversations.h"

#include "engine/serve/answers.h"
#include "engine/serve/bounds.h"
#include "engine/serve/desk_answers.h"
#include "engine/serve/done_on.h"
#include "engine/serve/once.h"
#include "engine/serve/people_answers.h"
#include "engine/serve/people_change.h"
#include "engine/serve/reply_answers.h"
#include "engine/serve/session_answers.h"
#include "engine/serve/workshop_answers.h"

namespace tocsin::serve {
namespace {

boost::asio::awaitable<Response> ingest(Request& request, Serving& serving) {
  return serving.ingest.answer(request);
}

/// What the page's policy stopped in somebody's browser: a hint of an attack, or of a mistake of
/// ours. Anybody may send one, so that only some are written down, and those cut.
boost::asio::awaitable<Response> csp_report(Request& request, Serving& serving) {
  serving.metrics.csp_reports.Increment();
  serving.say(Event::page, "the page's policy stopped something: " + request.body);
  Response response;
  response.status = 204;
  co_return response;
}

/// What leaves in bulk is noted first, with what was asked for (SECURITY H1).
template <auto Answer>
boost::asio::awaitable<Response> noted(Request& request, Serving& serving) {
  std::string asked;
  for (const auto& [name, value] : request.target.query)
    asked += (asked.empty() ? "" : " ") + name + '=' + value;
  Maker<Done> note = [what = request.target.path, asked](Draft& draft) {
    draft.note("export", what, asked.substr(0, bounds::noted_query_bytes));
    return std::expected<Done, Refusal>(Done{});
  };
  const auto kept = co_await make_change<Done>(serving, request.actor, std::move(note));
  if (!kept) co_return refusal_response(kept.error(), request);
  co_return co_await done_on(serving.store_pool, [&] { return Answer(request, serving.engine); });
}

}  // namespace

Conversation conversation_of(Operation operation) {
  switch (operation) {
    case Operation::ingest:
      return ingest;
    case Operation::export_alerts:
      return noted<answer_export_alerts>;
    case Operation::export_cases:
      return noted<answer_export_cases>;
    case Operation::begin_session:
      return answer_sign_in;
    case Operation::end_session:
      return answer_sign_out;
    case Operation::use_link:
      return answer_use_link;
    case Operation::step_up:
      return answer_step_up;
    case Operation::change_password:
      return answer_change_password;
    case Operation::begin_totp:
      return answer_begin_totp;
    case Operation::confirm_totp:
      return answer_confirm_totp;
    case Operation::end_totp:
      return answer_end_totp;
    case Operation::kill_session:
      return answer_kill_session;
    case Operation::add_user:
      return once<answer_add_user>;
    case Operation::edit_user:
      return answer_edit_user;
    case Operation::reset_user:
      return once<answer_reset_user>;
    case Operation::add_token:
      return once<answer_add_token>;
    case Operation::revoke_token:
      return answer_revoke_token;
    case Operation::csp_report:
      return csp_report;
    case Operation::act:
      return answer_act;
    case Operation::bulk:
      return answer_bulk;
    case Operation::undo:
      return answer_undo;
    case Operation::merge:
      return once<answer_merge>;
    case Operation::split:
      return once<answer_split>;
    case Operation::draft_reply:
      return answer_draft_reply;
    case Operation::edit_reply:
      return answer_edit_reply;
    case Operation::step_reply:
      return answer_step_reply;
    case Operation::add_saved:
      return once<answer_add_saved>;
    case Operation::drop_saved:
      return answer_drop_saved;
    default:
      return workshop_conversation(operation);
  }
}

}  // namespace tocsin::serve
