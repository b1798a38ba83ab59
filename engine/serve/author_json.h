#pragma once
#include "engine/json_writer.h"
#include "engine/records.h"

namespace tocsin::serve {

/// What is remembered of an author, into an open object. For who may read about people only.
void write_author_facts(JsonWriter& json, const AuthorState& author);

}  // namespace tocsin::serve
