// What Brandwatch's words and operators mean in our language
// (Consumer Research, Query Operators).
#include <algorithm>
#include <array>
#include <optional>

#include "rules/excerpt.h"
#include "rules/import/brandwatch_query.h"
#include "rules/import/operators.h"
#include "rules/import/term_text.h"
#include "rules/suggest.h"
#include "rules/word.h"

namespace tocsin::rules::importing {
namespace {

// --- words
// ----------------------------------------------------------------------------------------

/// Punctuation that Brandwatch looks for; it takes other punctuation for a space.
bool is_sought(char32_t c) {
  return c >= 0x80 || is(c, char_word | char_space) ||
         std::u32string_view(U"#@%:|/!?*'$").contains(c);
}

/// The text without what is not looked for, and whether any of that stood between two words.
struct Cleared {
  std::string text;
  bool apart = false;
};

Cleared cleared(std::string_view text) {
  Cleared out;
  bool left_out = false;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded d = decode_at(text, at);
    if (!is_sought(d.c)) {
      left_out = true;
    } else {
      if (left_out && !out.text.empty()) {
        out.apart = true;
        out.text += ' ';
      }
      left_out = false;
      out.text += text.substr(at, d.size);
    }
    at += d.size;
  }
  return out;
}

/// Hyphens between letters are spaces to our folding too.
bool only_hyphens(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    return c != '-' && static_cast<unsigned char>(c) < 0x80 && !is_sought(static_cast<char32_t>(c));
  });
}

bool hyphens_are_inner(std::string_view text) {
  for (std::size_t at = text.find('-'); at != text.npos; at = text.find('-', at + 1))
    if (!is(decode_before(text, at).c, char_letter) || !is(decode_at(text, at + 1).c, char_letter))
      return false;
  return true;
}

Understood<Meaning> text_of(const Query& query) {
  const std::string_view text = query.text;
  const bool phrase = query.kind == Query::Kind::phrase;
  if (!says_something(text))
    return no_equivalent(query.at, ticked(text) + " holds nothing that could be looked for");
  if (phrase && text.find_first_of("*?") != text.npos)
    return no_equivalent(query.at,
                         "Brandwatch says that wildcards are for plain text, not what they do in "
                         "quotes: write `money NEAR/0f back*` for `\"money back*\"`");
  if (!phrase && text.starts_with('*'))
    return no_equivalent(query.at, "Brandwatch takes `*` within or at the end of a word");
  const auto wildcards = phrase ? Wildcards::no : Wildcards::yes;
  if (has_accents(text)) return term_meaning(spelt_term(text, wildcards), query.at);
  if (only_hyphens(text) && hyphens_are_inner(text))
    return term_meaning(folded_term(text, wildcards), query.at);
  // An address is looked for as it stands.
  if (text.contains('/')) return term_meaning(folded_term(text, wildcards), query.at);
  const Cleared plain = cleared(text);
  if (plain.apart) return term_meaning(adjacent_term(plain.text), query.at);
  return term_meaning(folded_term(plain.text, wildcards), query.at);
}

/// `"a b"~5`: within five words of each other.
Understood<Meaning> proximity(const Query& query) {
  const auto [first, second] = two_words(query.text);
  if (second.empty())
    return no_equivalent(query.at,
                         "`~` is imported for two words: Tocsin measures the distance of two at a "
                         "time; write NEAR between them");
  Meaning near{.kind = Meaning::Kind::near, .distance = query.distance, .at = query.at};
  for (const std::string_view word : {first, second}) {
    auto one = text_of({.kind = Query::Kind::phrase, .text = std::string(word), .at = query.at});
    if (!one) return one;
    near.operands.push_back(std::move(*one));
  }
  return near;
}

Understood<Meaning> exactly(std::string_view text, std::size_t at) {
  if (!says_something(text)) return no_equivalent(at, "there is nothing to look for here");
  return term_meaning(exact_term(text), at);
}

// --- operators
// ------------------------------------------------------------------------------------

Understood<Meaning> raw(const Query& query) {
  return exactly(query.text, query.at);
}

Understood<Meaning> author(const Query& query) {
  std::string_view name = query.text;
  if (name.starts_with('@')) name.remove_prefix(1);
  const auto field = name.contains(' ') ? Field::author_name : Field::author_handle;
  return claim(query, Claim::Kind::is, field, {std::string(name)});
}

Understood<Meaning> links(const Query& query) {
  return claim(query, Claim::Kind::has, Field::post_links, {query.text});
}

Understood<Meaning> language(const Query& query) {
  constexpr std::size_t iso_639_1 = 2;
  if (query.text.size() != iso_639_1)
    return std::unexpected(
        syntax_fault(query.at, "`language:` is followed by two letters: `language:en`"));
  return claim(query, Claim::Kind::is, Field::lang, {query.text});
}

/// A site is one of our platforms, or no field of ours.
Understood<Meaning> site(const Query& query) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> sources{
      {{"twitter.com", "x"}, {"x.com", "x"}, {"bsky.app", "bluesky"}}};
  const auto found = std::ranges::find(sources, query.text, [](const auto& s) { return s.first; });
  if (found == sources.end())
    return no_equivalent(query.at,
                         ticked("site:" + query.text) +
                             ": a post's site is no field; `where: [source = …]` asks for "
                             "its source, by the name in your configuration");
  return claim(query, Claim::Kind::is, Field::source, {std::string(found->second)});
}

