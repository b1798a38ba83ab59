#include "rules/fold_general.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <stdexcept>
#include <string>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include "rules/fold_ascii.h"
#include "rules/word.h"

namespace tocsin::rules {
namespace {

struct Char {
  char32_t c = 0;
  const CharInfo* info = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool has(std::uint16_t facts) const { return (info->facts & facts) != 0; }
};

/// Where folded code points go: it applies what depends on neighbours.
class Emitter {
  static constexpr std::size_t bulk_least = 8;

 public:
  /// `offsets`, where they are asked for, have room for as many bytes as `to`.
  Emitter(char* to, std::size_t room, FoldOffsets* offsets)
      : to_(to),
        room_(room),
        begins_(offsets ? offsets->begin.data() : nullptr),
        ends_(offsets ? offsets->end.data() : nullptr) {}

  std::size_t size() const { return size_; }
  bool overflown() const { return size_ + 4 > room_; }

  /// Everything that one character folds to.
  void put_folded(const CharInfo& info, std::uint32_t begin, std::uint32_t end) {
    if (!(info.facts & char_many)) return put(info.fold, info.fold_facts, begin, end);
    for (const char32_t c : char_fold(info)) put(c, char_info(c).facts, begin, end);
  }
  /// As much as possible of a stretch of ASCII, many bytes at once; answers how many. It begins at
  /// a space or with the text and ends at a space, where no neighbour counts. `from`: where the
  /// stretch begins in the text.
  std::size_t put_ascii(std::string_view stretch, std::size_t from) {
    if (stretch.size() <= bulk_least || last_ == U' ') return 0;
    const std::size_t end = stretch.rfind(' ');
    if (end == std::string_view::npos || end < bulk_least || size_ + end + 2 * 64 > room_) return 0;
    char* const to = to_ + size_;
    const AsciiFold how = fold_ascii(stretch.data(), end, to);
    if (begins_) {
      if (how == AsciiFold::shrinks) return 0;  // byte by byte: each has an offset of its own
      std::iota(begins_ + size_, begins_ + size_ + end, static_cast<std::uint32_t>(from));
      std::iota(ends_ + size_, ends_ + size_ + end, static_cast<std::uint32_t>(from) + 1);
    }
    const std::size_t written = how == AsciiFold::shrinks ? shorten_runs(to, end) : end;
    size_ += written;
    last_at_ = size_ - 1;
    last_but_one_ = written > 1 ? static_cast<unsigned char>(to[written - 2]) : last_;
    last_ = static_cast<unsigned char>(to[written - 1]);
    const std::uint16_t facts = char_info(last_).facts;
    after_letter_ = after_bare_ = facts & char_letter;
    after_toned_ = facts & char_toned;
    // A dash is followed by the space at `end`.
    dash_behind_letter_ = false;
    return end;
  }
  /// A dropped mark, tone or selector belongs to the character before it.
  void stretch_last(std::uint32_t begin, std::uint32_t end) {
    if (!ends_ || size_ == 0 || ends_[size_ - 1] != begin) return;
    std::fill(ends_ + last_at_, ends_ + size_, end);
  }

 private:
  void put(char32_t c, std::uint16_t facts, std::uint32_t begin, std::uint32_t end) {
    if (overflown()) return;
    if ((facts & char_mark) && after_bare_) return stretch_last(begin, end);
    if ((facts & char_tone) && after_toned_) return stretch_last(begin, end);
    if (facts & char_space) {
      if (last_ == U' ') return stretch_last(begin, end);
      c = U' ';
    }
    if (facts & char_letter) {
      if (dash_behind_letter_) dash_to_space();
      if (c == last_ && c == last_but_one_) return stretch_last(begin, end);
    }
    dash_behind_letter_ = (facts & char_dash) && after_letter_;
    after_letter_ = (facts & char_letter) || ((facts & char_mark) && after_letter_);
    after_bare_ = facts & char_bare;
    after_toned_ = facts & char_toned;
    append(c, begin, end);
  }

  void append(char32_t c, std::uint32_t begin, std::uint32_t end) {
    last_at_ = size_;
    size_ += encode(c, to_ + size_);
    last_but_one_ = last_;
    last_ = c;
    if (!begins_) return;
    std::fill(begins_ + last_at_, begins_ + size_, begin);
    std::fill(ends_ + last_at_, ends_ + size_, end);
  }

  void dash_to_space() {
    to_[last_at_] = ' ';
    size_ = last_at_ + 1;
    last_ = U' ';
  }

