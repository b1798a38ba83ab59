#include <array>

#include "rules/suggest.h"
#include "rules/yaml_reading.h"
#include "tools/config_parts.h"

namespace tocsin::tools {
namespace {

using rules::ProblemSink;
using rules::yaml::Mapping;
using rules::yaml::Node;

constexpr std::array<std::string_view, 5> people_keys{"idle", "idle_admin", "session", "step_up",
                                                      "require_totp"};
constexpr std::array<std::string_view, 2> tls_keys{"certificate", "key"};
constexpr std::array<std::string_view, role_count> roles{"viewer", "agent", "lead", "rule-author",
                                                         "admin"};

void read_minutes(const Mapping& map, std::string_view key, std::chrono::minutes& out,
                  ProblemSink& problems) {
  const Node* node = map.get(key);
  if (node == nullptr || node->is_null()) return;
  constexpr std::chrono::minutes least{5}, most{30 * 24 * 60};
  const auto time = node->is_scalar() ? parse_duration(node->value) : std::nullopt;
  if (time && *time >= least && *time <= most)
    out = std::chrono::floor<std::chrono::minutes>(*time);
  else
    problems.error(node->offset, "duration",
                   "`" + std::string(key) + "` is a time from 5m to 30d, not `" + node->value +
                       "`: write `30m` or `12h`");
}

}  // namespace

void read_people(const Node& node, PeopleRules& out, ProblemSink& problems) {
  const Mapping map(node, "`people`", people_keys, problems);
  if (!map.ok()) return;
  read_minutes(map, "idle", out.idle_desk, problems);
  read_minutes(map, "idle_admin", out.idle_office, problems);
  read_minutes(map, "session", out.absolute, problems);
  read_minutes(map, "step_up", out.step_up, problems);
  const Node* totp = map.get("require_totp");
  if (totp == nullptr || totp->is_null()) return;
  for (const auto& name :
       read_texts(*totp, "require_totp", "require_totp: [admin, lead]", problems)) {
    if (const auto role = role_named(name))
      out.require_totp.push_back(*role);
    else
      problems.error(totp->offset, "role",
                     "`" + name + "` is no role; known are " + rules::listed(roles));
  }
}

void read_tls(const Node& node, const std::filesystem::path& folder, TlsConfig& out,
              ProblemSink& problems) {
  const Mapping map(node, "`tls`", tls_keys, problems);
  if (!map.ok()) return;
  const auto certificate = map.text("certificate");
  const auto key = map.text("key");
  if (certificate.empty() || key.empty())
    return problems.error(node.offset, "tls",
                          "`tls` takes both files: `tls: {certificate: chain.pem, key: key.pem}`");
  out.certificate = folder / certificate;
  out.key = folder / key;
}

}  // namespace tocsin::tools
