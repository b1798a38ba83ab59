#pragma once
#include <span>
#include <string_view>

namespace tocsin::serve {

/// A file of the page, or the OpenAPI document, as it travels with the program.
struct Asset {
  std::string_view name;  ///< without its folder: `app.js`
  std::string_view content_type;
  std::string_view bytes;
};

/// Made from engine/serve/page/ and engine/serve/openapi.json when the program is built.
std::span<const Asset> assets();
const Asset* find_asset(std::string_view name);

}  // namespace tocsin::serve
