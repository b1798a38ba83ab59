#include "engine/desk/reply.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::array<std::string_view, reply_states> states{
    "draft", "approved", "sending", "sent", "failed", "unknown", "held", "cancelled"};
constexpr std::array<std::string_view, 5> steps{"draft", "edit", "approve", "send", "cancel"};

}  // namespace

ReplyId reply_id(CaseId in, std::uint32_t number) {
  const std::string owner = to_string(in);
  const std::string n = std::to_string(number);
  const std::array<std::string_view, 2> parts{owner, n};
  return ReplyId{digest_of("reply", parts)};
}

// Written as an action's id is, but for its sign.
std::string to_string(ReplyId id) {
  return "rp_" + to_string(ActionId{id}).substr(3);
}
bool parse_id(std::string_view text, ReplyId& out) {
  if (!text.starts_with("rp_")) return false;
  ActionId same;
  if (!parse_id("ac_" + std::string(text.substr(3)), same)) return false;
  out = ReplyId{same};
  return true;
}

std::string_view name_of(ReplyState state) {
  return states.at(static_cast<std::size_t>(state));
}
std::string_view name_of(ReplyStep step) {
  return steps.at(static_cast<std::size_t>(step));
}
std::optional<ReplyStep> reply_step_named(std::string_view name) {
  for (const auto step : {ReplyStep::approve, ReplyStep::send, ReplyStep::cancel})
    if (name == name_of(step)) return step;
  return std::nullopt;
}

bool ReplyPolicy::connected(std::string_view platform) const {
  return std::ranges::find(platforms, platform) != platforms.end();
}

bool ReplyPolicy::asks_approval(const std::vector<std::string>& signals) const {
  return std::ranges::any_of(approval, [&](const std::string& name) {
    return name == "all" || std::ranges::find(signals, name) != signals.end();
  });
}

}  // namespace tocsin
