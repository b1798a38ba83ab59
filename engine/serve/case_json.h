#pragma once
#include "engine/json_writer.h"
#include "engine/records.h"

namespace tocsin::serve {

/// The fields of a case itself, into an object that is open.
void write_case_head(JsonWriter& json, const Case& one);

}  // namespace tocsin::serve
