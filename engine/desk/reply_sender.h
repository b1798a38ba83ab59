#pragma once
#include <string>
#include <string_view>

#include "engine/desk/decide_reply.h"

namespace tocsin {

/// A reply as it goes out.
struct Letter {
  std::string to;      ///< id of the post that it answers
  std::string to_url;  ///< its address
  std::string text;    ///< ready_to_send()
  std::string key;     ///< the same with each attempt: it never becomes two posts
  Instant written{};   ///< likewise
};

/// An account of ours on a platform, that answers are sent from.
///
/// Threads    send() and look_for() by one thread at a time; stop() by any.
/// Limits     bounds::send_deadline for each exchange.
/// Errors     The report says what is known: `not_now` and `refused` only where the post is surely
///            not there. Secrets stand in no `why`.
class ReplySender {
 public:
  virtual ~ReplySender() = default;
  /// Post::source of the posts that it can answer.
  virtual std::string_view platform() const = 0;
  virtual DeliveryReport send(const Letter& letter) = 0;
  /// Whether an earlier send() did it: `sent`, `absent`, or `unknown` where nobody answers.
  virtual DeliveryReport look_for(const Letter& letter) = 0;
  /// Gives up what it is at, and all that follows.
  virtual void stop() = 0;
};

}  // namespace tocsin
