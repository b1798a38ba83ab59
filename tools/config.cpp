#include "tools/config.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "engine/serve/trusted_proxies.h"
#include "rules/language_names.h"
#include "rules/pack_parser.h"
#include "tools/config_parts.h"
#include "tools/config_values.h"

namespace tocsin::tools {
namespace {

using keys::key_of;
using rules::ProblemSink;
using rules::yaml::Node;

void read_retention(const Node& node, RetentionConfig& out, ProblemSink& problems) {
  const ConfigMapping map(node, "`retention`", keys::retention, problems);
  map.time(key_of(keys::retention, "posts"), out.posts);
  map.time(key_of(keys::retention, "cases"), out.cases);
  map.time(key_of(keys::retention, "feed"), out.feed);
  map.size(key_of(keys::retention, "dead_letters"), out.dead_letters);
}

void read_limits(const Node& node, LimitsConfig& out, ProblemSink& problems) {
  const ConfigMapping map(node, "`limits`", keys::limits, problems);
  map.size(key_of(keys::limits, "sampled_per_hour"), out.sampled_per_hour);
  out.disk_floor = map.size(key_of(keys::limits, "disk_floor"));
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

void read_signals(const ConfigMapping& top, Config& config) {
  constexpr const auto& key = key_of(keys::config, "signals");
  for (auto& name : top.texts(key, "signals: [roaming]")) {
    if (!rules::is_term_name(name))
      top.error(
          top.given(key)->offset, "signal",
          "`" + name + "` is no name of a signal (a-z 0-9 -): write `" + rules::as_id(name) + "`");
    else
      config.signals.push_back(std::move(name));
  }
}

void read_proxies(const ConfigMapping& top, Config& config) {
  const auto& key = key_of(keys::config, "trusted_proxies");
  config.trusted_proxies = top.texts(key, "trusted_proxies: [10.1.2.3]");
  if (const auto read = serve::TrustedProxies::of(config.trusted_proxies); !read)
    top.error(top.given(key)->offset, "network", "`trusted_proxies`: " + read.error());
}

/// What stands in the file itself.
void read_values(const ConfigMapping& top, const std::filesystem::path& folder, Config& config) {
  config.hosts = top.texts(key_of(keys::config, "hosts"), "hosts: [tocsin.example.com]");
  read_proxies(top, config);
  config.data = top.path(key_of(keys::config, "data"), folder);
  for (const auto& path : top.texts(key_of(keys::config, "packs"), "packs: [rules]"))
    config.packs.push_back((folder / path).string());
  top.number(key_of(keys::config, "readers"), config.readers);
  config.ingest_secret_file = top.path(key_of(keys::config, "ingest_secret_file"), folder).string();
  read_signals(top, config);
}

/// What has a part of its own.
void read_parts(const ConfigMapping& top, const std::filesystem::path& folder, Config& config,
                ProblemSink& problems) {
  const auto part = [&](const keys::Key& key, const auto& read) {
    if (const Node* node = top.given(key)) read(*node);
  };
  part(key_of(keys::config, "listen"), [&](const Node& n) { read_listen(n, config, problems); });
  part(key_of(keys::config, "brands"),
       [&](const Node& n) { config.brands = rules::read_brands(n, problems); });
  part(key_of(keys::config, "sources"),
       [&](const Node& n) { config.sources = read_sources(n, folder, problems); });
  part(key_of(keys::config, "retention"),
       [&](const Node& n) { read_retention(n, config.retention, problems); });
  part(key_of(keys::config, "limits"),
       [&](const Node& n) { read_limits(n, config.limits, problems); });
  part(key_of(keys::config, "people"),
       [&](const Node& n) { read_people(n, folder, config, problems); });
  part(key_of(keys::config, "reply"),
       [&](const Node& n) { read_reply(n, folder, config.reply, problems); });
  part(key_of(keys::config, "tls"),
       [&](const Node& n) { read_tls(n, folder, config.tls, problems); });
  part(key_of(keys::config, "quiet"),
       [&](const Node& n) { read_quiet(n, config.quiet, problems); });
}

void read_top(const Node& root, Config& config, ProblemSink& problems) {
  const ConfigMapping top(root, "the configuration", keys::config, problems);
  if (!top.ok()) return;
  const auto folder = config.file.parent_path();
  read_values(top, folder, config);
  read_parts(top, folder, config, problems);
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
  std::string bytes(config_bytes_most + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  if (bytes.size() > config_bytes_most) {
    problems.push_back({{file.string(), 0, 0},
                        rules::Level::error,
                        "too-large",
                        "a configuration has at most " + std::to_string(config_bytes_most >> 10) +
                            " KiB: is this the right file?"});
    return {};
  }
  if (!in.eof()) {
    problems.push_back({{file.string(), 0, 0},
                        rules::Level::error,
                        "unreadable",
                        "the configuration cannot be read: check the path and its permissions"});
    return {};
  }
  return read_config(file.string(), bytes, problems);
}

std::filesystem::path users_data_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/')
    return std::filesystem::path(data) / "tocsin";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return std::filesystem::path(home) / ".local/share/tocsin";
  return "/var/lib/tocsin";
}

}  // namespace tocsin::tools
