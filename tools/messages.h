#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tools/exit_code.h"

/// What the program says to people, on standard error: standard output is for answers.
/// spdlog does the work, behind this one file: its headers are dear to compile.
namespace tocsin::tools {

/// Control characters (of file names, of what the network sent), what turns the direction of text,
/// and bytes that are no UTF-8 as `\x1b`, so that they move no terminal. Line feeds and tabs stay.
std::string printable(std::string_view text);

/// `tocsin: text`, and a line end.
void say(std::string_view text);
/// The same without the program's name: lines that begin with a place in a file, for editors.
void say_place(std::string_view text);
/// Says what went wrong; the exit code, for `return tell(fault)`.
int tell(const Fault& fault);

enum class LogFormat : std::uint8_t {
  text,
  json,  ///< one object a line: `at` (UTC), `level`, `text`; what say() says is in it too
};
std::optional<LogFormat> log_format_named(std::string_view name);

struct LogOptions {
  bool verbose = false;
  LogFormat format = LogFormat::text;
};

/// Sets up the log: standard error, a line an entry, control characters made visible. Again: the
/// later options count.
void start_log(const LogOptions& options);

/// An entry of the log.
void log_info(std::string_view text);
void log_warning(std::string_view text);
void log_error(std::string_view text);
void log_critical(std::string_view text);

/// Running as root is rarely meant: says so once.
void warn_of_root();

/// True where standard error is a terminal: progress lines overwrite each other there.
bool errors_go_to_a_terminal();

}  // namespace tocsin::tools
