#pragma once
#include <expected>
#include <filesystem>

#include "tools/exit_code.h"

namespace tocsin::tools {

/// A folder for a store that nobody asked to keep; removed with all that is in it.
class ScratchFolder {
 public:
  static std::expected<ScratchFolder, Fault> make();
  ScratchFolder() = default;
  ScratchFolder(ScratchFolder&& other) noexcept;
  ScratchFolder& operator=(ScratchFolder&& other) noexcept;
  ~ScratchFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  void remove() noexcept;
  std::filesystem::path path_;
};

}  // namespace tocsin::tools
