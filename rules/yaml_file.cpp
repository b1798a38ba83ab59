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

SourceText YamlFile::source_of(std::string_view file, std::string_view bytes,
                               std::vector<Problem>& problems) {
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  const SourceText original(file, bytes);
  ProblemSink sink(original, problems);
  if (bytes.size() > bounds::pack_bytes) {
    sink.error(std::size_t{0}, "too-large",
               "this file has " + std::to_string(bytes.size()) + " bytes, at most " +
                   std::to_string(bounds::pack_bytes) + " are read: split it into several");
    return SourceText(file, {});
  }
  if (const std::size_t at = bad_byte(bytes); at != std::string_view::npos) {
    sink.error(at, "not-text",
               "this byte is no UTF-8 text (or a control character): save the file as UTF-8");
    return SourceText(file, {});
  }
  return SourceText(file, bytes, yaml::mend(sink));
}

YamlFile::YamlFile(std::string_view file, std::string_view bytes, std::vector<Problem>& problems)
    : source_(source_of(file, bytes, problems)), sink_(source_, problems) {
  const std::size_t told = problems.size();
  if (source_.text().find_first_not_of(" \t\r\n") == std::string_view::npos) {
    const bool refused = std::ranges::any_of(
        problems, [&](const Problem& p) { return p.place.file == file && p.lint != "yaml"; });
    if (!refused) sink_.error(std::size_t{0}, "empty", "this file is empty");
    tree_.whole = false;
    return;
  }
  tree_ = yaml::parse(sink_);
  // After a mend the library may still stumble over the same line: told once is enough.
  if (problems.size() > told && !tree_.whole) {
    const Problem last = problems.back();
    const bool known = std::any_of(
        problems.begin(), problems.begin() + static_cast<std::ptrdiff_t>(told),
        [&](const Problem& p) {
          return p.place.file == last.place.file &&
                 (p.place.line == last.place.line || p.place.line + 1 == last.place.line);
        });
    if (known) problems.pop_back();
  }
}

}  // namespace tocsin::rules
