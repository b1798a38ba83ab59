#pragma once
#include "engine/json_writer.h"
#include "engine/records.h"

namespace tocsin::serve {

/// Writes a kept post in the NDJSON form of API.md, with `version`. A deleted or erased one is
/// `{"id":…,"source":…,"gone":…}` and nothing else of it.
void write_post(JsonWriter& json, const KeptPost& kept);

std::string_view name_of(Gone gone);

}  // namespace tocsin::serve
