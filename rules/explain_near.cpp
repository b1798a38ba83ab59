// How nearly a NEAR chain holds.
#include "rules/explain_near.h"

#include <algorithm>

#include "rules/excerpt.h"

namespace tocsin::rules {
namespace {

/// Pairs beyond these many places of a side are not measured: the first ones tell enough.
constexpr std::size_t places_most = 200;

std::string words(int count) {
  return std::to_string(count) + (count == 1 ? " word" : " words");
}

/// The nearest two places of two operands.
struct Nearest {
  std::optional<int> ordered;   ///< words between, the first before the second
  std::optional<int> reversed;  ///< the other way round
  bool overlap = false;

  void add(std::optional<int>& best, int distance) {
    if (!best || distance < *best) best = distance;
  }
  std::optional<int> any() const {
    if (!ordered || !reversed) return ordered ? ordered : reversed;
    return std::min(*ordered, *reversed);
  }
};

int words_between(PostFacts& facts, std::uint32_t end, std::uint32_t begin) {
  const auto& all = facts.words();
  const auto first = std::ranges::lower_bound(all, end, {}, &Stretch::begin);
  const auto last = std::ranges::upper_bound(all, begin, {}, &Stretch::end);
  return static_cast<int>(std::max<std::ptrdiff_t>(last - first, 0));
}

std::vector<Occurrence> places_of(Matcher& matcher, std::uint32_t operand) {
  std::vector<Occurrence> out;
  matcher.evaluation().operand(operand, out);
  std::erase_if(out, [](const Occurrence& o) { return !o.placed; });
  if (out.size() > places_most) out.resize(places_most);
  return out;
}

Nearest nearest_of(PostFacts& facts, const std::vector<Occurrence>& left,
                   const std::vector<Occurrence>& right) {
  Nearest out;
  for (const Occurrence& a : left)
    for (const Occurrence& b : right) {
      if (a.folded.end <= b.folded.begin)
        out.add(out.ordered, words_between(facts, a.folded.end, b.folded.begin));
      else if (b.folded.end <= a.folded.begin)
        out.add(out.reversed, words_between(facts, b.folded.end, a.folded.begin));
      else
        out.overlap = true;
    }
  return out;
}

std::string why_apart(const Nearest& nearest, const Link& link, const std::string& both) {
  const auto distance = link.ordered ? nearest.ordered : nearest.any();
  if (distance)
    return both + " stand " + words(*distance) + " apart, at most " +
           std::to_string(link.distance) + " asked";
  if (nearest.reversed)
    return both + " stand in the other order, " + words(*nearest.reversed) +
           " apart: NEAR takes either order";
  if (nearest.overlap) return both + " share their words: two matches of NEAR must not overlap";
  return both + " have no place in the text";
}

}  // namespace

void explain_near(const RuleSet& rules, Matcher& matcher, const Node& chain, Clause& out) {
  for (const Clause& part : out.parts)
    if (!part.holds) {
      out.why = part.why;
      return;
    }
  const auto children = slice(rules.children, chain.children);
  const auto links = slice(rules.links, chain.links);
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (links[i].distance < 0) continue;
    const auto left = places_of(matcher, children[i]);
    const auto right = places_of(matcher, children[i + 1]);
    const Nearest nearest = nearest_of(matcher.facts(), left, right);
    const auto distance = links[i].ordered ? nearest.ordered : nearest.any();
    const bool holds = distance && *distance <= links[i].distance;
    // The tightest link is what a chain is judged by; the first that fails is what it fails by.
    if (distance && (!holds || !out.measure))
      out.measure = {Measure::Of::distance, *distance, links[i].distance};
    if (holds) continue;
    if (!distance) out.measure.reset();
    out.why = why_apart(nearest, links[i],
                        ticked(out.parts[i].written) + " and " + ticked(out.parts[i + 1].written));
    return;
  }
  if (!out.holds) out.why = "no one match in the middle is near enough to both of its neighbours";
}

// --- the one line -------------------------------------------------------------------------------

namespace {

/// How nearly a clause holds, from 0 to 1: to tell the alternative that came nearest.
double closeness(const Clause& c) {
  if (c.holds) return 1;
  double sum = 0, most = 0;
  for (const Clause& part : c.parts) {
    sum += closeness(part);
    most = std::max(most, closeness(part));
  }
  if (!c.nearly.empty()) return 0.5;
  if (c.parts.empty() || c.kind == Clause::Kind::negation) return 0;
  return 0.95 * (c.kind == Clause::Kind::any ? most : sum / static_cast<double>(c.parts.size()));
}

std::string blame(const Clause& c) {
  const auto failing = std::ranges::find(c.parts, false, &Clause::holds);
  if (c.kind == Clause::Kind::all && failing != c.parts.end()) return blame(*failing);
  const bool plain = c.kind == Clause::Kind::term || c.kind == Clause::Kind::brand;
  std::string out = plain ? c.why : ticked(c.written) + " does not hold: " + c.why;
  if (c.kind == Clause::Kind::any && !c.parts.empty()) {
    const auto nearest = std::ranges::max_element(c.parts, {}, closeness);
    if (closeness(*nearest) > 0) out += "; nearest: " + blame(*nearest);
  }
  if (c.kind == Clause::Kind::near && failing != c.parts.end() && !failing->nearly.empty())
    out += "; " + failing->nearly.front().says;
  if (!c.nearly.empty()) out += "; " + c.nearly.front().says;
  return out;
}

std::string matched(const Explanation& e) {
  std::string out;
  for (const TextMark& m : e.spans)
    out += (out.empty() ? "" : ", ") +
           ticked(std::string_view(e.text).substr(m.at.begin, m.at.end - m.at.begin)) + " (" +
           m.term + ')';
  return out.empty() ? "it matches" : "it matches: " + out;
}

}  // namespace

std::string summary_of(const Explanation& explanation) {
  if (explanation.matches) return matched(explanation);
  const Clause* failed = explanation.failed();
  return failed == nullptr ? "it does not match" : blame(*failed);
}

}  // namespace tocsin::rules