  char* to_;
  std::size_t room_;
  std::uint32_t* begins_;  ///< null: no offsets are asked for
  std::uint32_t* ends_;
  std::size_t size_ = 0;
  std::size_t last_at_ = 0;
  char32_t last_ = 0;
  char32_t last_but_one_ = 0;
  bool dash_behind_letter_ = false;
  bool after_letter_ = false;
  bool after_bare_ = false;
  bool after_toned_ = false;
};

/// Characters that may combine: ICU composes and reorders them.
void put_by_icu(std::string_view segment, std::uint32_t begin, std::uint32_t end, Emitter& out) {
  UErrorCode code = U_ZERO_ERROR;
  static const icu::Normalizer2* const normalizer = icu::Normalizer2::getNFKCCasefoldInstance(code);
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded);
  normalizer->normalizeUTF8(
      0, icu::StringPiece(segment.data(), static_cast<std::int32_t>(segment.size())), sink, nullptr,
      code);
  if (U_FAILURE(code)) throw std::runtime_error(std::string("ICU: ") + u_errorName(code));
  for (std::size_t at = 0; at < folded.size();) {
    const Decoded d = decode_at(folded, at);
    const CharInfo& info = char_info(d.c);
    if (!(info.facts & char_removed)) out.put_folded(info, begin, end);
    at += d.size;
  }
}

/// Where the first byte that is not ASCII stands, at `at` or behind it; else the text's size.
std::size_t not_ascii_from(std::string_view text, std::size_t at) {
  for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if (const std::uint64_t high = eight & 0x8080808080808080; high != 0)
      return at + static_cast<std::size_t>(std::countr_zero(high)) / 8;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

class Walk {
 public:
  Walk(std::string_view text, Emitter& out) : text_(text), out_(out) {}

  void run() {
    Char one = char_at(0);
    while (one.end != one.begin && !out_.overflown()) {
      if (one.c == U' ' || one.begin == 0) {
        if (const std::size_t taken = out_.put_ascii(ascii_from(one.begin), one.begin)) {
          one = char_at(static_cast<std::uint32_t>(one.begin + taken));
          continue;
        }
      }
      const Char next = char_at(one.end);
      if (next.end == next.begin || !next.has(char_joins)) {
        if (one.has(char_removed))
          removed(one);
        else
          out_.put_folded(*one.info, one.begin, one.end);
        one = next;
      } else {
        one = segment(one, next);
      }
    }
  }

 private:
  /// Up to the next byte that is not ASCII.
  std::string_view ascii_from(std::size_t at) {
    if (at >= ascii_end_) ascii_end_ = not_ascii_from(text_, at);
    return text_.substr(at, ascii_end_ - at);
  }

  Char char_at(std::uint32_t at) const {
    const Decoded d = decode_at(text_, at);
    return {d.c, &char_info(d.c), at, at + d.size};
  }

  void removed(const Char& one) {
    if (one.has(char_selector)) out_.stretch_last(one.begin, one.end);
  }

  /// A character with those behind it that may combine with it; answers the first after them.
  Char segment(const Char& base, Char next) {
    const bool bare = ends_bare(*base.info);
    bool simple = !base.has(char_removed | char_mark);
    std::uint32_t end = base.end;
    Char one = next;
    for (; one.end != one.begin && one.has(char_joins); one = char_at(one.end)) {
      const bool drops = one.has(char_removed) || (bare && one.has(char_mark) && !keeps(one));
      simple = simple && drops;
      end = one.end;
    }
    if (simple) {
      out_.put_folded(*base.info, base.begin, base.end);
      for (Char c = next; c.begin < end; c = char_at(c.end))
        if (c.has(char_mark)) out_.stretch_last(c.begin, c.end);
    } else {
      put_by_icu(text_.substr(base.begin, end - base.begin), base.begin, end, out_);
    }
    return one;
  }

  /// Whether what it folds to ends with a letter that loses its marks.
  static bool ends_bare(const CharInfo& info) {
    if (!(info.facts & char_many)) return info.fold_facts & char_bare;
    const std::u32string_view all = char_fold(info);
    return !all.empty() && is(all.back(), char_bare);
  }

  /// A mark that folds to a letter (the Greek iota below).
  static bool keeps(const Char& mark) {
    return !mark.has(char_many) && (mark.info->fold_facts & char_mark) == 0;
  }

  std::string_view text_;
  Emitter& out_;
  std::size_t ascii_end_ = 0;
};

}  // namespace

std::size_t fold_general(std::string_view text, char* to, std::size_t room, FoldOffsets* offsets,
                         std::size_t& needs) {
  if (offsets) {
    offsets->begin.resize(room);
    offsets->end.resize(room);
  }
  Emitter out(to, room, offsets);
  Walk(text, out).run();
  // The longest fold of one character is 18 characters: no text needs more than this.
  needs = out.overflown() ? text.size() * 20 + 128 : 0;
  if (offsets) {
    offsets->begin.resize(out.size());
    offsets->end.resize(out.size());
  }
  return out.size();
}

}  // namespace tocsin::rules
