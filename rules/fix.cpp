#include "rules/fix.h"

#include <algorithm>

#include "rules/pack_parser.h"
#include "rules/suggest.h"

namespace tocsin::rules {
namespace {

constexpr std::string_view blank = " \t\r";

std::optional<std::size_t> offset_of(const Place& place, std::string_view bytes) {
  std::size_t at = 0;
  for (int line = 1; line < place.line; ++line) {
    at = bytes.find('\n', at);
    if (at == std::string_view::npos) return std::nullopt;
    ++at;
  }
  at += static_cast<std::size_t>(std::max(place.column, 1) - 1);
  return at < bytes.size() ? std::optional(at) : std::nullopt;
}

/// Where the entry of a list that begins at `at` ends; npos where it is not one word or text.
std::size_t entry_end(std::string_view bytes, std::size_t at) {
  const char first = bytes[at];
  if (first == '[' || first == '{' || first == '|' || first == '>') return std::string_view::npos;
  if (first != '\'' && first != '"') {
    const std::size_t line = std::min(bytes.find('\n', at), bytes.size());
    const std::size_t end = std::min(bytes.find_first_of(",]#", at), line);
    return bytes.find_last_not_of(blank, end - 1) + 1;
  }
  for (std::size_t i = at + 1; i < bytes.size(); ++i) {
    if (bytes[i] == '\n') return std::string_view::npos;
    if (first == '"' && bytes[i] == '\\')
      ++i;
    else if (bytes[i] == first && first == '\'' && i + 1 < bytes.size() && bytes[i + 1] == first)
      ++i;
    else if (bytes[i] == first)
      return i + 1;
  }
  return std::string_view::npos;
}

/// The list in which an entry begins at `at`.
const yaml::Node* list_with(const yaml::Node& node, std::size_t at) {
  if (node.kind == yaml::Kind::list && node.items.size() > 1)
    for (const yaml::Node& item : node.items)
      if (item.is_scalar() && item.offset == at) return &node;
  for (const yaml::Node& item : node.items)
    if (const auto* found = list_with(item, at)) return found;
  for (const yaml::Entry& entry : node.entries)
    if (const auto* found = list_with(entry.value, at)) return found;
  return nullptr;
}

struct Range {
  std::size_t begin = 0, end = 0;
};

/// `- entry`, alone on its line: the line, unless a remark stands behind it.
std::optional<Range> own_line(std::string_view bytes, std::size_t at, std::size_t end) {
  const std::size_t before = at == 0 ? std::string_view::npos : bytes.rfind('\n', at - 1);
  const std::size_t line = before == std::string_view::npos ? 0 : before + 1;
  const std::size_t dash = bytes.find_first_not_of(blank, line);
  if (bytes[dash] != '-' || bytes.find_first_not_of(blank, dash + 1) != at) return std::nullopt;
  const std::size_t next = std::min(bytes.find('\n', end), bytes.size());
  if (bytes.substr(end, next - end).find_first_not_of(blank) != std::string_view::npos)
    return std::nullopt;
  return Range{line, std::min(next + 1, bytes.size())};
}

/// `a, entry, b`: with the comma behind it, or of the last one with that before it.
std::optional<Range> within_brackets(std::string_view bytes, std::size_t at, std::size_t end) {
  const std::size_t behind = bytes.find_first_not_of(" \t\r\n", end);
  if (behind != std::string_view::npos && bytes[behind] == ',') {
    const std::size_t next = bytes.find_first_not_of(blank, behind + 1);
    if (next == std::string_view::npos || bytes[next] == '\n' || bytes[next] == '#')
      return Range{at, behind + 1};
    return Range{at, next};
  }
  const std::size_t comma = at == 0 ? at : bytes.find_last_not_of(" \t\r\n", at - 1);
  if (behind == std::string_view::npos || bytes[behind] != ']' || bytes[comma] != ',')
    return std::nullopt;
  return Range{comma, end};
}

std::optional<Range> entry_at(std::string_view bytes, std::size_t at) {
  std::vector<Problem> ignored;
  YamlFile file("", bytes, ignored);
  if (file.root() == nullptr || file.problems().source().text() != bytes) return std::nullopt;
  if (list_with(*file.root(), at) == nullptr) return std::nullopt;
  const std::size_t end = entry_end(bytes, at);
  if (end == std::string_view::npos || end <= at) return std::nullopt;
  if (const auto line = own_line(bytes, at, end)) return line;
  return within_brackets(bytes, at, end);
}

/// What stands there, in quotes or not; a mend that brings its own quotes takes those away.
std::optional<Range> written_at(std::string_view bytes, std::size_t at, const Fix& fix) {
  if (bytes.substr(at).starts_with(fix.written)) return Range{at, at + fix.written.size()};
  const char quote = bytes[at];
  const std::string quoted = quote + fix.written + quote;
  if ((quote != '\'' && quote != '"') || !bytes.substr(at).starts_with(quoted)) return std::nullopt;
  const bool own_quotes = fix.instead.starts_with('\'') || fix.instead.starts_with('"');
  return own_quotes ? Range{at, at + quoted.size()} : Range{at + 1, at + quoted.size() - 1};
}

std::size_t errors_in(std::string_view file, std::string_view bytes) {
  std::vector<Problem> problems;
  parse_pack(file, bytes, {}, problems);
  return static_cast<std::size_t>(std::ranges::count(problems, Level::error, &Problem::level));
}

}  // namespace

std::optional<Fix> respelt(std::string_view word, std::span<const std::string_view> known) {
  const std::string_view meant = nearest(word, known);
  if (meant.empty()) return std::nullopt;
  return Fix{.says = "write `" + std::string(meant) + '`',
             .written = std::string(word),
             .instead = std::string(meant)};
}

std::optional<Edit> edit_of(const Problem& problem, std::string_view bytes) {
  if (!problem.fix) return std::nullopt;
  const auto at = offset_of(problem.place, bytes);
  if (!at) return std::nullopt;
  const auto range =
      problem.fix->written.empty() ? entry_at(bytes, *at) : written_at(bytes, *at, *problem.fix);
  if (!range) return std::nullopt;
  const SourceText source(problem.place.file, bytes);
  return Edit{range->begin, range->end, source.original_place(range->begin),
              source.original_place(range->end), problem.fix->instead};
}

Mending mend_safely(std::string_view file, std::string_view bytes,
                    std::span<const Problem> problems) {
  std::vector<Edit> edits;
  for (const Problem& problem : problems)
    if (problem.fix && problem.fix->safe && problem.place.file == file)
      if (auto edit = edit_of(problem, bytes)) edits.push_back(std::move(*edit));
  std::ranges::sort(edits, {}, &Edit::begin);
  Mending mending;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    if (edit.begin < at) continue;  // another round takes it
    mending.bytes += bytes.substr(at, edit.begin - at);
    mending.bytes += edit.text;
    at = edit.end;
    ++mending.mended;
  }
  mending.bytes += bytes.substr(at);
  if (mending.mended == 0 || errors_in(file, mending.bytes) <= errors_in(file, bytes))
    return mending;
  return {std::string(bytes), 0};
}

}  // namespace tocsin::rules
