#pragma once
#include <expected>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/serve/rule_desk.h"
#include "tools/rule_reload.h"

namespace tocsin::tools {

/// The files of the packs in use: finding, checking and replacing them.
///
/// Threads    One at a time.
/// Errors     DeskFault, with the HTTP status that says it.
class PackFiles {
 public:
  explicit PackFiles(RuleReload::Setup setup) : setup_(std::move(setup)) {}

  std::vector<serve::PackFile> all() const;
  /// With its text; nothing where there is no such pack.
  std::optional<serve::PackFile> find(std::string_view pack) const;
  /// Where a new pack goes; empty: nowhere, no folder is configured.
  std::string file_for(std::string_view pack) const;
  /// Parses, compiles and proves the packs with this text in place of the file, in a process
  /// beside.
  std::optional<serve::DeskFault> check(std::string_view pack, const std::string& file,
                                        const std::string& text, const std::stop_token& stop) const;
  /// Replaces the file by rename; durable when it returns.
  static std::optional<serve::DeskFault> write(const std::string& file, const std::string& text);
  static std::string etag_of(std::string_view text);
  const RuleReload::Setup& setup() const { return setup_; }

 private:
  std::vector<std::string> files() const;

  const RuleReload::Setup setup_;
};

}  // namespace tocsin::tools
