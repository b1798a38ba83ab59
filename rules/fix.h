#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "rules/pack.h"
#include "rules/source_text.h"

/// Mends that a program can make: what a problem proposes, as an edit of its file.
namespace tocsin::rules {

/// Bytes [begin, end) of a file become `text`. Lines and columns as in Place; the end is behind the
/// last byte.
struct Edit {
  std::size_t begin = 0, end = 0;
  Place from, to;
  std::string text;
};

/// The spelling that a mistyped word most likely meant, as a mend; a person decides.
std::optional<Fix> respelt(std::string_view word, std::span<const std::string_view> known);

/// Gives the edits that problems of one file propose; the file is read once for all of them.
///
/// Ownership  Borrows the bytes.
class EditReader {
 public:
  EditReader(std::string_view file, std::string_view bytes) : bytes_(bytes), source_(file, bytes) {}
  /// Nullopt: none, or what the problem speaks of stands there in a way that only a person can
  /// mend.
  std::optional<Edit> edit_of(const Problem& problem);

 private:
  bool begins_entry(std::size_t at);

  std::string_view bytes_;
  SourceText source_;
  std::optional<std::unordered_set<std::size_t>> entries_;  ///< where entries of lists begin
};

struct Mending {
  std::string bytes;
  std::size_t mended = 0;  ///< problems
};
/// Makes the safe ones of a file's mends. What comes of it has no error that was not there before;
/// else nothing is changed.
Mending mend_safely(std::string_view file, std::string_view bytes,
                    std::span<const Problem> problems);

}  // namespace tocsin::rules
