#include "tools/config_parts.h"
#include "tools/config_values.h"

namespace tocsin::tools {
namespace {

using keys::key_of;
using rules::ProblemSink;
using rules::yaml::Node;

bool is_on_this_machine(std::string_view host) {
  host = host.substr(0, host.find_first_of("/"));
  if (host.starts_with("[::1]")) return true;
  host = host.substr(0, host.find(':'));
  return host == "localhost" || host == "127.0.0.1";
}

/// `https://host[:port]`, without what follows; plain `http://` as other options allow it.
std::string read_service(const ConfigMapping& map, const keys::Key& key, bool insecure) {
  auto service = map.text(key);
  while (service.ends_with('/')) service.pop_back();
  const bool tls = service.starts_with("https://");
  const std::string_view rest =
      std::string_view(service).substr(tls ? 8 : std::min<std::size_t>(7, service.size()));
  const bool clean = !rest.empty() && rest.find_first_of("@/?# \t\r\n") == rest.npos;
  if (!clean || (!tls && !service.starts_with("http://")))
    map.error(map.offset(), "service",
              "`service` is the address of the account's server: `https://bsky.social`");
  else if (!tls && !insecure && !is_on_this_machine(rest))
    map.error(map.offset(), "service",
              "`service` has no TLS, so anyone on the way could read the password; use "
              "https://, or set insecure: true");
  return service;
}

void read_bluesky(const ConfigMapping& map, const std::filesystem::path& folder,
                  ReplyAccount& out) {
  if (!map.ok()) return;
  constexpr const auto& table = keys::bluesky_account;
  out.service = read_service(map, key_of(table, "service"), map.truth(key_of(table, "insecure")));
  out.handle = map.text(key_of(table, "handle"));
  out.secret_file = map.path(key_of(table, "password_file"), folder);
  out.ca_file = map.path(key_of(table, "ca_file"), folder);
  if (out.secret_file.empty() || out.handle.empty())
    map.error(map.offset(), "account", "`bluesky` takes `service`, `handle` and `password_file`");
}

void read_mastodon(const ConfigMapping& map, const std::filesystem::path& folder,
                   ReplyAccount& out) {
  if (!map.ok()) return;
  constexpr const auto& table = keys::mastodon_account;
  out.service = read_service(map, key_of(table, "service"), map.truth(key_of(table, "insecure")));
  out.secret_file = map.path(key_of(table, "token_file"), folder);
  out.ca_file = map.path(key_of(table, "ca_file"), folder);
  if (out.secret_file.empty())
    map.error(map.offset(), "account", "`mastodon` takes `service` and `token_file`");
}

}  // namespace

void read_reply(const Node& node, const std::filesystem::path& folder, ReplyConfig& out,
                ProblemSink& problems) {
  const ConfigMapping map(node, "`reply`", keys::reply, problems);
  if (const Node* one = map.given(key_of(keys::reply, "bluesky")))
    read_bluesky({*one, "`bluesky`", keys::bluesky_account, problems}, folder, out.bluesky);
  if (const Node* one = map.given(key_of(keys::reply, "mastodon")))
    read_mastodon({*one, "`mastodon`", keys::mastodon_account, problems}, folder, out.mastodon);
  out.approval = map.texts(key_of(keys::reply, "approval"), "approval: [legal, safety]");
  map.time(key_of(keys::reply, "undo"), out.undo);
}

}  // namespace tocsin::tools
