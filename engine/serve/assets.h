#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::serve {

/// A file of the console. Whoever starts the server hands them in (ServeOptions::console), so
/// that this room knows nothing of how they were made.
///
/// Ownership  Borrows: what it speaks of lives as long as the program.
struct Asset {
  std::string_view name;  ///< without a folder: `index.html`
  std::string_view content_type;
  std::string_view bytes;
  std::string_view brotli;  ///< the same, compressed; empty: that would gain nothing
  /// Its name changes when its bytes do, so a browser may keep it for good.
  bool named_by_content = false;
};

const Asset* find_asset(std::span<const Asset> assets, std::string_view name);

/// By the name's ending; what is not known is bytes.
std::string_view content_type_of(std::string_view name);

/// A file straight below `folder`, read now: for people who work on the console. Nothing where
/// there is no such file, or where the name could lead elsewhere.
std::optional<std::string> read_console_file(const std::string& folder, std::string_view name);

/// Whether a request with this `Accept-Encoding` takes brotli.
bool takes_brotli(std::string_view accept_encoding);

/// The OpenAPI document as it travels with the program (engine/serve/openapi.json).
std::string_view openapi_document();

}  // namespace tocsin::serve
