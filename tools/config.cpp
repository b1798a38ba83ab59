#include "tools/config.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "engine/serve/trusted_proxies.h"
#include "rules/language_names.h"
#include "rules/pack_parser.h"
#include "rules/yaml_reading.h"
#include "tools/config_parts.h"

namespace tocsin::tools {
namespace {

using rules::ProblemSink;
using rules::yaml::Mapping;
using rules::yaml::Node;

constexpr std::array<std::string_view, 16> top_keys{
    "listen", "hosts",   "data",    "packs",          "readers", "ingest_secret_file",
    "brands", "signals", "sources", "retention",      "limits",  "people",
    "tls",    "reply",   "quiet",   "trusted_proxies"};
constexpr std::array<std::string_view, 4> retention_keys{"posts", "cases", "feed", "dead_letters"};
constexpr std::array<std::string_view, 2> limit_keys{"sampled_per_hour", "disk_floor"};

void read_hours(const Mapping& map, std::string_view key, std::chrono::hours least,
                std::chrono::hours& out, ProblemSink& problems) {
  const Node* node = map.get(key);
  if (node == nullptr || node->is_null()) return;
  const auto time = node->is_scalar() ? parse_duration(node->value) : std::nullopt;
  constexpr std::chrono::hours most{24 * 3650};
  if (time && *time >= least && *time <= most) {
    out = std::chrono::floor<std::chrono::hours>(*time);
    return;
  }
  problems.error(node->offset, "duration",
                 "`" + std::string(key) + "` is a time from " + std::to_string(least.count() / 24) +
                     "d to 3650d, not `" + node->value + "`: write `30d` or `720h`");
}

void read_size(const Mapping& map, std::string_view key, std::uint64_t least, std::uint64_t most,
               std::uint64_t& out, ProblemSink& problems) {
  const Node* node = map.get(key);
  if (node == nullptr || node->is_null()) return;
  const auto size = node->is_scalar() ? parse_size(node->value) : std::nullopt;
  if (size && *size >= least && *size <= most) {
    out = *size;
    return;
  }
  problems.error(node->offset, "size",
                 "`" + std::string(key) + "` is a size from " + size_text(least) + " to " +
                     size_text(most) + ", not `" + node->value + "`: write `64MB` or `2GB`");
}

void read_retention(const Node& node, RetentionConfig& out, ProblemSink& problems) {
  const Mapping map(node, "`retention`", retention_keys, problems);
  if (!map.ok()) return;
  read_hours(map, "posts", std::chrono::hours{24}, out.posts, problems);
  read_hours(map, "cases", std::chrono::hours{24}, out.cases, problems);
  read_hours(map, "feed", bounds::keep_feed, out.feed, problems);
  read_size(map, "dead_letters", 1 << 20, 16ULL << 30, out.dead_letters, problems);
}

void read_limits(const Node& node, LimitsConfig& out, ProblemSink& problems) {
  const Mapping map(node, "`limits`", limit_keys, problems);
  if (!map.ok()) return;
  read_size(map, "sampled_per_hour", 1 << 20, 16ULL << 30, out.sampled_per_hour, problems);
  if (const Node* floor = map.get("disk_floor"); floor != nullptr && !floor->is_null()) {
    std::uint64_t bytes = 0;
    read_size(map, "disk_floor", 0, 1ULL << 40, bytes, problems);
    out.disk_floor = bytes;
  }
}

void read_listen(const Node& node, Config& config, ProblemSink& problems) {
  const auto address = node.is_scalar() ? parse_address(node.value) : std::nullopt;
  if (address)
    config.listen = *address;
  else
    problems.error(
        node.offset, "address",
        "`listen` is an address and a port, not `" + node.value + "`: write `127.0.0.1:8420`");
}

void read_signals(const Node& node, Config& config, ProblemSink& problems) {
  for (auto& name : read_texts(node, "signals", "signals: [roaming]", problems)) {
    if (!rules::is_term_name(name))
      problems.error(
          node.offset, "signal",
          "`" + name + "` is no name of a signal (a-z 0-9 -): write `" + rules::as_id(name) + "`");
    else
      config.signals.push_back(std::move(name));
  }
}

void read_proxies(const Node& node, Config& config, ProblemSink& problems) {
  config.trusted_proxies =
      read_texts(node, "trusted_proxies", "trusted_proxies: [10.1.2.3]", problems);
  if (const auto read = serve::TrustedProxies::of(config.trusted_proxies); !read)
    problems.error(node.offset, "network", "`trusted_proxies`: " + read.error());
}

void read_top(const Node& root, Config& config, ProblemSink& problems) {
  const Mapping top(root, "the configuration", top_keys, problems);
  if (!top.ok()) return;
  const auto given = [&](std::string_view key) -> const Node* {
    const Node* node = top.get(key);
    return node != nullptr && !node->is_null() ? node : nullptr;
  };
  const auto folder = config.file.parent_path();
  if (const auto* node = given("listen")) read_listen(*node, config, problems);
  if (const auto* node = given("hosts"))
    config.hosts = read_texts(*node, "hosts", "hosts: [tocsin.example.com]", problems);
  if (const auto* node = given("trusted_proxies")) read_proxies(*node, config, problems);
  if (given("data") != nullptr) config.data = folder / top.text("data");
  if (const auto* node = given("packs"))
    for (const auto& path : read_texts(*node, "packs", "packs: [rules]", problems))
      config.packs.push_back((folder / path).string());
  config.readers = static_cast<int>(top.number("readers", 1, 64).value_or(0));
  if (given("ingest_secret_file") != nullptr)
    config.ingest_secret_file = (folder / top.text("ingest_secret_file")).string();
  if (const auto* node = given("brands")) config.brands = rules::read_brands(*node, problems);
  if (const auto* node = given("signals")) read_signals(*node, config, problems);
  if (const auto* node = given("sources")) config.sources = read_sources(*node, folder, problems);
  if (const auto* node = given("retention")) read_retention(*node, config.retention, problems);
  if (const auto* node = given("limits")) read_limits(*node, config.limits, problems);
  if (const auto* node = given("people")) read_people(*node, config.people, problems);
  if (const auto* node = given("reply")) read_reply(*node, folder, config.reply, problems);
  if (const auto* node = given("tls")) read_tls(*node, folder, config.tls, problems);
  if (const auto* node = given("quiet")) read_quiet(*node, config.quiet, problems);
}

/// Blank lines and comments only.
bool says_nothing(std::string_view text) {
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    const auto first = line.find_first_not_of(" \t\r");
    if (first != line.npos && line[first] != '#') return false;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return true;
}

}  // namespace

Config read_config(std::string_view file, std::string_view bytes,
                   std::vector<rules::Problem>& problems) {
  const auto first = problems.size();
  Config config;
  config.file = file;
  // An empty file, or one with comments only, is the default configuration.
  if (says_nothing(bytes)) return config;
  rules::YamlFile source(file, bytes, problems);
  if (const Node* root = source.root(); root != nullptr && !root->is_null())
    read_top(*root, config, source.problems());
  rules::sort_by_place(problems, first);
  return config;
}

Config load_config(const std::filesystem::path& file, std::vector<rules::Problem>& problems) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream bytes;
  if (in) bytes << in.rdbuf();
  if (!in || (bytes.fail() && !in.eof())) {
    problems.push_back({{file.string(), 0, 0},
                        rules::Level::error,
                        "unreadable",
                        "the configuration cannot be read: check the path and its permissions"});
    return {};
  }
  return read_config(file.string(), bytes.str(), problems);
}

std::filesystem::path users_data_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/')
    return std::filesystem::path(data) / "tocsin";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return std::filesystem::path(home) / ".local/share/tocsin";
  return "/var/lib/tocsin";
}

}  // namespace tocsin::tools
