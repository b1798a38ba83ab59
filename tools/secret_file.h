#pragma once
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "tools/exit_code.h"

/// Secrets come from files that only their owner may read (SECURITY H2).
namespace tocsin::tools {

/// Whether a line is nothing but blanks: no secret, since anybody could guess it.
bool is_blank(std::string_view line);

/// The one line of a file. `key`: what names the file in the configuration, for the message.
///
/// Errors     78 where there is no such file, others may read it, it is not one line of at most
///            1,000 bytes, or that line is blank.
std::expected<std::string, Fault> secret_of(std::string_view key,
                                            const std::filesystem::path& file);

/// The 32 bytes in a file, as hexadecimals; made where there is none yet, durably.
///
/// Errors     As above; 77 or 75 where the file cannot be made.
std::expected<std::string, Fault> key_of(std::string_view key, const std::filesystem::path& file);

}  // namespace tocsin::tools
