#include "rules/fold.h"
#include "rules/lint.h"
#include "rules/ordinary_words.h"

namespace tocsin::rules {
namespace {

std::string capitalised(std::string_view written) {
  std::string out(written);
  if (out.front() >= 'a' && out.front() <= 'z') out.front() = static_cast<char>(out.front() - 32);
  return out;
}

}  // namespace

void lint_brand(const Brand& brand, std::vector<Problem>& problems) {
  if (!brand.unless.empty()) return;
  for (const Term& word : brand.words) {
    if (word.form != Term::Form::words || !is_ordinary_word(fold(word.pattern))) continue;
    const std::string exact = "'exact:\"" + capitalised(word.pattern) + "\"'";
    warn(problems, word.place, "ordinary-brand-word",
         "`" + word.written + "` is an ordinary word too, and nothing tells the brand `" +
             brand.id +
             "` from it: add `unless` with the words beside which it is not meant, or "
             "write " +
             exact + " for the capitalised one",
         Fix{.says = "only the capitalised word", .written = word.written, .instead = exact});
  }
}

}  // namespace tocsin::rules
