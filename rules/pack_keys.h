#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/bounds.h"

/// The keys of a pack file: which mapping has which, in the order in which they are written. The
/// parser takes no others, `rules fmt` sorts by them, and the JSON Schema is made of them.
namespace tocsin::rules::keys {

/// What a key holds.
enum class Holds : std::uint8_t {
  text,
  id,
  number,  ///< a whole one, from `low` to `high`
  truth,
  time,
  languages,
  term_lists,
  terms,
  rules,
  brands,
  accounts,
  signal,
  severity,
  status,
  expression,
  conditions,
  limit,
  counted_by,
  author,  ///< the word
  same_text,
  factor,
  duration,
  texts,
  repeat_window,
  surge_window,
  distinct_window,
  examples,
  posts,
  post_author,
  post_customer,
  post_history,
};

struct Key {
  std::string_view name;
  Holds holds = Holds::text;
  bool needed = false;
  std::string_view says;
  std::int64_t low = 0;
  std::int64_t high = 0;
};

inline constexpr std::int64_t version_most = 1'000'000;
inline constexpr std::int64_t score_most = 100;
inline constexpr std::int64_t count_most = 1'000'000;
inline constexpr std::int64_t number_most = 1'000'000'000'000;

inline constexpr std::array pack{
    Key{"pack", Holds::id, true, "The pack's name, unique: a-z 0-9 -"},
    Key{"title", Holds::text, true, "What the pack is for"},
    Key{"version", Holds::number, true, "Raised with every change", 1, version_most},
    Key{"languages", Holds::languages, false,
        "Its rules apply to posts in these languages, and to posts of unknown language"},
    Key{"terms", Holds::term_lists, false, "Named lists; a term matches if any entry matches"},
    Key{"rules", Holds::rules, true, "The rules"},
    Key{"brands", Holds::brands, false, "Brands of ours, beside those of the configuration"},
};

inline constexpr std::array rule{
    Key{"id", Holds::id, true, "a-z 0-9 -; the full id is pack/id"},
    Key{"title", Holds::text, true, "For the people who read the alert"},
    Key{"signal", Holds::signal, true, "What it is a sign of"},
    Key{"severity", Holds::severity, true, "How much it matters"},
    Key{"score", Holds::number, false, "Points towards the risk; by severity where absent", 0,
        score_most},
    Key{"status", Holds::status, true,
        "draft: checked, not loaded; shadow: counted, raises nothing; live; retired"},
    Key{"owner", Holds::text, false, "Who answers for it"},
    Key{"when", Holds::expression, true, "What the text must hold: brand AND my-term"},
    Key{"where", Holds::conditions, false, "Conditions on fields; all must hold"},
    Key{"limit", Holds::limit, false, "Findings beyond it are counted, and raise nothing"},
    Key{"repeat", Holds::repeat_window, false, "It has matched so often for the same one"},
    Key{"surge", Holds::surge_window, false, "It matches so many times above its usual rate"},
    Key{"distinct", Holds::distinct_window, false, "So many authors, near-identical text"},
    Key{"examples", Holds::examples, false, "Posts that it must match, and near misses"},
};

inline constexpr std::array brand{
    Key{"id", Holds::id, true, "a-z 0-9 -"},
    Key{"name", Holds::text, false, "As people call it"},
    Key{"words", Holds::terms, false, "Terms that speak of it"},
    Key{"unless", Holds::terms, false, "Words near which it is another"},
    Key{"accounts", Holds::accounts, false, "Ours: 'x:@acme', 'bluesky:did:plc:…'"},
    Key{"owner", Holds::text, false, "Whose brand it is"},
};

inline constexpr std::array brands_file{
    Key{"brands", Holds::brands, true, "Brands of ours"},
};

inline constexpr std::array repeat{
    Key{"same", Holds::counted_by, true, "For the same what"},
    Key{"at_least", Holds::number, true, "How often", 2, bounds::window_at_least},
    Key{"within", Holds::duration, true, "10m, 1h, 7d"},
};
inline constexpr std::array surge{
    Key{"same", Holds::counted_by, true, "For the same what"},
    Key{"over", Holds::factor, true, "So many times the usual rate: 4x"},
    Key{"within", Holds::duration, true, "10m, 1h, 7d"},
    Key{"at_least", Holds::number, true, "How many matches", 2, count_most},
};
inline constexpr std::array distinct{
    Key{"of", Holds::author, true, "What must differ"},
    Key{"same", Holds::same_text, true, "What must be nearly identical"},
    Key{"at_least", Holds::number, true, "How many authors", 2, bounds::window_at_least},
    Key{"within", Holds::duration, true, "10m, 1h, 7d"},
};

inline constexpr std::array examples{
    Key{"flag", Holds::posts, false, "Must match"},
    Key{"pass", Holds::posts, false, "Must not match: near misses"},
};

inline constexpr std::array post{
    Key{"text", Holds::text, true, "What the post says"},
    Key{"brand", Holds::text, false, "The brand that it is about; null: none"},
    Key{"lang", Holds::text, false, "Its language; null: unknown"},
    Key{"source", Holds::text, false, "Where it was said: x, bluesky …"},
    Key{"author", Holds::post_author, false, "Who speaks"},
    Key{"id", Holds::text, false, "Its id"},
    Key{"created_at", Holds::time, false, "When it was written"},
    Key{"url", Holds::text, false, "Where it stands"},
    Key{"reply_to", Holds::text, false, "The post that it answers"},
    Key{"links", Holds::texts, false, "Its links"},
    Key{"quoted", Holds::text, false, "The text that it quotes"},
    Key{"is_repost", Holds::truth, false, "Whether it is a repost"},
    Key{"is_quote", Holds::truth, false, "Whether it quotes"},
    Key{"mentions", Holds::texts, false, "Accounts that its source lists"},
    Key{"hashtags", Holds::texts, false, "Tags that its source lists"},
    Key{"media", Holds::texts, false, "Kinds of media: image, video"},
    Key{"likes", Holds::number, false, "Likes", 0, number_most},
    Key{"reposts", Holds::number, false, "Reposts", 0, number_most},
    Key{"replies", Holds::number, false, "Replies", 0, number_most},
    Key{"customer", Holds::post_customer, false, "What is known of the customer"},
    Key{"history", Holds::post_history, false, "What the author did before"},
};

inline constexpr std::array author{
    Key{"id", Holds::text, false, "The platform's id"},
    Key{"handle", Holds::text, false, "Without its @"},
    Key{"name", Holds::text, false, "The display name"},
    Key{"bio", Holds::text, false, "What they say of themselves"},
    Key{"kind", Holds::text, false, "person, organisation, bot …"},
    Key{"followers", Holds::number, false, "Followers; 100 where absent, null: unknown", 0,
        number_most},
    Key{"following", Holds::number, false, "Followed", 0, number_most},
    Key{"posts", Holds::number, false, "Posts", 0, number_most},
    Key{"verified", Holds::truth, false, "Whether verified"},
    Key{"created_at", Holds::time, false, "When they joined"},
    Key{"age_days", Holds::number, false, "How long ago that was", 0, number_most},
};

inline constexpr std::array customer{
    Key{"known", Holds::truth, false, "Whether a customer is known"},
    Key{"segment", Holds::text, false, "Their segment"},
    Key{"since_days", Holds::number, false, "For how long", 0, number_most},
    Key{"spend", Holds::number, false, "What they spend", 0, number_most},
};
inline constexpr std::array history{
    Key{"posts_30d", Holds::number, false, "Posts kept in 30 days", 0, number_most},
    Key{"complaints_30d", Holds::number, false, "Complaints in 30 days", 0, number_most},
    Key{"open_cases", Holds::number, false, "Open cases", 0, number_most},
};

/// The names of a table, for the parser.
template <std::size_t N>
constexpr std::array<std::string_view, N> names_of(const std::array<Key, N>& table) {
  std::array<std::string_view, N> names;
  for (std::size_t i = 0; i < N; ++i) names[i] = table[i].name;
  return names;
}

}  // namespace tocsin::rules::keys
