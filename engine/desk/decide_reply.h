#pragma once
#include <expected>

#include "engine/desk/reply.h"

namespace tocsin {

/// Decides one step of a person with one reply: a function of its arguments alone. The whole table
/// of who may do what to a reply in which state is here (tests/desk/decide_reply_test.cpp).
///
///     draft → approved → sending → sent | failed | unknown;  held, cancelled
///
/// `post` is what the reply answers, as it is kept now. Gives the reply as it is then; with the
/// same version where it is so already.
///
/// Threads    Pure.
/// Errors     Refused: what stands in the way, who did it and when.
std::expected<Reply, Refused> decide_reply(const Reply& reply, const ReplyRequest& request,
                                           const std::optional<KeptPost>& post, Instant now);

/// Whether a new reply may be begun in a case where `other` is the latest that is pending.
std::optional<Refused> in_the_way(const Reply& other, Instant now);

/// What became of an attempt, or of asking after one.
enum class Delivery : std::uint8_t {
  sent,     ///< it is there
  refused,  ///< it is surely not there, and trying again would not help
  not_now,  ///< it is surely not there; try again later
  unknown,  ///< nobody knows
  absent,   ///< asked after: it is not there
};
struct DeliveryReport {
  Delivery delivery = Delivery::unknown;
  std::string uri, url;
  std::string why;               ///< for a person
  std::chrono::seconds after{};  ///< not_now: not before; zero: as the engine finds right
};

/// The reply after an attempt. `was_asked_after`: the report is of a look-up.
Reply after_delivery(const Reply& reply, const DeliveryReport& report, bool was_asked_after,
                     Instant now);

/// The reply when its post is edited, deleted or erased; nothing: that changes nothing.
std::optional<Reply> held_back(const Reply& reply, std::string_view because, Instant now);

/// The reply when a run of the program begins: what was under way then, nobody knows.
std::optional<Reply> after_restart(const Reply& reply, Instant now);

}  // namespace tocsin
