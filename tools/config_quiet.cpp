#include "tools/config_parts.h"
#include "tools/config_values.h"

namespace tocsin::tools {

using keys::key_of;

void read_quiet(const rules::yaml::Node& node, QuietOptions& out, rules::ProblemSink& problems) {
  const ConfigMapping map(node, "`quiet`", keys::quiet, problems);
  if (!map.ok()) return;
  out.share = map.share(key_of(keys::quiet, "share")).value_or(out.share);
  map.number(key_of(keys::quiet, "of_last"), out.of_last);
  map.number(key_of(keys::quiet, "alerts_per_minute"), out.alerts_per_minute);
  out.off = map.truth(key_of(keys::quiet, "off"), out.off);
  out.never = map.texts(key_of(keys::quiet, "never"), "never: [legal/threat]");
}

}  // namespace tocsin::tools
