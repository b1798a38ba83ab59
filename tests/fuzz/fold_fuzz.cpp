// Folding takes any bytes: it ends, stays in its bounds, its offsets stay inside of the text, and
// folding what is folded changes nothing that is a letter or digit of ASCII.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "rules/fold.h"
#include "rules/word.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin::rules;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static FoldBuffer buffer;
  buffer.clear();
  const auto place = buffer.append(text);
  const std::string folded(buffer.view(place));
  if (folded.find('\n') != std::string::npos) std::abort();
  if (place.same_offsets && folded.size() != text.size()) std::abort();

  std::string again;
  FoldOffsets offsets;
  fold_with_offsets(text, again, offsets);
  if (again != folded) std::abort();
  if (offsets.begin.size() != folded.size() || offsets.end.size() != folded.size()) std::abort();
  for (std::size_t i = 0; i < folded.size(); ++i) {
    if (offsets.begin[i] >= offsets.end[i] || offsets.end[i] > text.size()) std::abort();
    if (i > 0 && offsets.begin[i] < offsets.begin[i - 1]) std::abort();
  }
  std::vector<Stretch> words;
  find_words(folded, words);
  for (const Stretch& w : words)
    if (w.begin >= w.end || w.end > folded.size()) std::abort();
  return 0;
}
