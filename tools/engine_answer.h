#pragma once
#include <expected>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "tools/engine_client.h"

/// What a running engine answers, for people. Fields that it lacks are empty or 0: an older engine
/// is shown as far as it goes.
namespace tocsin::tools {

/// Made printable.
std::string text_in(simdjson::dom::element object, std::string_view key);
double number_in(simdjson::dom::element object, std::string_view key);
std::string count_in(simdjson::dom::element object, std::string_view key);

/// Prints an answer: as it is, or as `show` has it. The exit code.
int show_answer(const std::expected<std::string, Fault>& answer, bool as_json,
                std::string (*show)(simdjson::dom::element));
/// Asks for `path`, and prints the answer likewise.
int ask_and_show(const EngineAddress& address, const std::string& path, bool as_json,
                 std::string (*show)(simdjson::dom::element));

}  // namespace tocsin::tools
