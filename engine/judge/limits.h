#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/identity.h"
#include "engine/judge/expiring_state.h"
#include "engine/rule_book.h"

namespace tocsin {

/// What limits count by in a post.
struct LimitPost {
  AuthorKey author{};
  PostKey conversation{};
  std::uint64_t text_hash = 0;
  std::span<const std::string_view> brands;  ///< that it speaks of
};
/// The one of these that `limit` counts by, as a number.
std::uint64_t subject_of(const RuleLimit& limit, const LimitPost& post);

/// `limit: N per WHAT per TIME`: the first N findings in any stretch of TIME raise, further ones
/// are counted and raise nothing.
///
/// Threads    Unsafe; the judge owns it.
/// Limits     bounds::limit_keys; when full the oldest window ends early: alerting twice is better
///            than not at all.
/// Errors     None: allow() always answers.
class Limits {
 public:
  Limits();
  /// Whether a finding of `rule` for `what` (the author, the conversation …) at `time` may raise;
  /// if so it counts. A limited one changes nothing, so it costs no write.
  bool allow(std::string_view rule, const RuleLimit& limit, std::uint64_t what, Instant time);
  ExpiringState& state() { return state_; }

 private:
  ExpiringState state_;
};

}  // namespace tocsin
