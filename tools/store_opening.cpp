#include "tools/store_opening.h"

#include <atomic>
#include <memory>

#include <fmt/format.h>

#include "tools/messages.h"

namespace tocsin::tools {

std::expected<std::unique_ptr<RocksStore>, Fault> open_store(const std::filesystem::path& data,
                                                             const Config& config) {
  StoreOptions options;
  options.path = data;
  options.retention.posts = config.retention.posts;
  options.retention.cases = config.retention.cases;
  options.retention.authors = config.retention.cases;
  options.retention.feed = config.retention.feed;
  options.retention.dead_letter_bytes = config.retention.dead_letters;
  // What goes wrong while opening is in the error; the rest of the noise is about a new folder.
  const auto open = std::make_shared<std::atomic<bool>>(false);
  options.warn = [open](const std::string& line) {
    if (*open) log_warning(fmt::format("store: {}", line));
  };
  auto store = RocksStore::open(std::move(options));
  *open = store.has_value();
  if (store) return std::move(*store);
  return std::unexpected(Fault{static_cast<ExitCode>(store.error().exit_code), store.error().what});
}

}  // namespace tocsin::tools
