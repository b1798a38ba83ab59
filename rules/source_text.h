#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/pack.h"

namespace tocsin::rules {

/// A stretch of a file that is read as something else than what stands there.
struct Mend {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string replacement;
};

/// A file as it is read: its bytes with mends applied, and the way back from an offset in the
/// mended text to the line and column that the author sees.
///
/// Ownership  Owns the mended text; borrows the original, which must outlive it.
class SourceText {
 public:
  SourceText(std::string_view file, std::string_view original, std::vector<Mend> mends = {});

  std::string_view text() const { return mended_; }
  Place place(std::size_t offset) const;           ///< of an offset in text()
  Place original_place(std::size_t offset) const;  ///< of an offset in the original
  /// Where in the original a place is; nullopt: it has none.
  std::optional<std::size_t> offset_of(const Place& place) const;

 private:
  std::size_t original_offset(std::size_t offset) const;

  std::string file_;
  std::string_view original_;
  std::string mended_;
  std::vector<Mend> mends_;               ///< ascending
  std::vector<std::size_t> mended_at_;    ///< where each mend begins in the mended text
  std::vector<std::size_t> line_starts_;  ///< of the original
};

/// Collects the problems of one file.
class ProblemSink {
 public:
  ProblemSink(const SourceText& source, std::vector<Problem>& out) : source_(source), out_(out) {}

  void error(std::size_t offset, std::string_view lint, std::string text,
             std::optional<Fix> fix = std::nullopt);
  void error(Place place, std::string_view lint, std::string text);
  void warning(std::size_t offset, std::string_view lint, std::string text);
  Place place(std::size_t offset) const { return source_.place(offset); }
  const SourceText& source() const { return source_; }

 private:
  const SourceText& source_;
  std::vector<Problem>& out_;
};

/// In line order, as problems are shown. Keeps the order of those at one place.
void sort_by_place(std::vector<Problem>& problems, std::size_t first = 0);

}  // namespace tocsin::rules
