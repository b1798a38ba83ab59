#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Folded text, as the rule language sees it (RULES.md, Terms): NFKC case-fold; no format
/// characters; no combining marks on Latin, Greek and Cyrillic letters; plain quotes; a dash
/// between two letters is a space; white-space runs are one space; three or more of the same
/// letter are two. A skin tone behind an emoji that takes one is dropped too, so that an emoji
/// matches with any.
namespace tocsin::rules {

/// Folded texts behind one another, a newline before the first and after each: what a scan reads.
/// Folded text holds no newline itself.
///
/// Threads    One a matcher.
/// Limits     Text of any length; grows to the largest batch seen.
/// Errors     None: what is not UTF-8 folds to U+FFFD, byte by byte.
/// Cost       ASCII: vectorised, chosen at run time. Other text: a table for each character, ICU
///            only where characters combine. bench/bench_fold.cpp.
class FoldBuffer {
 public:
  FoldBuffer() { clear(); }
  void clear();
  /// Appends a folded text and a newline; its place is [begin, end) without the newline.
  /// `same_offsets`: each of its bytes is at the same offset in the original.
  struct Folded {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool same_offsets = false;
  };
  Folded append(std::string_view text);

  const char* data() const { return bytes_.get(); }
  std::size_t size() const { return size_; }
  std::string_view view(const Folded& f) const { return {bytes_.get() + f.begin, f.end - f.begin}; }

 private:
  void reserve(std::size_t more);

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// Where each byte of a folded text came from: for the few posts that hit.
struct FoldOffsets {
  std::vector<std::uint32_t> begin;  ///< of the original bytes, by folded byte
  std::vector<std::uint32_t> end;
};

std::string fold(std::string_view text);
/// The same text, with its offsets.
void fold_with_offsets(std::string_view text, std::string& folded, FoldOffsets& offsets);

}  // namespace tocsin::rules
