#include "engine/judge/near_texts.h"

#include <algorithm>
#include <array>
#include <bit>

#include <xxhash.h>

#include "engine/judge/meta_record.h"

namespace tocsin {
namespace {

struct Block {
  int first = 0;
  int width = 0;
};
constexpr std::array<Block, 6> blocks{{{0, 11}, {11, 11}, {22, 11}, {33, 11}, {44, 10}, {54, 10}}};
static_assert(NearTexts::bits / static_cast<int>(blocks.size()) == 1);

template <std::size_t n>
std::uint64_t hash_of(const std::array<std::uint64_t, n>& numbers) {
  return XXH3_64bits(numbers.data(), sizeof(numbers));
}

constexpr std::uint64_t of_print = 1, of_whole = 2;

std::uint64_t value_of(std::uint64_t print, const Block& block) {
  return print >> block.first & ((std::uint64_t{1} << block.width) - 1);
}

std::uint64_t slot(std::uint64_t scope, const Block& block, std::uint64_t value) {
  return hash_of<3>({scope, static_cast<std::uint64_t>(block.first), value});
}

}  // namespace

std::uint64_t NearTexts::group(std::uint64_t scope, NearText text, Instant now, Instant until) {
  if (text.exact) return hash_of<3>({scope, text.print, of_whole});
  const std::uint64_t near = nearest(scope, text.print, now);
  if (near != 0) {
    use(near, until);
    return near;
  }
  const std::uint64_t id = hash_of<3>({scope, text.print, of_print});
  // It may still be there, out of use: then it begins anew.
  erase(id);
  while (known_.size() >= most_) erase(order_.begin()->second);
  insert(id, {scope, text.print, until});
  changed_.emplace_back(scope, text.print);
  return id;
}

std::uint64_t NearTexts::nearest(std::uint64_t scope, std::uint64_t print, Instant now) const {
  // A copy to the letter is the most frequent, and none is nearer.
  const std::uint64_t same = hash_of<3>({scope, print, of_print});
  if (const auto known = known_.find(same); known != known_.end() && known->second.until > now)
    return same;
  std::pair<int, std::uint64_t> best{bits + 1, 0};
  std::uint64_t found = 0;
  const auto look = [&](std::uint64_t at) {
    const auto ids = blocks_.find(at);
    if (ids == blocks_.end()) return;
    for (const std::uint64_t id : ids->second) {
      const Known& known = known_.at(id);
      const std::pair distance{std::popcount(known.print ^ print), known.print};
      if (known.scope != scope || known.until <= now || distance >= best) continue;
      best = distance;
      found = id;
    }
  };
  for (const Block& block : blocks) {
    const std::uint64_t value = value_of(print, block);
    look(slot(scope, block, value));
    for (int bit = 0; bit < block.width; ++bit)
      look(slot(scope, block, value ^ std::uint64_t{1} << bit));
  }
  return found;
}

void NearTexts::insert(std::uint64_t id, const Known& known) {
  known_.emplace(id, known);
  order_.emplace(known.until, id);
  for (const Block& block : blocks)
    blocks_[slot(known.scope, block, value_of(known.print, block))].push_back(id);
}

void NearTexts::erase(std::uint64_t id) {
  const auto known = known_.find(id);
  if (known == known_.end()) return;
  for (const Block& block : blocks) {
    const auto ids =
        blocks_.find(slot(known->second.scope, block, value_of(known->second.print, block)));
    std::erase(ids->second, id);
    if (ids->second.empty()) blocks_.erase(ids);
  }
  order_.erase({known->second.until, id});
  changed_.emplace_back(known->second.scope, known->second.print);
  known_.erase(known);
}

void NearTexts::use(std::uint64_t id, Instant until) {
  Known& known = known_.at(id);
  if (until <= known.until) return;
  order_.erase({known.until, id});
  known.until = until;
  order_.emplace(until, id);
  changed_.emplace_back(known.scope, known.print);
}

void NearTexts::expire(Instant now) {
  while (!order_.empty() && order_.begin()->first <= now) erase(order_.begin()->second);
}

void NearTexts::take_changed(std::vector<std::pair<std::string, std::string>>& out) {
  std::ranges::sort(changed_);
  const auto [first, last] = std::ranges::unique(changed_);
  changed_.erase(first, last);
  for (const auto& [scope, print] : changed_) {
    std::string value;
    if (const auto known = known_.find(hash_of<3>({scope, print, of_print})); known != known_.end())
      add_number(value, us_of(known->second.until));
    out.emplace_back(meta_key(prefix, {scope, print}), std::move(value));
  }
  changed_.clear();
}

void NearTexts::restore(std::string_view name, std::string_view value) {
  const auto scope = number_in_key(name, prefix, 0);
  const auto print = number_in_key(name, prefix, 1);
  const auto until = MetaNumbers(value).next();
  if (!scope || !print || !until) return;
  insert(hash_of<3>({*scope, *print, of_print}), {*scope, *print, instant_from_us(*until)});
}

}  // namespace tocsin
