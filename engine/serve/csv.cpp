#include "engine/serve/csv.h"

#include <algorithm>
#include <array>

namespace tocsin::serve {
namespace {

/// Also in full width, which spreadsheets take for the same.
constexpr std::array<std::string_view, 10> formula_starts{
    "=", "+", "-", "@", "\t", "\r", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};

bool could_be_formula(std::string_view cell) {
  return std::ranges::any_of(formula_starts, [&](auto start) { return cell.starts_with(start); });
}

void append_cell(std::string& out, std::string_view cell) {
  const bool formula = could_be_formula(cell);
  if (!formula && cell.find_first_of(",\"\r\n\t ") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  if (formula) out += '\'';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

void append_csv_row(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    append_cell(out, cells[i]);
  }
  out += "\r\n";
}

}  // namespace tocsin::serve
