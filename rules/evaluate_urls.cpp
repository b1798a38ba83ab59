#include <algorithm>

#include "rules/evaluate_post.h"

namespace tocsin::rules {
namespace {

constexpr bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
/// What goes on in a URL that was not percent-encoded: letters, but not of scripts that are written
/// without spaces. Those would take the sentence behind a link with them (`https://a.b/c返金`).
bool goes_on(char32_t c) {
  if (c >= 0x80) return is(c, char_word) && !is(c, char_unspaced);
  return c > U' ' && c != U'<' && c != U'>' && c != U'"' && c != 0x7F;
}
bool in_host(char32_t c) {
  return c < 0x80 ? is_alnum(static_cast<char>(c)) || c == U'-' || c == U'.' : goes_on(c);
}

/// Whether a host may end so, of those that stand without a scheme: `no signal.Really/truly` is two
/// sentences. Every country has two letters; of the others, those that people link to.
bool is_top_level(std::string_view name) {
  static constexpr std::string_view known[] = {
      "academy", "agency",  "app",       "art",     "bank",    "biz",     "blog",     "cafe",
      "care",    "cash",    "center",    "chat",    "city",    "cloud",   "club",     "co",
      "com",     "company", "coop",      "dev",     "digital", "edu",     "email",    "energy",
      "events",  "example", "express",   "finance", "fit",     "fun",     "fyi",      "games",
      "global",  "gov",     "group",     "guru",    "health",  "help",    "hotel",    "info",
      "ink",     "int",     "invalid",   "jobs",    "lat",     "legal",   "life",     "link",
      "live",    "lol",     "london",    "ltd",     "market",  "media",   "mil",      "mobi",
      "mobile",  "money",   "museum",    "name",    "net",     "network", "news",     "ngo",
      "ninja",   "one",     "online",    "org",     "page",    "party",   "photo",    "press",
      "pro",     "pub",     "rocks",     "run",     "sale",    "school",  "services", "shop",
      "site",    "social",  "solutions", "space",   "store",   "stream",  "studio",   "support",
      "systems", "team",    "tech",      "test",    "tickets", "today",   "tools",    "top",
      "travel",  "vip",     "website",   "wiki",    "work",    "works",   "world",    "xyz",
      "zone"};
  return name.size() == 2 ||
         std::ranges::any_of(known, [&](std::string_view k) { return equal_ascii(name, k); });
}

/// A host that begins in a script without spaces goes on in it.
std::size_t host_end(std::string_view text, std::size_t at) {
  if (!is(decode_at(text, at).c, char_unspaced)) return at;
  for (Decoded d = decode_at(text, at); is(d.c, char_unspaced) || (d.size > 0 && in_host(d.c));
       d = decode_at(text, at))
    at += d.size;
  return at;
}

/// A bracket that closes what the URL did not open is the sentence's.
std::size_t url_end(std::string_view text, std::size_t at) {
  int round = 0, square = 0;
  if (text.substr(at).starts_with("//")) at = host_end(text, at + 2);
  while (at < text.size()) {
    const Decoded d = decode_at(text, at);
    if (!goes_on(d.c)) break;
    round += (d.c == U'(') - (d.c == U')');
    square += (d.c == U'[') - (d.c == U']');
    if (round < 0 || square < 0) break;
    at += d.size;
  }
  return at;
}

/// Punctuation that ends a sentence ends no URL.
std::size_t without_tail(std::string_view text, std::size_t begin, std::size_t end) {
  while (end > begin && std::string_view(".,;:!?'*]}").contains(text[end - 1])) --end;
  return end;
}

/// Where the scheme or host begins whose slash is at `slash`; npos: the slash is no URL's.
std::size_t begin_of(std::string_view text, std::size_t slash, std::size_t floor) {
  std::size_t at = slash;
  if (slash > floor && text[slash - 1] == ':') {
    --at;
    while (at > floor && (is_alnum(text[at - 1]) || std::string_view("+.-").contains(text[at - 1])))
      --at;
    if (!text.substr(slash).starts_with("//") || at + 1 >= slash) return std::string_view::npos;
    // Where a word stands right before it (`seehttps://…`), the URL begins at its scheme.
    for (const std::string_view known : {"https", "http"})
      if (slash - 1 - at > known.size() &&
          equal_ascii(text.substr(slash - 1 - known.size(), known.size()), known))
        return slash - 1 - known.size();
    return at;
  }
  for (Decoded d = decode_before(text, at); at > floor && d.size > 0 && in_host(d.c);
       d = decode_before(text, at))
    at -= d.size;
  const std::string_view host = text.substr(at, slash - at);
  const std::size_t dot = host.rfind('.');
  const bool real =
      dot != std::string_view::npos && dot > 0 && host.size() - dot > 2 &&
      std::ranges::all_of(host.substr(dot + 1),
                          [](char c) { return is_alnum(c) && (c < '0' || c > '9'); }) &&
      host.front() != '.' && is_top_level(host.substr(dot + 1));
  return real ? at : std::string_view::npos;
}

}  // namespace

void find_urls(std::string_view text, std::vector<Stretch>& urls) {
  urls.clear();
  std::size_t from = 0;
  const auto take = [&](std::size_t begin, std::size_t behind) {
    const std::size_t end = url_end(text, behind);
    urls.push_back({static_cast<std::uint32_t>(begin),
                    static_cast<std::uint32_t>(without_tail(text, begin, end))});
    from = std::max(end, behind + 1);
  };
  const auto next_www = [&] {
    for (std::size_t at = from; at + 4 < text.size(); ++at) {
      at = text.find('.', at);
      if (at == std::string_view::npos) break;
      if (at < from + 3) continue;
      const bool www =
          std::ranges::all_of(text.substr(at - 3, 3), [](char c) { return (c | 0x20) == 'w'; });
      if (www && at + 1 < text.size() && is_alnum(text[at + 1]) && plain_begin_at(text, at - 3))
        return at - 3;
    }
    return std::string_view::npos;
  };
  std::size_t slash = text.find('/');
  std::size_t www = next_www();
  while (slash != std::string_view::npos || www != std::string_view::npos) {
    const std::size_t begin = slash < www ? begin_of(text, slash, from) : std::string_view::npos;
    if (begin != std::string_view::npos && begin <= www) {
      take(begin, slash);
    } else if (www < slash) {
      take(www, www);
    } else {
      from = slash + 1;
    }
    slash = text.find('/', from);
    if (www < from) www = next_www();
  }
}

}  // namespace tocsin::rules
