#include "connectors/public_address.h"
#include "tools/config_parts.h"
#include "tools/config_values.h"

namespace tocsin::tools {
namespace {

using keys::key_of;
using rules::ProblemSink;
using rules::yaml::Node;

/// Without the port.
std::string_view host_of(std::string_view address) {
  const auto bracket = address.find(']');
  if (address.starts_with('[') && bracket != address.npos) return address.substr(0, bracket + 1);
  return address.substr(0, address.find(':'));
}

bool is_on_this_machine(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

struct Allowed {
  bool insecure = false;
  bool may_be_private = false;
};

/// `https://host[:port]`, without what follows; plain `http://` and closed networks as other
/// options allow them.
std::string read_service(const ConfigMapping& map, const keys::Key& key, Allowed allowed) {
  auto service = map.text(key);
  while (service.ends_with('/')) service.pop_back();
  const bool tls = service.starts_with("https://");
  const std::string_view rest =
      std::string_view(service).substr(tls ? 8 : std::min<std::size_t>(7, service.size()));
  const bool clean = !rest.empty() && rest.find_first_of("@/?# \t\r\n") == rest.npos;
  if (!clean || (!tls && !service.starts_with("http://")))
    map.error(map.offset(), "service",
              "`service` is the address of the account's server: `https://bsky.social`");
  else if (!allowed.may_be_private && !may_be_public(host_of(rest)))
    map.error(map.offset(), "service",
              "`service` is on this machine or in a private network, which is no platform's "
              "server; if it is yours, set private: true");
  else if (!tls && !allowed.insecure && !is_on_this_machine(host_of(rest)))
    map.error(map.offset(), "service",
              "`service` has no TLS, so anyone on the way could read the password; use "
              "https://, or set insecure: true");
  return service;
}

void read_bluesky(const ConfigMapping& map, const std::filesystem::path& folder,
                  ReplyAccount& out) {
  if (!map.ok()) return;
  constexpr const auto& table = keys::bluesky_account;
  out.may_be_private = map.truth(key_of(table, "private"));
  out.service = read_service(map, key_of(table, "service"),
                             {map.truth(key_of(table, "insecure")), out.may_be_private});
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
  out.may_be_private = map.truth(key_of(table, "private"));
  out.service = read_service(map, key_of(table, "service"),
                             {map.truth(key_of(table, "insecure")), out.may_be_private});
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
