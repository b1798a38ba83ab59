#include "tools/scratch_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

namespace tocsin::tools {

std::expected<ScratchFolder, Fault> ScratchFolder::make() {
  std::error_code fault;
  auto name = (std::filesystem::temp_directory_path(fault) / "tocsin-XXXXXX").string();
  if (fault || mkdtemp(name.data()) == nullptr)
    return std::unexpected(Fault{ExitCode::not_permitted, "no folder could be made at " + name +
                                                              " (" + std::strerror(errno) +
                                                              "): set TMPDIR, or give --data DIR"});
  ScratchFolder folder;
  folder.path_ = name;
  return folder;
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

ScratchFolder& ScratchFolder::operator=(ScratchFolder&& other) noexcept {
  remove();
  path_ = std::exchange(other.path_, {});
  return *this;
}

ScratchFolder::~ScratchFolder() {
  remove();
}

void ScratchFolder::remove() noexcept {
  std::error_code left_behind;
  if (!path_.empty()) std::filesystem::remove_all(path_, left_behind);
}

}  // namespace tocsin::tools
