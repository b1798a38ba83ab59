#include <array>
#include <charconv>

#include "rules/yaml_reading.h"
#include "tools/config_parts.h"

namespace tocsin::tools {
namespace {

using rules::yaml::Mapping;
using rules::yaml::Node;

constexpr std::array<std::string_view, 5> keys{"share", "of_last", "alerts_per_minute", "off",
                                               "never"};

void read_share(const Node& node, double& out, rules::ProblemSink& problems) {
  double share = 0;
  const char* end = node.value.data() + node.value.size();
  const auto read = std::from_chars(node.value.data(), end, share);
  if (node.is_scalar() && read.ec == std::errc{} && read.ptr == end && share >= 0.001 && share <= 1)
    out = share;
  else
    problems.error(node.offset, "share",
                   "`share` is a part of all posts from 0.001 to 1, not `" + node.value +
                       "`: write `0.2` for a fifth");
}

}  // namespace

void read_quiet(const Node& node, QuietOptions& out, rules::ProblemSink& problems) {
  const Mapping map(node, "`quiet`", keys, problems);
  if (!map.ok()) return;
  if (const Node* share = map.get("share"); share != nullptr && !share->is_null())
    read_share(*share, out.share, problems);
  if (const auto n = map.number("of_last", 100, 1'000'000))
    out.of_last = static_cast<std::uint32_t>(*n);
  if (const auto n = map.number("alerts_per_minute", 1, 100'000))
    out.alerts_per_minute = static_cast<std::uint32_t>(*n);
  if (const Node* off = map.get("off"); off != nullptr && !off->is_null()) {
    out.off = off->is_scalar() && off->value == "true";
    if (!off->is_scalar() || (off->value != "true" && off->value != "false"))
      problems.error(off->offset, "truth", "`off` is `true` or `false`");
  }
  if (const Node* never = map.get("never"); never != nullptr && !never->is_null())
    out.never = read_texts(*never, "never", "never: [legal/threat]", problems);
}

}  // namespace tocsin::tools
