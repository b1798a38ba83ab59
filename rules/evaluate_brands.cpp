// Which brands a post speaks of, and the tags and mentions that its source lists.
#include <algorithm>

#include "rules/evaluate_post.h"

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
    if (m.begin < m.end && m.end <= post.text.size()) {
      const Stretch original{m.begin, m.end};
      account_places_.push_back({b, {to_folded(original), original, true}});
    }
  }
  if (post.reply_to_account.empty()) return;
  const std::uint32_t b =
      rules_.accounts.find(post.source, post.reply_to_account, post.reply_to_account);
  if (b != none) spoken(b);
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

// --- tags that the source lists -----------------------------------------------------------

void PostFacts::listed(const std::vector<std::uint32_t>& atoms, std::uint32_t begin,
                       std::uint32_t end) {
  const Stretch original{begin, end};
  const bool placed = begin < end && end <= post_->text.size();
  for (const std::uint32_t a : atoms)
    found(rules_.atoms[a], Occurrence{placed ? to_folded(original) : Stretch{}, original, placed});
}

void PostFacts::listed_wild(char sign, std::string_view name, std::uint32_t begin,
                            std::uint32_t end) {
  for (const std::uint32_t a : rules_.wild_tags) {
    const Atom& atom = rules_.atoms[a];
    const TermPattern& pattern = rules_.patterns[atom.pattern];
    const bool holds = sign == '@'
                           ? atom.kind == Atom::Kind::mention && names_handle(pattern.handle, name)
                           : atom.kind == Atom::Kind::hashtag && whole_tag(pattern, name);
    if (holds) listed({a}, begin, end);
  }
}

void PostFacts::listed_tags() {
  const PostView& post = *post_;
  if (!post.lists_tags ||
      (rules_.hashtags.empty() && rules_.mentions.empty() && rules_.wild_tags.empty()))
    return;
  for (const auto& h : post.hashtags) {
    std::string_view name = h.name;
    if (name.starts_with('#')) name.remove_prefix(1);
    fold_name(name, tag_);
    if (const auto known = rules_.hashtags.find(std::string_view(tag_));
        known != rules_.hashtags.end())
      listed(known->second, h.begin, h.end);
    if (!rules_.wild_tags.empty()) listed_wild('#', tag_, h.begin, h.end);
  }
  for (const auto& m : post.mentions) {
    std::string_view name = m.handle;
    if (name.starts_with('@')) name.remove_prefix(1);
    fold_name(name, tag_);
    const std::string_view local = std::string_view(tag_).substr(0, tag_.find('@'));
    if (const auto known = rules_.mentions.find(local); known != rules_.mentions.end())
      listed(known->second, m.begin, m.end);
    if (!rules_.wild_tags.empty()) listed_wild('@', tag_, m.begin, m.end);
  }
}

}  // namespace tocsin::rules
