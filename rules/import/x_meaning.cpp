// What X's words and operators mean in our language
// (docs.x.com, Filtered Stream Operators and Build a rule).
#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "rules/excerpt.h"
#include "rules/import/operators.h"
#include "rules/import/term_text.h"
#include "rules/import/x_query.h"
#include "rules/suggest.h"

namespace tocsin::rules::importing {
namespace {

constexpr int proximity_most = 6;

// --- words
// ----------------------------------------------------------------------------------------

/// X finds a word with an accent only with it; our folding would take both for the same. And a
/// hyphen in quotes is a hyphen, where folding makes a space of it.
std::string term_for(std::string_view text) {
  const bool as_spelt = has_accents(text) || has_inner_hyphen(text);
  return as_spelt ? spelt_term(text, Wildcards::no) : folded_term(text, Wildcards::no);
}

bool is_plain(std::string_view word) {
  const std::string_view body =
      word.substr(!word.empty() && std::string_view("#@$").contains(word.front()) ? 1 : 0);
  return std::ranges::none_of(body, [](char c) {
    return static_cast<unsigned char>(c) < 0x80 && std::ispunct(static_cast<unsigned char>(c)) &&
           c != '_';
  });
}

Understood<Meaning> text_of(const Query& query, std::vector<Fault>& notes) {
  if (!says_something(query.text))
    return no_equivalent(query.at, ticked(query.text) +
                                       " holds no letter, digit or emoji, and X looks for nothing "
                                       "else: take it away");
  if (query.kind == Query::Kind::word && !is_plain(query.text))
    notes.push_back(
        {query.at, ticked(query.text) +
                       " is read as if it stood in quotes: X cuts words at punctuation, "
                       "and asks for quotes where it is meant"});
  return term_meaning(term_for(query.text), query.at);
}

/// `"a b"~n`: at most n words between them; in the other order at most n - 2.
Understood<Meaning> proximity(const Query& query) {
  const auto [first, second] = two_words(query.text);
  if (second.empty())
    return no_equivalent(query.at,
                         "`~` is imported for two words: Tocsin measures the distance of two at a "
                         "time; write several such pairs");
  if (query.distance < 1 || query.distance > proximity_most)
    return std::unexpected(syntax_fault(query.at, "X takes `~1` to `~6`"));
  const auto ordered = [&](std::string_view a, std::string_view b, int distance) {
    Meaning meaning{.kind = Meaning::Kind::before, .distance = distance, .at = query.at};
    meaning.operands = {term_meaning(term_for(a), query.at), term_meaning(term_for(b), query.at)};
    return meaning;
  };
  Meaning forwards = ordered(first, second, query.distance);
  if (query.distance < 2) return forwards;
  return joined(Meaning::Kind::any,
                {std::move(forwards), ordered(second, first, query.distance - 2)});
}

// --- operators
// ------------------------------------------------------------------------------------

Understood<Meaning> from(const Query& query) {
  std::string_view name = query.text;
  if (name.starts_with('@')) name.remove_prefix(1);
  if (name.find_first_not_of("0123456789") == name.npos)
    return no_equivalent(
        query.at, "an account's number is no field in Tocsin: write its handle, `from:name`");
  return claim(query, Claim::Kind::is, Field::author_handle, {std::string(name)});
}

Understood<Meaning> author_text(const Query& query, Field field) {
  return claim(query, Claim::Kind::matches, field, {term_for(query.text)});
}
Understood<Meaning> bio(const Query& query) {
  return author_text(query, Field::author_bio);
}
Understood<Meaning> bio_name(const Query& query) {
  return author_text(query, Field::author_name);
}

Understood<Meaning> url(const Query& query) {
  return claim(query, Claim::Kind::has, Field::post_links, {query.text});
}

/// Anywhere in a link: also within a word of it.
Understood<Meaning> url_contains(const Query& query) {
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  std::string value = query.text;
  if (value.find_first_of("*?") != value.npos)
    return no_equivalent(query.at, "`*` and `?` stand for other characters in Tocsin's terms");
  if (is_word(value.back())) value += '*';
  if (is_word(value.front())) value.insert(0, 1, '*');
  return claim(query, Claim::Kind::has, Field::post_links, {value});
}

/// X's older codes, by those of BCP 47.
Understood<Meaning> language(const Query& query) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> renamed{
      {{"iw", "he"}, {"in", "id"}}};
  if (query.text == "und") return claim(query, Claim::Kind::unknown, Field::lang, {});
  if (query.text.starts_with('q'))
    return no_equivalent(query.at, ticked("lang:" + query.text) +
                                       " is a class of posts that only X has: take it away");
  const auto found = std::ranges::find(renamed, query.text, [](const auto& r) { return r.first; });
  return claim(query, Claim::Kind::is, Field::lang,
               {found == renamed.end() ? query.text : std::string(found->second)});
}

/// `1000..10000`, or `1000`: at least so many.
Understood<Meaning> number(const Query& query, Field field) {
  const std::string_view text = query.text;
  const std::size_t dots = text.find("..");
  if (dots == text.npos && is_number(text))
    return claim(query, Claim::Kind::at_least, field, {query.text});
  if (dots == text.npos) return range(query, field, "", "", "1000..10000");
  return range(query, field, text.substr(0, dots), text.substr(dots + 2), "1000..10000");
}
Understood<Meaning> followers(const Query& query) {
  return number(query, Field::author_followers);
}
Understood<Meaning> following(const Query& query) {
  return number(query, Field::author_following);
}
Understood<Meaning> posts(const Query& query) {
  return number(query, Field::author_posts);
}
Understood<Meaning> least_followers(const Query& query) {
  if (!is_number(query.text))
    return std::unexpected(syntax_fault(query.at, "`min_followers:` is followed by a number"));
  return claim(query, Claim::Kind::at_least, Field::author_followers, {query.text});
}

struct Kind {
  std::string_view written;
  std::optional<Field> field;
  std::string_view why_not = {};
};

constexpr std::array kinds{
    Kind{"is:retweet", Field::post_is_repost},
    Kind{"is:reply", Field::post_is_reply},
    Kind{"is:quote", Field::post_is_quote},
    Kind{"is:verified", Field::author_verified},
    Kind{"is:nullcast", {}, "no source says whether a post is an advertisement: take it away"},
    Kind{"has:links", Field::post_has_link},
    Kind{"has:media", Field::post_has_media},
    Kind{"has:images",
         {},
         "Tocsin asks for media of any kind: write `has:media` where that will do"},
    Kind{"has:video_link",
         {},
         "Tocsin asks for media of any kind: write `has:media` where that will do"},
    Kind{"has:hashtags", {}, "Tocsin asks for named tags only: write those that you mean"},
    Kind{"has:cashtags", {}, "Tocsin asks for named tags only: write those that you mean"},
    Kind{"has:mentions", {}, "Tocsin asks for named accounts only: write those that you mean"},
    Kind{"has:geo", {}, "Tocsin keeps no place of a post: take it away"},
};

Understood<Meaning> kind_of(const Query& query) {
  const std::string written = query.name + ':' + query.text;
  const auto found = std::ranges::find(kinds, written, &Kind::written);
  if (found == kinds.end()) {
    std::vector<std::string_view> names;
    for (const Kind& kind : kinds) names.push_back(kind.written);
    return std::unexpected(syntax_fault(
        query.at, ticked(written) + " is no operator of X" + did_you_mean(written, names)));
  }
  if (!found->field)
    return no_equivalent(query.at, ticked(written) + ": " + std::string(found->why_not));
  return claim(query, Claim::Kind::truth, *found->field, {"true"});
}

constexpr std::string_view no_place = "Tocsin keeps no places of posts or people: take it away";
constexpr std::string_view no_post_id =
    "a rule of Tocsin is about what is said, not about one post: the conversation's case has all "
    "of it";
constexpr std::string_view no_topics =
    "X's own topics are not in the post: write the words that you mean";

constexpr std::array operators{
    Operator{"from", from},
    Operator{"to", nullptr,
             "whose post a reply answers is no field: write `@name`, which also finds other "
             "mentions, or configure the account as a brand's (`accounts:`)"},
    Operator{"retweets_of", nullptr,
             "whose post a repost repeats is no field: take it away, or ask for its words"},
    Operator{"from_affiliate_of", nullptr,
             "who is whose affiliate only X knows: list the accounts, `from:a OR from:b`"},
    Operator{"to_affiliate_of", nullptr,
             "who is whose affiliate only X knows: list the accounts, `@a OR @b`"},
    Operator{"url", url},
    Operator{"url_contains", url_contains},
    Operator{"url_title", nullptr, "the linked page is not read: write the words of the post"},
    Operator{"url_description", nullptr,
             "the linked page is not read: write the words of the post"},
    Operator{"context", nullptr, no_topics},
    Operator{"entity", nullptr, no_topics},
    Operator{"conversation_id", nullptr, no_post_id},
    Operator{"in_reply_to_tweet_id", nullptr, no_post_id},
    Operator{"retweets_of_tweet_id", nullptr, no_post_id},
    Operator{"bio", bio},
    Operator{"bio_name", bio_name},
    Operator{"bio_location", nullptr, no_place},
    Operator{"place", nullptr, no_place},
    Operator{"place_country", nullptr, no_place},
    Operator{"point_radius", nullptr, no_place},
    Operator{"bounding_box", nullptr, no_place},
    Operator{"is", kind_of},
    Operator{"has", kind_of},
    Operator{"sample", nullptr,
             "a rule judges every post: take it away; what is kept is sampled by `retention`"},
    Operator{"lang", language},
    Operator{"min_followers", least_followers},
    Operator{"followers_count", followers},
    Operator{"following_count", following},
    Operator{"tweets_count", posts},
    Operator{"listed_count", nullptr, "lists are not counted: ask for `followers_count:`"},
    Operator{"source", nullptr,
             "the app that a post was written with is not kept (`source` in `where` is the "
             "platform): take it away"},
    Operator{"embedding", nullptr,
             "Tocsin compares words, not meanings: write the words, or leave it to the judge"},
    Operator{"embedding_threshold", nullptr, "Tocsin compares words, not meanings: take it away"},
};

Understood<Meaning> leaf(const Query& query, std::vector<Fault>& notes) {
  switch (query.kind) {
    case Query::Kind::field:
      return meaning_of(query, operators, "X");
    case Query::Kind::loose:
      return proximity(query);
    default:
      return text_of(query, notes);
  }
}

}  // namespace

const Platform& x_platform() {
  static constexpr Platform platform{"X", parse_x, leaf};
  return platform;
}

}  // namespace tocsin::rules::importing
