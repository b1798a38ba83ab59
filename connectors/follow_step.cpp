#include "connectors/follow_step.h"

namespace tocsin {

FollowStep next_follow_step(const FollowSight& sight) {
  if (!sight.held) return sight.at_path ? FollowStep::open : FollowStep::wait;
  if (sight.held->bytes < sight.reached || sight.head_changed) return FollowStep::truncated;
  if (sight.held->bytes > sight.reached) return FollowStep::read;
  if (sight.later_known) return FollowStep::leave;
  const bool renamed = sight.at_path && !sight.at_path->same_file(*sight.held);
  return renamed && sight.patience_over ? FollowStep::leave : FollowStep::wait;
}

}  // namespace tocsin
