#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "rules/pack_parser.h"

/// Any bytes as a pack and as brands: parsed without a crash, with every problem inside the file,
/// and the same when parsed again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin::rules;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::vector<Problem> problems;
  LoadedPacks loaded;
  loaded.packs.push_back(parse_pack("fuzz.yaml", bytes, {}, problems));
  parse_brands("brands.yaml", bytes, problems);
  int lines = 1;
  for (const char c : bytes) lines += c == '\n' ? 1 : 0;
  for (const Problem& problem : problems)
    if (problem.place.line < 1 || problem.place.line > lines || problem.place.column < 1 ||
        problem.text.empty())
      std::abort();
  // Nothing is left out without a word: a pack without an error has all that it needs.
  const Pack& pack = loaded.packs.front();
  bool ok = true;
  for (const Problem& problem : problems)
    ok = ok && !(problem.level == Level::error && problem.place.file == "fuzz.yaml");
  if (ok && (pack.name.empty() || pack.version < 1)) std::abort();
  for (const Rule& rule : pack.rules)
    if (!rule.when) std::abort();
  check_across(loaded, {});
  std::vector<Problem> again;
  parse_pack("fuzz.yaml", bytes, {}, again);
  for (std::size_t i = 0; i < again.size(); ++i)
    if (i >= problems.size() || to_string(again[i]) != to_string(problems[i])) std::abort();
  return 0;
}
