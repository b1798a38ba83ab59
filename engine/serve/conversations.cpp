#include "engine/serve/conversations.h"

#include "engine/serve/desk_answers.h"
#include "engine/serve/once.h"
#include "engine/serve/people_answers.h"
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
  constexpr std::size_t told_bytes = 500;
  serving.metrics.csp_reports.Increment();
  if (serving.tells_csp_report())
    serving.say("the page's policy stopped something: " + request.body.substr(0, told_bytes));
  Response response;
  response.status = 204;
  co_return response;
}

}  // namespace

Conversation conversation_of(Operation operation) {
  switch (operation) {
    case Operation::ingest:
      return ingest;
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
