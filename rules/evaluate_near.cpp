// NEAR and BEFORE over the places where terms matched.
#include <algorithm>

#include "rules/evaluate.h"

namespace tocsin::rules {

/// All places of a term, of `brand`, or of an OR of these.
void Evaluation::operand(std::uint32_t at, std::vector<Occurrence>& out) {
  const Node& n = rules_.nodes[at];
  if (n.kind == Expr::Kind::list || n.kind == Expr::Kind::term)
    extend(out, facts_.occurrences(n.set));
  else if (n.kind == Expr::Kind::brand)
    extend(out, facts_.brand_occurrences(n.brand));
  else
    for (const std::uint32_t c : slice(rules_.children, n.children)) operand(c, out);
}

/// Whether one of the others is near enough: the nearest on either side decides.
bool Evaluation::near_one(const Occurrence& one, const Places& by_begin, const Places& by_end,
                          const Link& link, bool others_first) {
  if (!link.ordered || others_first) {
    const auto after = std::ranges::upper_bound(by_end, one.folded.begin, {},
                                                [](const Occurrence& o) { return o.folded.end; });
    if (after != by_end.begin() &&
        facts_.within((after - 1)->folded.end, one.folded.begin, link.distance))
      return true;
  }
  if (!link.ordered || !others_first) {
    const auto next = std::ranges::lower_bound(by_begin, one.folded.end, {},
                                               [](const Occurrence& o) { return o.folded.begin; });
    if (next != by_begin.end() && facts_.within(one.folded.end, next->folded.begin, link.distance))
      return true;
  }
  return false;
}

void Evaluation::keep_near(const Places& anchors, Places& some, const Link& link,
                           bool anchors_first) {
  if (link.distance < 0) return;
  const auto keep = [&](const Places& by_begin, const Places& by_end) {
    std::erase_if(some, [&](const Occurrence& o) {
      return !near_one(o, by_begin, by_end, link, anchors_first);
    });
  };
  if (anchors.size() == 1) return keep(anchors, anchors);
  by_begin_ = by_end_ = anchors;
  std::ranges::sort(by_begin_, {}, [](const Occurrence& o) { return o.folded.begin; });
  std::ranges::sort(by_end_, {}, [](const Occurrence& o) { return o.folded.end; });
  keep(by_begin_, by_end_);
}

std::span<const Evaluation::Places> Evaluation::chain(const Node& n) {
  const auto children = slice(rules_.children, n.children);
  const auto links = slice(rules_.links, n.links);
  // It only grows: what its lists have taken of memory is used again.
  if (parts_.size() < children.size()) parts_.resize(children.size());
  const std::span parts(parts_.data(), children.size());
  for (std::size_t i = 0; i < children.size(); ++i) {
    parts[i].clear();
    operand(children[i], parts[i]);
    std::erase_if(parts[i], [](const Occurrence& o) { return !o.placed; });
    if (i > 0) keep_near(parts[i - 1], parts[i], links[i - 1], true);
    if (parts[i].empty()) return {};
  }
  // And back, so that only matches of a whole chain are left.
  for (std::size_t i = children.size() - 1; i-- > 0;)
    keep_near(parts[i + 1], parts[i], links[i], false);
  return parts;
}

}  // namespace tocsin::rules
