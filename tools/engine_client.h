#pragma once
#include <expected>
#include <string>

#include "tools/command.h"

namespace tocsin::tools {

/// Where the running engine is, and what lets a command in.
struct EngineAddress {
  std::string server = "127.0.0.1:8420";
  std::string token_file;  ///< empty: $TOCSIN_TOKEN, if any
};
/// The flags `--server` and `--token-file`.
void add_engine_address(Command command, EngineAddress& address);

/// Asks the running engine: the body of `GET path`, of 200.
///
/// Errors     2 the token is blank; 69 nobody answers there; 77 not allowed; 1 any other answer.
/// Limits     Ten seconds; an answer of at most 64 MB.
std::expected<std::string, Fault> ask_engine(const EngineAddress& address, const std::string& path);
/// Has it do something: the body of `POST path` with a JSON body, of 200.
std::expected<std::string, Fault> tell_engine(const EngineAddress& address, const std::string& path,
                                              const std::string& body);

}  // namespace tocsin::tools
