#pragma once
#include <expected>
#include <string>

#include "tools/exit_code.h"

namespace tocsin::tools {

/// The password for an account: the first line of a file (`-`: of standard input), or typed twice,
/// unseen, at the terminal; with neither, the first line of standard input. Never an argument,
/// which everybody on the machine could read.
///
/// Errors     2 where none can be had, or it is not taken as one.
std::expected<std::string, Fault> typed_password(const std::string& file, const std::string& login);

}  // namespace tocsin::tools
