#include "tools/draft_answer.h"

#include <algorithm>
#include <string>

#include <simdjson.h>

#include "engine/workshop/bounds.h"

namespace tocsin::tools {
namespace {

namespace dom = simdjson::dom;
using serve::CheckedDraft;
using serve::PackProblem;

std::string text_at(dom::element object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

int number_at(dom::element object, std::string_view key) {
  std::int64_t number = 0;
  return object[key].get(number) == simdjson::SUCCESS ? static_cast<int>(number) : 0;
}

PackProblem problem_of(dom::element object) {
  PackProblem problem{text_at(object, "file"),
                      number_at(object, "line"),
                      number_at(object, "column"),
                      text_at(object, "level"),
                      text_at(object, "text"),
                      text_at(object, "lint"),
                      {}};
  dom::object fix;
  if (object["fix"].get(fix) == simdjson::SUCCESS) problem.fix = simdjson::minify(fix);
  return problem;
}

/// Errors come first where not all can be told.
void add_problems(dom::array all, CheckedDraft& draft) {
  for (const dom::element one : all) draft.problems.push_back(problem_of(one));
  if (draft.problems.size() <= bounds::draft_problems) return;
  std::ranges::stable_partition(draft.problems,
                                [](const PackProblem& p) { return p.level == "error"; });
  draft.more = draft.problems.size() - bounds::draft_problems;
  draft.problems.resize(bounds::draft_problems);
}

}  // namespace

std::string_view answer_in(std::string_view said) {
  while (!said.empty()) {
    const auto line = said.substr(0, said.find('\n'));
    if (line.starts_with('{') && line.ends_with('}')) return line;
    said.remove_prefix(std::min(line.size() + 1, said.size()));
  }
  return {};
}

std::optional<CheckedDraft> read_answer(std::string_view json) {
  if (json.empty()) return std::nullopt;  // a child that said nothing; simdjson wants some bytes
  dom::parser parser;
  dom::element answer;
  dom::array problems;
  CheckedDraft draft;
  if (parser.parse(json.data(), json.size()).get(answer) != simdjson::SUCCESS ||
      answer["problems"].get(problems) != simdjson::SUCCESS ||
      answer["ok"].get(draft.ok) != simdjson::SUCCESS)
    return std::nullopt;
  draft.rules = static_cast<std::size_t>(number_at(answer, "rules"));
  draft.examples = static_cast<std::size_t>(number_at(answer, "examples"));
  add_problems(problems, draft);
  return draft;
}

}  // namespace tocsin::tools
