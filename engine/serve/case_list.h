#pragma once
#include <string>

#include "engine/serve/query.h"
#include "engine/store.h"

namespace tocsin::serve {

/// Which cases a request lists: the parameters of GET /cases. What is wrong the reader says.
CaseQuery read_case_list(QueryReader& reader);

/// A case as a line of NDJSON, without its posts.
void append_case_line(std::string& out, const Case& one);

}  // namespace tocsin::serve
