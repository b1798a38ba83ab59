#include "rules/explain_term.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "rules/excerpt.h"
#include "rules/fold.h"
#include "rules/suggest.h"

namespace tocsin::rules {
namespace {

constexpr std::size_t shown_most = 3;
constexpr std::size_t phrase_words_most = 8;
constexpr std::ptrdiff_t apart_most = 8;

/// Looks at one post for what nearly is a term.
class Seeker {
 public:
  Seeker(const RuleSet& rules, PostFacts& facts, std::string_view term)
      : rules_(rules), facts_(facts), term_(term) {
    for (const Stretch& w : facts.words())
      words_.push_back(facts.folded().substr(w.begin, w.end - w.begin));
  }

  void look(const Atom& atom) {
    if (atom.kind >= Atom::Kind::regex) return regex(atom);
    const TermPattern& pattern = rules_.patterns[atom.pattern];
    entry_ = written_form(pattern);
    switch (pattern.kind) {
      case TermPattern::Kind::mention:
        return mention(pattern);
      case TermPattern::Kind::exact:
        return exact(pattern);
      case TermPattern::Kind::hashtag:
        return tag(pattern);
      case TermPattern::Kind::words:
        return words(pattern);
    }
  }

  /// The nearest first, each place once.
  std::vector<NearMiss> best() {
    std::ranges::stable_sort(
        found_, {}, [](const Found& f) { return std::tuple(f.rank, f.miss.mark.at.begin); });
    std::vector<NearMiss> out;
    for (Found& f : found_) {
      if (out.size() >= shown_most) break;
      if (std::ranges::none_of(out, [&](const NearMiss& m) { return m.mark.at == f.miss.mark.at; }))
        out.push_back(std::move(f.miss));
    }
    return out;
  }

 private:
  struct Found {
    double rank = 0;  ///< 0 is as good as there
    NearMiss miss;
  };

  std::string_view original(Stretch at) const {
    return facts_.post().text.substr(at.begin, at.end - at.begin);
  }
  void add(double rank, NearMiss::Kind kind, Stretch at, std::string says) {
    found_.push_back({rank, {kind, entry_, {std::string(term_), at}, std::move(says)}});
  }
  void add_folded(double rank, NearMiss::Kind kind, Stretch folded, std::string says) {
    add(rank, kind, facts_.to_original(folded), std::move(says));
  }
  void in_link(Stretch folded) {
    const Stretch at = facts_.to_original(folded);
    add(0, NearMiss::Kind::in_link, at,
        ticked(entry_) +
            " stands inside of a link, where words are not looked for: add a term "
            "with a dot or a slash, or ask `post.links has \"…\"`");
  }

  void words(const TermPattern& pattern) {
    const std::string_view folded = facts_.folded();
    const std::string_view literal = pattern.literal;
    for (std::size_t at = folded.find(literal); at != std::string_view::npos;
         at = folded.find(literal, at + 1)) {
      if (const auto place = matches_at(pattern, folded, at))
        in_link(*place);
      else
        inside_word(literal, at);
    }
    const bool plain = pattern.before.empty() && pattern.after.empty();
    if (literal.find(' ') != std::string_view::npos)
      phrase(literal);
    else if (plain)
      misspelt(literal);
  }

  /// The word of the text around a place; empty where none is.
  Stretch word_around(std::size_t at) const {
    const auto& all = facts_.words();
    const auto after = std::ranges::upper_bound(
        all, at, {}, [](const Stretch& w) { return static_cast<std::size_t>(w.begin); });
    if (after == all.begin() || (after - 1)->end <= at) return {};
    return *(after - 1);
  }

