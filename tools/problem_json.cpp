#include "tools/problem_json.h"

#include "rules/rules.h"

namespace tocsin::tools {

void write_problem(JsonWriter& json, const rules::Problem& problem,
                   const std::optional<rules::Edit>& edit) {
  json.begin_object().field("file", std::string_view(problem.place.file));
  json.field("line", problem.place.line).field("column", problem.place.column);
  json.field("level", std::string_view(problem.level == rules::Level::error ? "error" : "warning"));
  json.field("lint", std::string_view(problem.lint));
  json.field("text", std::string_view(problem.text));
  if (problem.fix && edit) {
    json.key("fix").begin_object().field("says", std::string_view(problem.fix->says));
    json.field("safe", problem.fix->safe).key("edits").begin_array().begin_object();
    json.field("line", edit->from.line).field("column", edit->from.column);
    json.field("end_line", edit->to.line).field("end_column", edit->to.column);
    json.field("text", std::string_view(edit->text)).end_object().end_array().end_object();
  }
  json.end_object();
}

std::optional<rules::Edit> EditFinder::edit_of(const rules::Problem& problem) {
  if (!problem.fix) return std::nullopt;
  if (problem.place.file != file_) {
    file_ = problem.place.file;
    reader_.reset();
    bytes_ = rules::pack_bytes(file_);
    if (bytes_) reader_.emplace(file_, *bytes_);
  }
  return reader_ ? reader_->edit_of(problem) : std::nullopt;
}

}  // namespace tocsin::tools
