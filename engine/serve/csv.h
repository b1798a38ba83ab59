#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::serve {

/// Writes one row of CSV (RFC 4180) to the end of `out`. What strangers wrote stands in the cells:
/// one that a spreadsheet could take for a formula begins with an apostrophe (SECURITY D5).
void append_csv_row(std::string& out, const std::vector<std::string>& cells);

}  // namespace tocsin::serve