  void inside_word(std::string_view literal, std::size_t at) {
    if (literal.find(' ') != std::string_view::npos) return phrase_goes_on(literal, at);
    const Stretch word = word_around(at);
    const std::size_t size = word.end - word.begin;
    const bool begins = word.begin == at;
    // `no` in `know` is no near miss of anything.
    if (size <= literal.size() || (!begins && literal.size() < 4) || literal.size() * 3 < size)
      return;
    const std::string longer(facts_.folded().substr(word.begin, size));
    const std::string wider = begins && literal.size() > 1
                                  ? ": " + ticked(entry_ + '*') + " would match it"
                                  : ": add " + ticked(longer) + " if it is meant";
    add_folded(begins ? 0.5 : 1.2, NearMiss::Kind::inside_word, word,
               ticked(entry_) + " is only a part of the longer word " + ticked(longer) + wider);
  }

  /// The last word of a phrase is longer here: `no signals`.
  void phrase_goes_on(std::string_view literal, std::size_t at) {
    const Stretch last = word_around(at + literal.size() - 1);
    if (last.end <= at + literal.size() || !word_begins_at(facts_.folded(), at)) return;
    const Stretch all{static_cast<std::uint32_t>(at), last.end};
    const std::string longer(facts_.folded().substr(at, last.end - at));
    add_folded(0.5, NearMiss::Kind::inside_word, all,
               ticked(entry_) + " goes on as " + ticked(longer) + ": " + ticked(entry_ + '*') +
                   " would match it");
  }

  void misspelt(std::string_view literal) {
    if (literal.size() < 4) return;
    const std::string_view word = nearest(literal, words_);
    if (word.empty() || word == literal || word.starts_with(literal)) return;
    const auto index = std::ranges::find(words_, word) - words_.begin();
    add_folded(2, NearMiss::Kind::misspelt, facts_.words()[static_cast<std::size_t>(index)],
               "the word nearest to " + ticked(entry_) + " is " + ticked(word));
  }

  /// The words of a phrase are all there, but other words stand between them, or another order.
  void phrase(std::string_view literal) {
    std::vector<Stretch> parts;
    find_words(literal, parts);
    if (parts.size() < 2 || parts.size() > phrase_words_most) return;
    std::vector<std::ptrdiff_t> at;
    for (const Stretch& p : parts) {
      const auto found = std::ranges::find(words_, literal.substr(p.begin, p.end - p.begin));
      if (found == words_.end()) return;
      at.push_back(found - words_.begin());
    }
    const auto [first, last] = std::ranges::minmax(at);
    const auto between = last - first + 1 - static_cast<std::ptrdiff_t>(parts.size());
    if (between < 0 || between > apart_most) return;
    const auto& all = facts_.words();
    const Stretch from = all[static_cast<std::size_t>(first)];
    const Stretch to = all[static_cast<std::size_t>(last)];
    const bool ordered = std::ranges::is_sorted(at);
    std::string how = "in another order";
    if (ordered)
      how = between == 0 ? "with something else than white space between them"
                         : "with " + std::to_string(between) + (between == 1 ? " word" : " words") +
                               " between them";
    add_folded(1 + static_cast<double>(between) / 10, NearMiss::Kind::words_apart,
               {from.begin, to.end},
               "the words of " + ticked(entry_) + " stand there " + how +
                   ": a phrase is matched as it is written; NEAR allows words between");
  }

  void tag(const TermPattern& pattern) {
    const std::string_view name = std::string_view(pattern.literal).substr(1);
    const auto plain = std::ranges::find(words_, name);
    if (plain == words_.end()) return;
    const Stretch word = facts_.words()[static_cast<std::size_t>(plain - words_.begin())];
    const bool signed_here = word.begin > 0 && facts_.folded()[word.begin - 1] == entry_[0];
    if (signed_here)
      return add_folded(0.5, NearMiss::Kind::without_sign, word,
                        ticked(entry_) +
                            " stands there, but the source lists the post's tags, "
                            "and this is none of them");
    add_folded(0.5, NearMiss::Kind::without_sign, word,
               ticked(name) + " stands there without its `" + entry_.substr(0, 1) +
                   "`: without the sign, a term matches both");
  }

