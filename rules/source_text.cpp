#include "rules/source_text.h"

#include <algorithm>
#include <utility>

namespace tocsin::rules {

SourceText::SourceText(std::string_view file, std::string_view original, std::vector<Mend> mends)
    : file_(file), original_(original), mends_(std::move(mends)) {
  std::size_t at = 0;
  for (const Mend& mend : mends_) {
    mended_.append(original.substr(at, mend.begin - at));
    mended_at_.push_back(mended_.size());
    mended_.append(mend.replacement);
    at = mend.end;
  }
  mended_.append(original.substr(at));
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < original.size(); ++i)
    if (original[i] == '\n') line_starts_.push_back(i + 1);
}

std::size_t SourceText::original_offset(std::size_t offset) const {
  const auto after = std::ranges::upper_bound(mended_at_, offset);
  if (after == mended_at_.begin()) return offset;
  const auto i = static_cast<std::size_t>(after - mended_at_.begin()) - 1;
  const Mend& mend = mends_[i];
  const std::size_t into = offset - mended_at_[i];
  if (into < mend.replacement.size()) return std::min(mend.begin + into, mend.end);
  return mend.end + into - mend.replacement.size();
}

Place SourceText::original_place(std::size_t offset) const {
  const auto after = std::ranges::upper_bound(line_starts_, std::min(offset, original_.size()));
  const auto line = static_cast<std::size_t>(after - line_starts_.begin());
  return {.file = file_,
          .line = static_cast<int>(line),
          .column = static_cast<int>(offset - line_starts_[line - 1]) + 1};
}

std::optional<std::size_t> SourceText::offset_of(const Place& place) const {
  const auto line = static_cast<std::size_t>(std::max(place.line, 1)) - 1;
  if (line >= line_starts_.size()) return std::nullopt;
  const std::size_t at =
      line_starts_[line] + static_cast<std::size_t>(std::max(place.column, 1) - 1);
  return at < original_.size() ? std::optional(at) : std::nullopt;
}

Place SourceText::place(std::size_t offset) const {
  return original_place(original_offset(offset));
}

void ProblemSink::error(std::size_t offset, std::string_view lint, std::string text,
                        std::optional<Fix> fix) {
  out_.push_back({place(offset), Level::error, std::string(lint), std::move(text), std::move(fix)});
}

void ProblemSink::error(Place place, std::string_view lint, std::string text) {
  out_.push_back({std::move(place), Level::error, std::string(lint), std::move(text)});
}

void ProblemSink::warning(std::size_t offset, std::string_view lint, std::string text) {
  out_.push_back({place(offset), Level::warning, std::string(lint), std::move(text)});
}

void sort_by_place(std::vector<Problem>& problems, std::size_t first) {
  const auto key = [](const Problem& p) { return std::pair(p.place.line, p.place.column); };
  std::ranges::stable_sort(problems.begin() + static_cast<std::ptrdiff_t>(first), problems.end(),
                           {}, key);
}

std::string to_string(const Problem& problem) {
  const Place& at = problem.place;
  const bool whole_file = at.line == 0;
  return at.file +
         (whole_file ? std::string()
                     : ':' + std::to_string(at.line) + ':' + std::to_string(at.column)) +
         (problem.level == Level::error ? ": error: " : ": warning: ") + problem.text;
}

}  // namespace tocsin::rules
