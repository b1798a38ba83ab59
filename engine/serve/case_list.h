#pragma once
#include <span>
#include <string>
#include <vector>

#include "engine/json_writer.h"
#include "engine/serve/query.h"
#include "engine/store.h"

namespace tocsin::serve {

/// Which cases a request lists: the parameters of GET /cases. What is wrong the reader says.
CaseQuery read_case_list(QueryReader& reader);

/// What was said last in each of some cases, read from the store together: the newest post that
/// is not ours and still has its text, else the newest. Nothing where none is kept.
///
/// Errors     As Store's reads.
std::vector<std::optional<KeptPost>> newest_posts(const Store& store, std::span<const Case> cases);

/// A case in a list: all but its posts, of which `newest` stands for them.
void write_case_item(JsonWriter& json, const Case& one, const std::optional<KeptPost>& newest);

}  // namespace tocsin::serve
