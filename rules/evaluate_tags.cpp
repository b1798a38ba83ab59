// The hashtags and mentions that a post's source lists: where it does, they decide.
#include <optional>

#include "rules/evaluate_post.h"
#include "rules/tags.h"

namespace tocsin::rules {

std::span<const Stretch> PostFacts::tag_places(char sign, std::string_view name, Stretch said) {
  tag_places_.clear();
  const auto size = static_cast<std::uint32_t>(post_->text.size());
  if (said.begin < said.end && said.end <= size) {
    tag_places_.push_back(said);
    return tag_places_;
  }
  find_tags(post_->text, sign, tags_);
  std::string folded;
  for (const Tag& tag : tags_) {
    fold_name(tag.name, folded);
    if (same_tag(folded, name) && !in_url(tag.place)) tag_places_.push_back(tag.place);
  }
  return tag_places_;
}

void PostFacts::listed(const std::vector<std::uint32_t>& atoms, std::span<const Stretch> places) {
  for (const std::uint32_t a : atoms) {
    for (const Stretch& place : places)
      found(rules_.atoms[a], Occurrence{to_folded(place), place, true});
    if (places.empty()) found(rules_.atoms[a], Occurrence{{}, {}, false});
  }
}

void PostFacts::listed_tag(char sign, std::string_view name, Stretch said) {
  const auto& known = sign == '@' ? rules_.mentions : rules_.hashtags;
  const std::string_view plain = sign == '@' ? name.substr(0, name.find('@')) : name;
  std::optional<std::span<const Stretch>> there;
  const auto places = [&] {
    if (!there) there = tag_places(sign, name, said);
    return *there;
  };
  if (const auto atoms = known.find(plain); atoms != known.end()) listed(atoms->second, places());
  for (const std::uint32_t a : rules_.wild_tags) {
    const Atom& atom = rules_.atoms[a];
    const TermPattern& pattern = rules_.patterns[atom.pattern];
    const bool holds = sign == '@'
                           ? atom.kind == Atom::Kind::mention && names_handle(pattern.handle, name)
                           : atom.kind == Atom::Kind::hashtag && whole_tag(pattern, name);
    if (holds) listed({a}, places());
  }
}

void PostFacts::listed_tags() {
  const PostView& post = *post_;
  if (rules_.hashtags.empty() && rules_.mentions.empty() && rules_.wild_tags.empty()) return;
  if (post.lists_hashtags)
    for (const auto& h : post.hashtags) {
      fold_name(without_sign(h.name, '#'), tag_);
      listed_tag('#', tag_, {h.begin, h.end});
    }
  if (post.lists_mentions)
    for (const auto& m : post.mentions) {
      fold_name(without_sign(m.handle, '@'), tag_);
      listed_tag('@', tag_, {m.begin, m.end});
    }
}

}  // namespace tocsin::rules
