#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "engine/bounds.h"
#include "engine/desk/reply_bounds.h"

/// The keys of a configuration: which mapping has which, what each holds, its range and default.
/// The parser takes no others, within no other ranges; the JSON Schema is made of them, and a test
/// holds docs/operations.md to them.
namespace tocsin::tools::keys {

/// What a key holds.
enum class Holds : std::uint8_t {
  text,
  path,     ///< relative to the file's folder
  paths,    ///< a list, or one alone
  texts,    ///< a list, or one alone
  address,  ///< `127.0.0.1:8420`
  url,      ///< begins with one of `words`
  urls,     ///< a list, or one alone
  name,     ///< a-z 0-9 -
  signals,  ///< names, as terms have them
  number,   ///< a whole one, from `low` to `high`
  share,    ///< in thousandths, from `low` to `high`
  truth,
  duration,    ///< in seconds, from `low` to `high`
  size,        ///< in bytes, from `low` to `high`
  word,        ///< one of `words`
  some_words,  ///< a list of `words`, or one alone
  brands,
  sources,
  mapping,  ///< `keys`
};

struct Key {
  std::string_view name;
  Holds holds = Holds::text;
  std::string_view says;
  /// As it would be written; empty: none, or not one that could be.
  std::string_view otherwise = {};
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::span<const Key> keys = {};
  std::span<const std::string_view> words = {};
  bool needed = false;
};

constexpr std::int64_t seconds(std::chrono::seconds time) {
  return time.count();
}
inline constexpr std::int64_t megabyte = 1 << 20;
inline constexpr std::int64_t gigabyte = 1 << 30;
inline constexpr std::int64_t day = 86'400;

inline constexpr std::array<std::string_view, 5> roles{"viewer", "agent", "lead", "rule-author",
                                                       "admin"};
inline constexpr std::array<std::string_view, 2> web{"https://", "http://"};
inline constexpr std::array<std::string_view, 2> web_socket{"wss://", "ws://"};
inline constexpr std::array<std::string_view, 2> ends{"beginning", "end"};
inline constexpr std::array<std::string_view, 2> wires{"posts", "jetstream"};
inline constexpr std::array<std::string_view, 4> source_kinds{"jetstream", "file", "follow",
                                                              "stdin"};

inline constexpr std::array retention{
    Key{.name = "posts",
        .holds = Holds::duration,
        .says = "How long posts are kept",
        .otherwise = "30d",
        .low = day,
        .high = 3650 * day},
    Key{.name = "cases",
        .holds = Holds::duration,
        .says = "How long cases, alerts and authors are kept",
        .otherwise = "180d",
        .low = day,
        .high = 3650 * day},
    Key{.name = "feed",
        .holds = Holds::duration,
        .says = "How long the feed's events are kept",
        .otherwise = "7d",
        .low = seconds(bounds::keep_feed),
        .high = 3650 * day},
    Key{.name = "dead_letters",
        .holds = Holds::size,
        .says = "How much is kept of what could not be read",
        .otherwise = "64MB",
        .low = megabyte,
        .high = 16 * gigabyte},
};

inline constexpr std::array limits{
    Key{.name = "sampled_per_hour",
        .holds = Holds::size,
        .says = "Posts kept only for back-tests; above it they are sampled",
        .otherwise = "16MB",
        .low = megabyte,
        .high = 16 * gigabyte},
    Key{.name = "disk_floor",
        .holds = Holds::size,
        .says = "Ingest pauses when less is free on the store's disk; default: the larger of 1 GB "
                "and 5 %, at most a fifth of the disk",
        .low = 0,
        .high = 1024 * gigabyte},
};

inline constexpr std::array people{
    Key{.name = "idle",
        .holds = Holds::duration,
        .says = "After it an unused session of a viewer, agent or lead ends",
        .otherwise = "12h",
        .low = 300,
        .high = 30 * day},
    Key{.name = "idle_admin",
        .holds = Holds::duration,
        .says = "After it an unused session of a rule author or admin ends",
        .otherwise = "30m",
        .low = 300,
        .high = 30 * day},
    Key{.name = "session",
        .holds = Holds::duration,
        .says = "After it a session ends, however much it is used",
        .otherwise = "24h",
        .low = 300,
        .high = 30 * day},
    Key{.name = "step_up",
        .holds = Holds::duration,
        .says = "For so long after a password or a code people and tokens may be changed",
        .otherwise = "5m",
        .low = 300,
        .high = 30 * day},
    Key{.name = "seed_key_file",
        .holds = Holds::path,
        .says =
            "Seals one-time codes in the store; made where missing. Default: seeds.key in `data`"},
    Key{.name = "require_totp",
        .holds = Holds::some_words,
        .says = "Roles that need one-time codes",
        .words = roles},
};

inline constexpr std::array tls{
    Key{.name = "certificate",
        .holds = Holds::path,
        .says = "The certificate with its chain, PEM",
        .needed = true},
    Key{.name = "key",
        .holds = Holds::path,
        .says = "Its key, not readable by everybody",
        .needed = true},
};

inline constexpr std::array bluesky_account{
    Key{.name = "service",
        .holds = Holds::url,
        .says = "The account's own server",
        .words = web,
        .needed = true},
    Key{.name = "handle", .holds = Holds::text, .says = "The account's handle", .needed = true},
    Key{.name = "password_file",
        .holds = Holds::path,
        .says = "A file with an app password, readable by the service alone",
        .needed = true},
    Key{.name = "ca_file", .holds = Holds::path, .says = "Authorities of your own, PEM"},
    Key{.name = "insecure",
        .holds = Holds::truth,
        .says = "Plain http:// is taken",
        .otherwise = "false"},
    Key{.name = "private",
        .holds = Holds::truth,
        .says = "The server may stand on this machine or in a private network",
        .otherwise = "false"},
};

inline constexpr std::array mastodon_account{
    Key{.name = "service",
        .holds = Holds::url,
        .says = "The account's server",
        .words = web,
        .needed = true},
    Key{.name = "token_file",
        .holds = Holds::path,
        .says = "A file with an access token, readable by the service alone",
        .needed = true},
    Key{.name = "ca_file", .holds = Holds::path, .says = "Authorities of your own, PEM"},
    Key{.name = "insecure",
        .holds = Holds::truth,
        .says = "Plain http:// is taken",
        .otherwise = "false"},
    Key{.name = "private",
        .holds = Holds::truth,
        .says = "The server may stand on this machine or in a private network",
        .otherwise = "false"},
};

inline constexpr std::array reply{
    Key{.name = "bluesky",
        .holds = Holds::mapping,
        .says = "The account that answers on Bluesky",
        .keys = bluesky_account},
    Key{.name = "mastodon",
        .holds = Holds::mapping,
        .says = "The account that answers on Mastodon",
        .keys = mastodon_account},
    Key{.name = "approval",
        .holds = Holds::texts,
        .says = "A lead approves answers to cases with these signals; all: every answer"},
    Key{.name = "undo",
        .holds = Holds::duration,
        .says = "So long a reply can be taken back",
        .otherwise = "10s",
        .low = 0,
        .high = seconds(bounds::undo_most)},
};

inline constexpr std::array quiet{
    Key{.name = "share",
        .holds = Holds::share,
        .says = "Of the last `of_last` posts a rule would raise for, before it is quieted",
        .otherwise = "0.2",
        .low = 1,
        .high = 1000},
    Key{.name = "of_last",
        .holds = Holds::number,
        .says = "Posts that the share is of",
        .otherwise = "10000",
        .low = 100,
        .high = 1'000'000},
    Key{.name = "alerts_per_minute",
        .holds = Holds::number,
        .says = "Alerts of a rule within a minute of stream time, before it is quieted",
        .otherwise = "60",
        .low = 1,
        .high = 100'000},
    Key{.name = "off", .holds = Holds::truth, .says = "No rule is quieted", .otherwise = "false"},
    Key{.name = "never", .holds = Holds::texts, .says = "Rules that are never quieted: pack/id"},
};

// --- sources ------------------------------------------------------------------------------------

inline constexpr Key source_name{.name = "name",
                                 .holds = Holds::name,
                                 .says = "a-z 0-9 -, unique: the key of its cursor",
                                 .needed = true};
inline constexpr Key source_kind{.name = "kind",
                                 .holds = Holds::word,
                                 .says = "What it is",
                                 .words = source_kinds,
                                 .needed = true};
inline constexpr Key wire{.name = "wire",
                          .holds = Holds::word,
                          .says = "The form of its frames; default: as the first line tells",
                          .words = wires};
inline constexpr Key default_source{.name = "source",
                                    .holds = Holds::text,
                                    .says = "The source of a post that does not say it",
                                    .otherwise = "posts"};

inline constexpr std::array jetstream{
    source_name,
    source_kind,
    Key{.name = "url",
        .holds = Holds::urls,
        .says = "One or several; default: the public instances in turn",
        .words = web_socket},
    Key{.name = "collections",
        .holds = Holds::texts,
        .says = "What is asked for",
        .otherwise = "app.bsky.feed.post"},
    Key{.name = "dictionary",
        .holds = Holds::path,
        .says = "The zstd dictionary's file: half the traffic"},
    Key{.name = "ca_file", .holds = Holds::path, .says = "Authorities of your own, PEM"},
    Key{.name = "insecure",
        .holds = Holds::truth,
        .says = "ws:// is taken for other machines too",
        .otherwise = "false"},
};
inline constexpr std::array file{
    source_name,
    source_kind,
    Key{.name = "files", .holds = Holds::paths, .says = "One or several", .needed = true},
    wire,
    default_source,
};
inline constexpr std::array follow{
    source_name,
    source_kind,
    Key{.name = "path",
        .holds = Holds::path,
        .says = "The file, followed through rotation and truncation",
        .needed = true},
    wire,
    Key{.name = "from",
        .holds = Holds::word,
        .says = "Where a file without a cursor begins",
        .otherwise = "beginning",
        .words = ends},
    default_source,
};
inline constexpr std::array stdin_lines{source_name, source_kind, wire, default_source};

/// The keys of a source of each kind, in the order of `source_kinds`.
inline constexpr std::array<std::span<const Key>, 4> sources{jetstream, file, follow, stdin_lines};

// --- the file -----------------------------------------------------------------------------------

inline constexpr std::array config{
    Key{.name = "listen",
        .holds = Holds::address,
        .says = "Where the console and the API are; another than loopback takes `tls` and a user",
        .otherwise = "127.0.0.1:8420"},
    Key{.name = "hosts",
        .holds = Holds::texts,
        .says = "Further names by which the console may be asked for"},
    Key{.name = "trusted_proxies",
        .holds = Holds::texts,
        .says = "Addresses or networks whose X-Forwarded-For is believed"},
    Key{.name = "data",
        .holds = Holds::path,
        .says = "The store's folder; default: $XDG_DATA_HOME/tocsin, ~/.local/share/tocsin"},
    Key{.name = "packs",
        .holds = Holds::paths,
        .says = "Pack files or folders of them; default: the shipped packs"},
    Key{.name = "readers",
        .holds = Holds::number,
        .says = "Reading threads; default: one a core",
        .low = 1,
        .high = 64},
    Key{.name = "ingest_secret_file",
        .holds = Holds::path,
        .says = "A file with the key that X-Hub-Signature-256 of POST /posts is checked with"},
    Key{.name = "signals", .holds = Holds::signals, .says = "Signals beside the language's own"},
    Key{.name = "brands", .holds = Holds::brands, .says = "Brands of ours"},
    Key{.name = "sources",
        .holds = Holds::sources,
        .says = "What is heard; default: the public Bluesky stream, named bluesky"},
    Key{.name = "people", .holds = Holds::mapping, .says = "Sessions and codes", .keys = people},
    Key{.name = "tls",
        .holds = Holds::mapping,
        .says = "Default: plain HTTP, which stays on this machine",
        .keys = tls},
    Key{.name = "retention",
        .holds = Holds::mapping,
        .says = "How long things are kept",
        .keys = retention},
    Key{.name = "limits",
        .holds = Holds::mapping,
        .says = "How much things may take",
        .keys = limits},
    Key{.name = "reply",
        .holds = Holds::mapping,
        .says = "Accounts that answers are sent from; default: none",
        .keys = reply},
    Key{.name = "quiet",
        .holds = Holds::mapping,
        .says = "When a rule that storms pages nobody any more",
        .keys = quiet},
};

/// The names of a table, for the parser.
template <std::size_t N>
constexpr std::array<std::string_view, N> names_of(const std::array<Key, N>& table) {
  std::array<std::string_view, N> names;
  for (std::size_t i = 0; i < N; ++i) names[i] = table[i].name;
  return names;
}

/// A key of a table: one that is not there does not compile.
template <std::size_t N>
consteval const Key& key_of(const std::array<Key, N>& table, std::string_view name) {
  for (const Key& key : table)
    if (key.name == name) return key;
  throw "no such key";
}

}  // namespace tocsin::tools::keys
