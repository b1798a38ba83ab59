#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bounds.h"
#include "engine/desk/reply_bounds.h"
#include "engine/judge/quieting.h"
#include "engine/people/directory.h"
#include "engine/raw_batch.h"
#include "rules/rules.h"
#include "tools/quantity.h"

/// What an operator may set: one YAML file. docs/operations.md has it with examples; a test holds
/// both together.
namespace tocsin::tools {

/// Of a file: more is not read, and refused.
inline constexpr std::size_t config_bytes_most = 1 << 20;

enum class SourceKind : std::uint8_t { jetstream, file, follow, stdin_lines };

/// An entry of `sources:`.
struct SourceConfig {
  std::string name;  ///< a-z 0-9 -, unique: the key of its cursor
  SourceKind kind = SourceKind::jetstream;
  rules::Place place;

  std::vector<std::string> urls;         ///< jetstream `url`; default: the public instances
  std::vector<std::string> collections;  ///< jetstream; default: app.bsky.feed.post
  std::string dictionary;                ///< jetstream: the zstd dictionary; empty: uncompressed
  std::string ca_file;                   ///< jetstream: trusted authorities; empty: the system's
  bool insecure = false;                 ///< jetstream: `ws://` to other machines is allowed

  std::vector<std::string> files;        ///< file: one or more; follow: exactly one, `path`
  std::optional<Wire> wire;              ///< file, follow, stdin; default: from the first line
  std::string default_source = "posts";  ///< file, follow, stdin: Post::source where not said
  bool from_end = false;                 ///< follow: `from: end`
};

/// How long things are kept, and how much of them.
struct RetentionConfig {
  std::chrono::hours posts = bounds::keep_posts;           ///< 1d–3650d
  std::chrono::hours cases = bounds::keep_cases;           ///< 1d–3650d
  std::chrono::hours feed = bounds::keep_feed;             ///< 7d–3650d: the contract's least
  std::uint64_t dead_letters = bounds::dead_letter_bytes;  ///< 1MB–16GB
};

struct LimitsConfig {
  /// Posts kept only for back-tests, by hour; above it they are sampled. 1MB–16GB
  std::uint64_t sampled_per_hour = bounds::sampled_bytes_per_hour;
  /// Ingest pauses when less is free on the store's disk. 0–1TB; absent: the larger of 1 GB and
  /// 5 % of the disk, but not more than a fifth of it.
  std::optional<std::uint64_t> disk_floor;
};

/// Where the certificate chain and its key are (PEM); both or neither.
struct TlsConfig {
  std::filesystem::path certificate;
  std::filesystem::path key;
  bool on() const { return !certificate.empty(); }
};

/// An account of ours that answers are sent from; without `service` there is none.
struct ReplyAccount {
  std::string service;  ///< `https://bsky.social`
  std::string handle;   ///< bluesky
  std::filesystem::path secret_file;
  std::filesystem::path ca_file;  ///< empty: the system's authorities
  bool may_be_private = false;    ///< `private`: the server may stand in a closed network
};

struct ReplyConfig {
  ReplyAccount bluesky, mastodon;
  std::vector<std::string> approval;  ///< signals whose answers a lead approves; `all`
  std::chrono::seconds undo{10};      ///< 0s–5m
};

struct Config {
  std::filesystem::path file;  ///< empty: no file, all is default
  Address listen{"127.0.0.1", 8420};
  std::vector<std::string> hosts;            ///< names by which the console may be asked for
  std::vector<std::string> trusted_proxies;  ///< networks whose X-Forwarded-For is believed
  std::filesystem::path data;                ///< empty: the user's data folder
  std::vector<std::string> packs;            ///< files or folders; empty: the shipped packs
  int readers = 0;                           ///< 1–64; 0: one for each core
  std::string ingest_secret_file;  ///< a file with the key of X-Hub-Signature-256; empty: none
  std::vector<rules::Brand> brands;
  std::vector<std::string> signals;                  ///< beside the language's own
  std::optional<std::vector<SourceConfig>> sources;  ///< absent: the public Bluesky stream
  RetentionConfig retention;
  LimitsConfig limits;
  PeopleRules people;
  std::filesystem::path people_seed_key;  ///< seals one-time codes; default: `seeds.key` in `data`
  TlsConfig tls;
  ReplyConfig reply;
  QuietOptions quiet{};
};

/// Reads a configuration. Unknown keys are errors, with a suggestion; all problems are told.
/// Paths in it are relative to the file's folder.
Config read_config(std::string_view file, std::string_view bytes,
                   std::vector<rules::Problem>& problems);
/// The same from a file; one that cannot be read is a problem of line 0.
Config load_config(const std::filesystem::path& file, std::vector<rules::Problem>& problems);

/// $XDG_DATA_HOME/tocsin, ~/.local/share/tocsin, or for a service account without a home
/// /var/lib/tocsin.
std::filesystem::path users_data_folder();

}  // namespace tocsin::tools
