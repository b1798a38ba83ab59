#include "rules/yaml_mend.h"

namespace tocsin::rules::yaml {

std::vector<Mend> mend(ProblemSink&) {
  return {};
}

}  // namespace tocsin::rules::yaml
