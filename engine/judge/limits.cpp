#include "engine/judge/limits.h"

#include <algorithm>

#include <xxhash.h>

#include "engine/bounds.h"

namespace tocsin {

std::uint64_t subject_of(const RuleLimit& limit, const LimitPost& post) {
  switch (limit.by) {
    case LimitBy::author:
      return static_cast<std::uint64_t>(post.author);
    case LimitBy::conversation:
      return static_cast<std::uint64_t>(post.conversation);
    case LimitBy::text:
      return post.text_hash;
    case LimitBy::rule:
      return 0;
    case LimitBy::brand:
      break;
  }
  std::uint64_t brands = 0;
  for (const auto name : post.brands) brands ^= XXH3_64bits(name.data(), name.size());
  return brands;
}

Limits::Limits() : state_("judge/limit/", bounds::limit_keys) {}

bool Limits::allow(std::string_view rule, const RuleLimit& limit, std::uint64_t what,
                   Instant time) {
  const auto key = XXH3_64bits_withSeed(rule.data(), rule.size(), what);
  const auto* raised = state_.find(key);
  std::vector<Instant> recent;
  std::size_t near = 0;
  Instant latest = time;
  if (raised)
    for (const auto t : *raised) {
      if (t <= time - limit.within) continue;
      recent.push_back(t);
      // One that comes late does not belong to what was raised long after it.
      near += t < time + limit.within;
      latest = std::max(latest, t);
    }
  if (near >= limit.count) return false;
  recent.push_back(time);
  // Late posts still look back at it for a while after its own end.
  state_.set(key, std::move(recent), latest + limit.within + bounds::late_counts);
  return true;
}

}  // namespace tocsin
