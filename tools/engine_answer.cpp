#include "tools/engine_answer.h"

#include <algorithm>

#include "tools/messages.h"
#include "tools/quantity.h"
#include "tools/rules_checking.h"

namespace tocsin::tools {

namespace dom = simdjson::dom;

std::string text_in(dom::element object, std::string_view key) {
  std::string_view text;
  return object.at_key(key).get(text) == simdjson::SUCCESS ? printable(text) : std::string();
}

double number_in(dom::element object, std::string_view key) {
  double number = 0;
  return object.at_key(key).get(number) == simdjson::SUCCESS ? number : 0;
}

std::string count_in(dom::element object, std::string_view key) {
  return count_text(static_cast<std::uint64_t>(std::max(0.0, number_in(object, key))));
}

int show_answer(const std::expected<std::string, Fault>& answer, bool as_json,
                std::string (*show)(dom::element)) {
  if (!answer) return tell(answer.error());
  if (as_json) {
    print(*answer);
    return static_cast<int>(ExitCode::done);
  }
  dom::parser parser;
  dom::element root;
  if (parser.parse(*answer).get(root) != simdjson::SUCCESS)
    return tell({ExitCode::unavailable, "what answers there is no engine of this program"});
  print(show(root));
  return static_cast<int>(ExitCode::done);
}

int ask_and_show(const EngineAddress& address, const std::string& path, bool as_json,
                 std::string (*show)(dom::element)) {
  return show_answer(ask_engine(address, path), as_json, show);
}

}  // namespace tocsin::tools
