#include <algorithm>

#include "engine/bounds.h"
#include "rules/pack_parser.h"
#include "rules/yaml_mend.h"

namespace tocsin::rules {
namespace {

/// Length of the well-formed UTF-8 sequence that begins here; 0 where there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  if (first >= 0xC2 && first <= 0xDF) length = 2;
  if (first >= 0xE0 && first <= 0xEF) length = 3;
  if (first >= 0xF0 && first <= 0xF4) length = 4;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool outside = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
  return overlong || outside ? 0 : length;
}

/// The first byte that no text file holds; npos where there is none.
std::size_t bad_byte(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto c = static_cast<unsigned char>(bytes[at]);
    if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F) return at;
    const std::size_t length = sequence_length(bytes.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

SourceText YamlFile::source_of(std::string_view file, std::string_view bytes) {
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  const SourceText original(file, bytes);
  ProblemSink sink(original, problems_);
  if (bytes.size() > bounds::pack_bytes) {
    sink.error(std::size_t{0}, "too-large",
               "this file has more than " + std::to_string(bounds::pack_bytes) +
                   " bytes: split it into several");
    return SourceText(file, {});
  }
  if (const std::size_t at = bad_byte(bytes); at != std::string_view::npos) {
    sink.error(at, "not-text",
               "this byte is no UTF-8 text (or a control character): save the file as UTF-8");
    return SourceText(file, {});
  }
  yaml::Mended mended = yaml::mend(sink);
  cut_ = mended.cut;
  too_deep_ = mended.too_deep;
  return SourceText(file, bytes, std::move(mended.mends));
}

YamlFile::YamlFile(std::string_view file, std::string_view bytes, std::vector<Problem>& problems)
    : problems_(problems),
      first_(problems.size()),
      source_(source_of(file, bytes)),
      sink_(source_, problems) {
  const std::size_t told = problems.size();
  if (source_.text().find_first_not_of(" \t\r\n") == std::string_view::npos) {
    tree_.whole = false;
    if (told == first_) sink_.error(std::size_t{0}, "empty", "this file is empty");
    return;
  }
  if (too_deep_) {
    tree_.whole = false;
    return;
  }
  tree_ = yaml::parse(sink_);
  if (tree_.whole && !tree_.root)
    sink_.error(std::size_t{0}, "empty", "this file holds nothing but comments");
  if (!tree_.whole && is_told(problems.back(), told)) problems.pop_back();
}

/// After a mend the library may still stumble over the same place: told once is enough.
bool YamlFile::is_told(const Problem& last, std::size_t told) const {
  if (cut_) return true;
  return std::any_of(problems_.begin() + static_cast<std::ptrdiff_t>(first_),
                     problems_.begin() + static_cast<std::ptrdiff_t>(told), [&](const Problem& p) {
                       return p.place.line == last.place.line ||
                              p.place.line + 1 == last.place.line;
                     });
}

}  // namespace tocsin::rules
