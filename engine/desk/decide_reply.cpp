#include "engine/desk/decide_reply.h"

#include <algorithm>

#include "engine/desk/reply_bounds.h"
#include "engine/desk/reply_text.h"

namespace tocsin {
namespace {

using Decided = std::expected<Reply, Refused>;

std::unexpected<Refused> refuse(WhyNot why, std::string detail, Person by = {}, Instant at = {}) {
  return std::unexpected(Refused{why, std::move(detail), std::move(by), at});
}

/// One step with one reply, being decided.
class ReplyDecision {
 public:
  ReplyDecision(const Reply& reply, const ReplyRequest& request,
                const std::optional<KeptPost>& post, Instant now)
      : reply_(reply), request_(request), post_(post), now_(now), next_(reply) {}

  Decided make() {
    if (request_.by.user != reply_.by.user && !request_.by.may(Right::lead))
      return refuse(WhyNot::forbidden, reply_.by.name + " writes this reply: a lead may change it",
                    reply_.by, reply_.drafted);
    switch (request_.step) {
      case ReplyStep::edit:
        return edit();
      case ReplyStep::approve:
        return approve();
      case ReplyStep::send:
        return send();
      case ReplyStep::cancel:
        return cancel();
      case ReplyStep::draft:
        break;
    }
    return refuse(WhyNot::invalid, "a reply is drafted once");
  }

 private:
  bool on_its_way() const {
    return reply_.state == ReplyState::sending || reply_.state == ReplyState::unknown ||
           reply_.state == ReplyState::sent;
  }

  std::unexpected<Refused> too_late() const {
    return refuse(
        WhyNot::conflict,
        who_and_when(std::string(name_of(reply_.state)), reply_.moved_by, reply_.moved, now_),
        reply_.moved_by, reply_.moved);
  }

  Decided moved(ReplyState state) {
    next_.state = state;
    next_.moved_by = {request_.by.user, request_.by.name};
    next_.moved = now_;
    next_.why.clear();
    ++next_.version;
    return next_;
  }

  /// Nothing leaves, and nothing is approved, for a post that is not what its author saw.
  std::optional<std::string> post_changed() const {
    if (!post_ || post_->gone != Gone::no) return "the post that it answers is gone";
    if (post_->version != reply_.to_version)
      return "the post that it answers was edited: read it again, and save the reply";
    return std::nullopt;
  }

  Decided edit() {
    if (on_its_way() || reply_.state == ReplyState::cancelled) return too_late();
    if (!post_ || post_->gone != Gone::no)
      return refuse(WhyNot::conflict, "the post that it answers is gone: it can only be cancelled");
    next_.text = request_.text;
    next_.by = {request_.by.user, request_.by.name};
    next_.to_version = post_->version;
    next_.approved_by = {};  // of another text
    next_.approved = {};
    return moved(ReplyState::draft);
  }

  Decided approve() {
    if (!request_.by.may(Right::lead)) return refuse(WhyNot::forbidden, "a lead approves replies");
    if (reply_.state == ReplyState::approved) return reply_;
    if (reply_.state != ReplyState::draft) return too_late();
    if (request_.by.user == reply_.by.user)
      return refuse(WhyNot::forbidden, "nobody approves a reply of his own: ask another lead",
                    reply_.by, reply_.drafted);
    if (const auto why = why_not_sendable(reply_.platform, reply_.text))
      return refuse(WhyNot::invalid, *why);
    if (const auto why = post_changed()) return refuse(WhyNot::conflict, *why);
    next_.approved_by = {request_.by.user, request_.by.name};
    next_.approved = now_;
    return moved(ReplyState::approved);
  }

  Decided send() {
    // Sent twice is sent once.
    if (reply_.state == ReplyState::sending || reply_.state == ReplyState::sent) return reply_;
    if (reply_.state == ReplyState::unknown)
      return refuse(WhyNot::conflict,
                    "nobody knows yet whether it was sent: it is being asked after, and is not "
                    "sent again before that",
                    reply_.moved_by, reply_.moved);
    if (reply_.state == ReplyState::held || reply_.state == ReplyState::cancelled)
      return refuse(WhyNot::conflict,
                    reply_.state == ReplyState::held ? "held: " + reply_.why : "cancelled",
                    reply_.moved_by, reply_.moved);
    if (reply_.needs_approval && reply_.approved_by.user.empty())
      return refuse(WhyNot::conflict, "a lead has to approve it first", reply_.by, reply_.drafted);
    if (!request_.policy.connected(reply_.platform))
      return refuse(WhyNot::conflict, "no account of ours on " + reply_.platform +
                                          " is connected: answer on the platform");
    if (const auto why = why_not_sendable(reply_.platform, reply_.text))
      return refuse(WhyNot::invalid, *why);
    if (const auto why = post_changed()) return refuse(WhyNot::conflict, *why);
    next_.leaves = now_ + request_.policy.undo;
    next_.left = false;
    next_.tries = 0;
    if (next_.written == Instant{}) next_.written = now_;
    return moved(ReplyState::sending);
  }

