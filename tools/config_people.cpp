#include "rules/suggest.h"
#include "tools/config_parts.h"
#include "tools/config_values.h"

namespace tocsin::tools {

using keys::key_of;
using rules::ProblemSink;
using rules::yaml::Node;

static_assert(keys::roles.size() == role_count);

void read_people(const Node& node, const std::filesystem::path& folder, Config& config,
                 ProblemSink& problems) {
  PeopleRules& out = config.people;
  const ConfigMapping map(node, "`people`", keys::people, problems);
  map.time(key_of(keys::people, "idle"), out.idle_desk);
  map.time(key_of(keys::people, "idle_admin"), out.idle_office);
  map.time(key_of(keys::people, "session"), out.absolute);
  map.time(key_of(keys::people, "step_up"), out.step_up);
  config.people_seed_key = map.path(key_of(keys::people, "seed_key_file"), folder);
  constexpr const auto& totp = key_of(keys::people, "require_totp");
  for (const auto& name : map.texts(totp, "require_totp: [admin, lead]")) {
    if (const auto role = role_named(name))
      out.require_totp.push_back(*role);
    else
      problems.error(map.given(totp)->offset, "role",
                     "`" + name + "` is no role; known are " + rules::listed(keys::roles));
  }
}

void read_tls(const Node& node, const std::filesystem::path& folder, TlsConfig& out,
              ProblemSink& problems) {
  const ConfigMapping map(node, "`tls`", keys::tls, problems);
  if (!map.ok()) return;
  const auto certificate = map.path(key_of(keys::tls, "certificate"), folder);
  const auto key = map.path(key_of(keys::tls, "key"), folder);
  if (certificate.empty() || key.empty())
    return problems.error(node.offset, "tls",
                          "`tls` takes both files: `tls: {certificate: chain.pem, key: key.pem}`");
  out.certificate = certificate;
  out.key = key;
}

}  // namespace tocsin::tools
