#include "engine/metrics.h"

#include <prometheus/text_serializer.h>

namespace tocsin {

std::string Metrics::text() const {
  return prometheus::TextSerializer{}.Serialize(registry_->Collect());
}

}  // namespace tocsin
