// Which brands a post speaks of.
#include <algorithm>

#include "rules/evaluate_post.h"
#include "rules/tags.h"

namespace tocsin::rules {

void PostFacts::spoken(std::uint32_t brand) {
  if (brand_epoch_[brand] == epoch_) return;
  brand_epoch_[brand] = epoch_;
  if (brand < 64) brand_bits_ |= std::uint64_t{1} << brand;
  spoken_.push_back(brand);
}

void PostFacts::settle_brands(std::uint32_t forced) {
  for (std::size_t i = 0; i < maybe_brands_.size(); ++i) {
    const std::uint32_t b = maybe_brands_[i];
    const CompiledBrand& brand = rules_.brands[b];
    if (brand_epoch_[b] == epoch_ || !present(brand.words)) continue;
    if (brand.unless == none || !present(brand.unless)) spoken(b);
  }
  if (rules_.accounts.any()) account_mentions();
  if (forced != none) spoken(forced);
  if (spoken_.empty()) return;
  std::ranges::sort(spoken_);
  for (const std::uint32_t r : rules_.brand_rules) candidate(r);
}

void PostFacts::account_mentions() {
  const PostView& post = *post_;
  for (const auto& m : post.mentions) {
    const std::uint32_t b = rules_.accounts.find(post.source, m.account, m.handle);
    if (b == none) continue;
    spoken(b);
    fold_name(without_sign(m.handle, '@'), tag_);
    for (const Stretch& place : tag_places('@', tag_, {m.begin, m.end}))
      account_places_.push_back({b, {to_folded(place), place, true}});
  }
  if (!post.lists_mentions) written_accounts();
  if (post.reply_to_account.empty()) return;
  const std::uint32_t b =
      rules_.accounts.find(post.source, post.reply_to_account, post.reply_to_account);
  if (b != none) spoken(b);
}

/// Where the source lists no mentions: those of the text.
void PostFacts::written_accounts() {
  find_tags(post_->text, '@', tags_);
  for (const Tag& tag : tags_) {
    const std::uint32_t b = rules_.accounts.find(post_->source, {}, tag.name);
    if (b == none || in_url(tag.place)) continue;
    spoken(b);
    account_places_.push_back({b, {to_folded(tag.place), tag.place, true}});
  }
}

bool PostFacts::speaks_of(std::uint32_t brand) const {
  if (rules_.brands.empty()) return brand == none;
  if (brand == none) return !spoken_.empty();
  return brand_epoch_[brand] == epoch_;
}

std::span<const Occurrence> PostFacts::brand_occurrences(std::uint32_t brand) {
  brand_places_.clear();
  for (const std::uint32_t b : spoken_) {
    if (brand != none && b != brand) continue;
    const auto places = occurrences(rules_.brands[b].words);
    brand_places_.insert(brand_places_.end(), places.begin(), places.end());
  }
  for (const auto& [b, place] : account_places_)
    if (brand == none || b == brand) brand_places_.push_back(place);
  std::ranges::sort(brand_places_, {}, &Occurrence::folded);
  return brand_places_;
}

}  // namespace tocsin::rules
