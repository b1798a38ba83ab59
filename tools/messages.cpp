#include "tools/messages.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "engine/json_writer.h"
#include "engine/time.h"
#include "rules/word.h"

namespace tocsin::tools {
namespace {

/// Moves no terminal, ends no line, and turns no text around.
bool keeps_its_form(char32_t c) {
  if (c == '\n' || c == '\t') return true;
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool line_end = c == 0x2028 || c == 0x2029;
  const bool turns = c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0x202A && c <= 0x202E) ||
                     (c >= 0x2066 && c <= 0x2069);
  return !control && !line_end && !turns;
}

void escape(std::string_view bytes, std::string& out) {
  for (const char c : bytes) {
    std::array<char, 8> escaped;
    std::snprintf(escaped.data(), escaped.size(), "\\x%02x", static_cast<unsigned char>(c));
    out += escaped.data();
  }
}

/// The message of a log entry, made printable and kept on one line.
class PrintableMessage final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& entry, const std::tm& /*local*/,
              spdlog::memory_buf_t& out) override {
    std::string text = printable(std::string_view(entry.payload.data(), entry.payload.size()));
    for (char& c : text)
      if (c == '\n') c = ' ';
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<PrintableMessage>();
  }
};

std::unique_ptr<spdlog::formatter> text_line() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<PrintableMessage>('*').set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ %*");
  return formatter;
}

/// An entry as an object. What is no UTF-8 in its text, and what moves a terminal, is escaped
/// before JSON escapes it, so that any reader of the log may print it.
class JsonLine final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& entry, spdlog::memory_buf_t& out) override {
    std::string line;
    const auto us = std::chrono::duration_cast<Micros>(entry.time.time_since_epoch());
    const auto level = spdlog::level::to_string_view(entry.level);
    JsonWriter(line)
        .begin_object()
        .field("at", Instant(us))
        .field("level", std::string_view(level.data(), level.size()))
        .field("text", printable({entry.payload.data(), entry.payload.size()}))
        .end_object();
    line += '\n';
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<formatter> clone() const override { return std::make_unique<JsonLine>(); }
};

std::atomic<bool> log_is_json{false};

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const rules::Decoded one = rules::decode_at(text, 0);
    const auto bytes = text.substr(0, one.size);
    const bool is_utf8 = one.size > 1 || one.c < 0x80;
    if (is_utf8 && keeps_its_form(one.c))
      out += bytes;
    else
      escape(bytes, out);
    text.remove_prefix(bytes.size());
  }
  return out;
}

void say(std::string_view text) {
  if (log_is_json) return log_info(text);
  const auto line = "tocsin: " + printable(text) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void say_place(std::string_view text) {
  if (log_is_json) return log_info(text);
  const auto line = printable(text) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

int tell(const Fault& fault) {
  const std::size_t last = fault.names_places ? fault.what.rfind('\n') : std::string::npos;
  if (log_is_json) {
    log_error(fault.what);
  } else if (last == std::string::npos) {
    say(fault.what);
  } else {
    say_place(std::string_view(fault.what).substr(0, last));
    say(std::string_view(fault.what).substr(last + 1));
  }
  return static_cast<int>(fault.code);
}

std::optional<LogFormat> log_format_named(std::string_view name) {
  if (name == "text") return LogFormat::text;
  if (name == "json") return LogFormat::json;
  return std::nullopt;
}

void start_log(const LogOptions& options) {
  log_is_json = options.format == LogFormat::json;
  auto log = std::make_shared<spdlog::logger>(
      "tocsin", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  log->set_formatter(log_is_json ? std::make_unique<JsonLine>() : text_line());
  log->set_level(options.verbose ? spdlog::level::debug : spdlog::level::info);
  log->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(log));
}

void log_info(std::string_view text) {
  spdlog::info("{}", text);
}
void log_warning(std::string_view text) {
  spdlog::warn("{}", text);
}
void log_error(std::string_view text) {
  spdlog::error("{}", text);
}
void log_critical(std::string_view text) {
  spdlog::critical("{}", text);
}

void warn_of_root() {
  if (geteuid() == 0)
    say("running as root, which it needs for nothing: a user of its own is safer");
}

bool errors_go_to_a_terminal() {
  return isatty(STDERR_FILENO) == 1;
}

}  // namespace tocsin::tools