  Decided cancel() {
    if (reply_.state == ReplyState::cancelled) return reply_;
    if (reply_.state == ReplyState::unknown || reply_.state == ReplyState::sent || reply_.left)
      return refuse(WhyNot::conflict, "it has left already", reply_.moved_by, reply_.moved);
    return moved(ReplyState::cancelled);
  }

  const Reply& reply_;
  const ReplyRequest& request_;
  const std::optional<KeptPost>& post_;
  Instant now_;
  Reply next_;
};

Reply by_itself(Reply reply, ReplyState state, std::string why, Instant now) {
  reply.state = state;
  reply.why = std::move(why);
  reply.moved_by = {};
  reply.moved = now;
  ++reply.version;
  return reply;
}

}  // namespace

Decided decide_reply(const Reply& reply, const ReplyRequest& request,
                     const std::optional<KeptPost>& post, Instant now) {
  return ReplyDecision(reply, request, post, now).make();
}

std::optional<Refused> in_the_way(const Reply& other, Instant now) {
  if (!is_pending(other.state)) return std::nullopt;
  return Refused{WhyNot::conflict,
                 who_and_when("another reply is pending: drafted", other.by, other.drafted, now),
                 other.by, other.drafted};
}

Reply after_delivery(const Reply& reply, const DeliveryReport& report, bool was_asked_after,
                     Instant now) {
  switch (report.delivery) {
    case Delivery::sent: {
      auto next = by_itself(reply, ReplyState::sent, {}, now);
      next.uri = report.uri;
      next.url = report.url;
      return next;
    }
    case Delivery::refused: {
      auto next = by_itself(reply, ReplyState::failed, report.why, now);
      next.left = false;
      return next;
    }
    case Delivery::absent: {
      auto next = by_itself(reply, ReplyState::failed,
                            "it was not sent: it is not on the platform; send it again if it is "
                            "still wanted",
                            now);
      next.left = false;
      return next;
    }
    case Delivery::not_now:
    case Delivery::unknown:
      break;
  }
  if (report.delivery == Delivery::not_now && !was_asked_after) {
    if (reply.tries >= bounds::reply_tries) {
      auto next =
          by_itself(reply, ReplyState::failed,
                    "not sent after " + std::to_string(reply.tries) + " tries: " + report.why, now);
      next.left = false;
      return next;
    }
    auto next = by_itself(reply, ReplyState::sending, report.why, now);
    next.left = false;
    const auto doubled = bounds::reply_pause * (1U << std::min<std::uint32_t>(reply.tries, 10));
    next.leaves =
        now + std::max<Micros>(report.after, std::min<Micros>(doubled, bounds::reply_pause_most));
    return next;
  }
  auto next = by_itself(reply, ReplyState::unknown, report.why, now);
  // Each time that nobody answers, twice as long after it began to be unknown.
  const auto since = reply.state == ReplyState::unknown ? now - reply.written : Micros{0};
  next.ask_after = now + std::clamp<Micros>(since / 2, bounds::ask_after, bounds::reply_pause_most);
  return next;
}

std::optional<Reply> held_back(const Reply& reply, std::string_view because, Instant now) {
  const bool may_be_held = reply.state == ReplyState::draft ||
                           reply.state == ReplyState::approved || reply.state == ReplyState::held ||
                           reply.state == ReplyState::failed ||
                           (reply.state == ReplyState::sending && !reply.left);
  if (!may_be_held || (reply.state == ReplyState::held && reply.why == because))
    return std::nullopt;
  return by_itself(reply, ReplyState::held, std::string(because), now);
}

std::optional<Reply> after_restart(const Reply& reply, Instant now) {
  if (reply.state != ReplyState::sending || !reply.left) return std::nullopt;
  auto next = by_itself(reply, ReplyState::unknown,
                        "the program ended while it was being sent: it is being asked after", now);
  next.ask_after = now + bounds::ask_after;
  return next;
}

}  // namespace tocsin