Understood<Meaning> verified(const Query& query) {
  if (query.text != "true" && query.text != "false")
    return std::unexpected(
        syntax_fault(query.at, "`authorVerified:` is followed by `true` or `false`"));
  return claim(query, Claim::Kind::truth, Field::author_verified, {query.text});
}

/// `[500 TO 100000]`
Understood<Meaning> followers(const Query& query) {
  const std::string_view text = query.text;
  const std::size_t to = text.find(" TO ");
  if (to == text.npos) return range(query, Field::author_followers, "", "", "[500 TO 100000]");
  return range(query, Field::author_followers, text.substr(0, to), text.substr(to + 4),
               "[500 TO 100000]");
}

Understood<Meaning> engagement(const Query& query) {
  constexpr std::array<std::pair<std::string_view, Field>, 3> known{
      {{"RETWEET", Field::post_is_repost},
       {"REPLY", Field::post_is_reply},
       {"QUOTE", Field::post_is_quote}}};
  const auto found = std::ranges::find(known, query.text, [](const auto& k) { return k.first; });
  if (found == known.end())
    return no_equivalent(query.at,
                         ticked("engagementType:" + query.text) +
                             ": Tocsin knows replies, reposts and quotes (REPLY, RETWEET, QUOTE)");
  return claim(query, Claim::Kind::truth, found->second, {"true"});
}

constexpr std::string_view no_place = "Tocsin keeps no places of posts or people: take it away";
constexpr std::string_view no_images = "Tocsin does not look into images: take it away";
constexpr std::string_view no_post_id =
    "a rule of Tocsin is about what is said, not about one post: the conversation's case has all "
    "of it";
constexpr std::string_view only_there = "only Brandwatch's copy of that site has it: take it away";
constexpr std::string_view no_reviews = "Tocsin hears posts, not reviews: take it away";
constexpr std::string_view no_person =
    "Tocsin keeps nothing of the kind about people: take it away";

constexpr std::array operators{
    Operator{"raw", raw},
    Operator{"title", nullptr,
             "Tocsin looks at all that a reader sees, title and text alike: write the words alone "
             "where that will do"},
    Operator{"author", author},
    Operator{"links", links},
    Operator{"language", language},
    Operator{"site", site},
    Operator{"authorVerified", verified},
    Operator{"authorFollowers", followers},
    Operator{"engagementType", engagement},
    Operator{"url", nullptr,
             "where a post stands is no field (`links:` asks for the links in it): take it away"},
    Operator{"continent", nullptr, no_place},
    Operator{"country", nullptr, no_place},
    Operator{"region", nullptr, no_place},
    Operator{"state", nullptr, no_place},
    Operator{"county", nullptr, no_place},
    Operator{"city", nullptr, no_place},
    Operator{"latitude", nullptr, no_place},
    Operator{"longitude", nullptr, no_place},
    Operator{"channelId", nullptr, "channels are sources in Tocsin: `where: [source = …]`"},
    Operator{"authorGender", nullptr, no_person},
    Operator{"authorVerifiedType", nullptr,
             "Tocsin knows whether, not how: write `authorVerified:true` where that will do"},
    Operator{"blogName", nullptr, only_there},
    Operator{"parentBlogName", nullptr, only_there},
    Operator{"rootBlogName", nullptr, only_there},
    Operator{"parentPostId", nullptr, no_post_id},
    Operator{"rootPostId", nullptr, no_post_id},
    Operator{"guid", nullptr, no_post_id},
    Operator{"engagingWithGuid", nullptr, no_post_id},
    Operator{"engagingWith", nullptr,
             "whose post is answered is no field: write `@name`, which also finds other mentions, "
             "or configure the account as a brand's (`accounts:`)"},
    Operator{"tags", nullptr, "write the tag as a hashtag, `#photography`, where that will do"},
    Operator{"brandIds", nullptr, no_images},
    Operator{"objects", nullptr, no_images},
    Operator{"imageType", nullptr, no_images},
    Operator{"itemReview", nullptr, no_reviews},
    Operator{"rating", nullptr, no_reviews},
    Operator{"minuteOfDay", nullptr, "a rule holds at any time of the day: take it away"},
    Operator{"pubType", nullptr, only_there},
    Operator{"publisherSubType", nullptr, only_there},
    Operator{"publication", nullptr, only_there},
    Operator{"redditAuthorFlair", nullptr, only_there},
    Operator{"redditPostFlair", nullptr, only_there},
    Operator{"redditSpoiler", nullptr, only_there},
    Operator{"sensitiveContent", nullptr, only_there},
    Operator{"subreddit", nullptr, only_there},
    Operator{"subredditNSFW", nullptr, only_there},
    Operator{"subredditTopics", nullptr, only_there},
    Operator{"topLevelDomain", nullptr, only_there},
    Operator{"weblogTitle", nullptr, "write `author:name` where that will do"},
};

Understood<Meaning> leaf(const Query& query, std::vector<Fault>& /*notes*/) {
  switch (query.kind) {
    case Query::Kind::field:
      return meaning_of(query, operators, "Brandwatch");
    case Query::Kind::loose:
      return proximity(query);
    case Query::Kind::cased:
      return exactly(query.text, query.at);
    default:
      return text_of(query);
  }
}

}  // namespace

const Platform& brandwatch_platform() {
  static constexpr Platform platform{"Brandwatch", parse_brandwatch, leaf};
  return platform;
}

}  // namespace tocsin::rules::importing
