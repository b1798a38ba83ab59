#include "rules/fix.h"

#include <algorithm>

#include "rules/pack_parser.h"
#include "rules/suggest.h"

namespace tocsin::rules {
namespace {

constexpr std::string_view blank = " \t\r";

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

/// Where entries begin of lists that have more than one.
void gather_entries(const yaml::Node& node, std::unordered_set<std::size_t>& entries) {
  for (const yaml::Node& item : node.items) {
    if (item.is_scalar() && node.items.size() > 1) entries.insert(item.offset);
    gather_entries(item, entries);
  }
  for (const yaml::Entry& entry : node.entries) gather_entries(entry.value, entries);
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

bool EditReader::begins_entry(std::size_t at) {
  if (!entries_) {
    entries_.emplace();
    std::vector<Problem> ignored;
    YamlFile file("", bytes_, ignored);
    if (file.root() != nullptr && file.problems().source().text() == bytes_)
      gather_entries(*file.root(), *entries_);
  }
  return entries_->contains(at);
}

std::optional<Edit> EditReader::edit_of(const Problem& problem) {
  if (!problem.fix) return std::nullopt;
  const auto at = source_.offset_of(problem.place);
  if (!at) return std::nullopt;
  const bool whole = problem.fix->written.empty();
  if (whole && !begins_entry(*at)) return std::nullopt;
  const auto range = whole ? entry_at(bytes_, *at) : written_at(bytes_, *at, *problem.fix);
  if (!range) return std::nullopt;
  return Edit{range->begin, range->end, source_.original_place(range->begin),
              source_.original_place(range->end), problem.fix->instead};
}

Mending mend_safely(std::string_view file, std::string_view bytes,
                    std::span<const Problem> problems) {
  std::vector<Edit> edits;
  EditReader reader(file, bytes);
  for (const Problem& problem : problems)
    if (problem.fix && problem.fix->safe && problem.place.file == file)
      if (auto edit = reader.edit_of(problem)) edits.push_back(std::move(*edit));
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
