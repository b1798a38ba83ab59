#include "engine/read/language.h"

#include <cld2/public/compact_lang_det.h>

namespace tocsin {

std::string_view detect_language(std::string_view text) {
  bool reliable = false;
  const auto language =
      CLD2::DetectLanguage(text.data(), static_cast<int>(text.size()), true, &reliable);
  if (!reliable || language == CLD2::UNKNOWN_LANGUAGE) return {};
  return CLD2::LanguageCode(language);
}

}  // namespace tocsin
