#include <array>

#include "rules/yaml_reading.h"
#include "tools/config_parts.h"

namespace tocsin::tools {
namespace {

using rules::ProblemSink;
using rules::yaml::Mapping;
using rules::yaml::Node;

constexpr std::array<std::string_view, 4> reply_keys{"bluesky", "mastodon", "approval", "undo"};
constexpr std::array<std::string_view, 5> bluesky_keys{"service", "handle", "password_file",
                                                       "ca_file", "insecure"};
constexpr std::array<std::string_view, 4> mastodon_keys{"service", "token_file", "ca_file",
                                                        "insecure"};

bool is_on_this_machine(std::string_view host) {
  host = host.substr(0, host.find_first_of("/"));
  if (host.starts_with("[::1]")) return true;
  host = host.substr(0, host.find(':'));
  return host == "localhost" || host == "127.0.0.1";
}

/// `https://host[:port]`, without what follows; plain `http://` as other options allow it.
std::string read_service(const Mapping& map, std::size_t offset, bool insecure,
                         ProblemSink& problems) {
  auto service = map.text("service");
  while (service.ends_with('/')) service.pop_back();
  const bool tls = service.starts_with("https://");
  const std::string_view rest =
      std::string_view(service).substr(tls ? 8 : std::min<std::size_t>(7, service.size()));
  const bool clean = !rest.empty() && rest.find_first_of("@/?# \t\r\n") == rest.npos;
  if (!clean || (!tls && !service.starts_with("http://")))
    problems.error(offset, "service",
                   "`service` is the address of the account's server: `https://bsky.social`");
  else if (!tls && !insecure && !is_on_this_machine(rest))
    problems.error(offset, "service",
                   "`service` has no TLS, so anyone on the way could read the password; use "
                   "https://, or set insecure: true");
  return service;
}

bool flag(const Mapping& map, std::string_view key, ProblemSink& problems) {
  const Node* node = map.get(key);
  if (node == nullptr || node->is_null()) return false;
  if (node->is_scalar() && (node->value == "true" || node->value == "false"))
    return node->value == "true";
  problems.error(node->offset, "flag", "`" + std::string(key) + "` is true or false");
  return false;
}

std::filesystem::path below(const std::filesystem::path& folder, const std::string& name) {
  return name.empty() ? std::filesystem::path() : folder / name;
}

void read_account(const Node& node, std::string_view what, std::span<const std::string_view> keys,
                  std::string_view secret, const std::filesystem::path& folder, ReplyAccount& out,
                  ProblemSink& problems) {
  const Mapping map(node, "`" + std::string(what) + "`", keys, problems);
  if (!map.ok()) return;
  out.service = read_service(map, node.offset, flag(map, "insecure", problems), problems);
  out.secret_file = below(folder, map.text(secret));
  out.ca_file = below(folder, map.text("ca_file"));
  if (what == "bluesky") out.handle = map.text("handle");
  if (out.secret_file.empty() || (what == "bluesky" && out.handle.empty()))
    problems.error(node.offset, "account",
                   "`" + std::string(what) + "` takes `service`, " +
                       (what == "bluesky" ? "`handle` and `password_file`" : "and `token_file`"));
}

}  // namespace

void read_reply(const Node& node, const std::filesystem::path& folder, ReplyConfig& out,
                ProblemSink& problems) {
  const Mapping map(node, "`reply`", reply_keys, problems);
  if (!map.ok()) return;
  const auto given = [&](std::string_view key) -> const Node* {
    const Node* found = map.get(key);
    return found != nullptr && !found->is_null() ? found : nullptr;
  };
  if (const auto* one = given("bluesky"))
    read_account(*one, "bluesky", bluesky_keys, "password_file", folder, out.bluesky, problems);
  if (const auto* one = given("mastodon"))
    read_account(*one, "mastodon", mastodon_keys, "token_file", folder, out.mastodon, problems);
  if (const auto* list = given("approval"))
    out.approval = read_texts(*list, "approval", "approval: [legal, safety]", problems);
  if (const auto* undo = given("undo")) {
    const auto time = undo->is_scalar() ? parse_duration(undo->value) : std::nullopt;
    if (time && *time >= std::chrono::seconds(0) && *time <= bounds::undo_most)
      out.undo = std::chrono::floor<std::chrono::seconds>(*time);
    else
      problems.error(undo->offset, "duration",
                     "`undo` is a time from 0s to 5m, not `" + undo->value + "`: write `10s`");
  }
}

}  // namespace tocsin::tools