  void mention(const TermPattern& pattern) {
    const std::string_view text = facts_.post().text;
    const std::string wanted = pattern.handle.substr(0, pattern.handle.find_first_of("*?@"));
    for (std::size_t at = text.find('@'); at != std::string_view::npos;
         at = text.find('@', at + 1)) {
      const Handle handle = handle_at(text, at + 1, HandleIn::text);
      const Stretch place{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(handle.end)};
      if (handle.end == at + 1) continue;
      if (names_handle(pattern.handle, handle.folded))
        add(0.5, NearMiss::Kind::without_sign, place,
            ticked(entry_) +
                " stands there, but the source lists the post's mentions, and this "
                "is none of them");
      else if (!wanted.empty() && handle.folded.starts_with(wanted))
        add(0.5, NearMiss::Kind::other_handle, place,
            ticked(original(place)) + " is another account than " + ticked(entry_));
    }
    const auto plain = std::ranges::find(words_, pattern.handle);
    if (plain == words_.end()) return;
    const Stretch word = facts_.words()[static_cast<std::size_t>(plain - words_.begin())];
    if (word.begin == 0 || facts_.folded()[word.begin - 1] != '@')
      add_folded(0.7, NearMiss::Kind::without_sign, word,
                 ticked(pattern.handle) +
                     " stands there without its `@`: without the sign, a "
                     "term matches both");
  }

  void exact(const TermPattern& pattern) {
    const std::string folded_term = fold(pattern.original);
    const std::string_view folded = facts_.folded();
    std::vector<Stretch> places;
    find_exact(pattern, facts_.post().text, places);
    for (const Stretch& place : places) in_link(facts_.to_folded(place));
    if (!places.empty() || folded_term.empty()) return;
    for (std::size_t at = folded.find(folded_term); at != std::string_view::npos;
         at = folded.find(folded_term, at + 1)) {
      const Stretch place = facts_.to_original(
          {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + folded_term.size())});
      add(0.3, NearMiss::Kind::other_case, place,
          ticked(entry_) + " asks for these very characters, and " + ticked(original(place)) +
              " stands there: without `exact:`, case and accents do not count");
    }
  }

  void regex(const Atom& atom) {
    const bool over_original = atom.kind == Atom::Kind::regex_original;
    std::vector<Stretch> places;
    const std::string_view text = over_original ? facts_.post().text : facts_.folded();
    rules_.regexes[atom.pattern].find_all(text, places);
    entry_ = "a pattern";
    for (const Stretch& place : places) in_link(over_original ? facts_.to_folded(place) : place);
  }

  const RuleSet& rules_;
  PostFacts& facts_;
  std::string_view term_;
  std::string entry_;
  std::vector<std::string_view> words_;
  std::vector<Found> found_;
};

void add_pieces(std::string& out, const GlobPiece& piece) {
  out += piece.kind == GlobPiece::Kind::text  ? piece.text
         : piece.kind == GlobPiece::Kind::one ? "?"
                                              : "*";
}

}  // namespace

std::string written_form(const TermPattern& pattern) {
  if (pattern.kind == TermPattern::Kind::mention) return '@' + pattern.handle;
  if (pattern.kind == TermPattern::Kind::exact) return "exact:\"" + pattern.original + '"';
  std::string out;
  for (auto piece = pattern.before.rbegin(); piece != pattern.before.rend(); ++piece)
    add_pieces(out, *piece);
  out += pattern.literal;
  for (const GlobPiece& piece : pattern.after) add_pieces(out, piece);
  return out;
}

std::vector<NearMiss> near_misses(const RuleSet& rules, PostFacts& facts, std::uint32_t set,
                                  std::string_view term_name) {
  Seeker seeker(rules, facts, term_name);
  for (const Atom& atom : rules.atoms)
    if (const auto sets = few(rules.atom_sets, atom.sets);
        std::ranges::find(sets, set) != sets.end())
      seeker.look(atom);
  return seeker.best();
}

std::string_view name_of(NearMiss::Kind kind) {
  constexpr std::array<std::string_view, 7> names{"in-link",      "inside-word",  "other-case",
                                                  "without-sign", "other-handle", "words-apart",
                                                  "misspelt"};
  return names.at(static_cast<std::size_t>(kind));
}

}  // namespace tocsin::rules
