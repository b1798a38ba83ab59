#include <array>

#include <sodium.h>

#include "engine/serve/answers.h"
#include "engine/serve/assets.h"
#include "engine/serve/problem.h"

namespace tocsin::serve {
namespace {

std::string etag_of(std::string_view bytes) {
  std::array<unsigned char, 16> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), nullptr, 0);
  std::array<char, 33> hex{};
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
  return '"' + std::string(hex.data()) + '"';
}

/// Files that are the same for everybody alone: the page is what a request asks for first, and
/// compressed next to what an attacker can choose it would tell secrets by its length (BREACH).
bool packs(const Asset& asset) {
  return asset.named_by_content && !asset.brotli.empty();
}

Response asset_response(const Asset& asset, const Request& request) {
  const bool packed = packs(asset) && takes_brotli(request.field("Accept-Encoding"));
  const auto bytes = packed ? asset.brotli : asset.bytes;
  Response response;
  response.content_type = asset.content_type;
  response.caching = asset.named_by_content ? Caching::for_good : Caching::revalidate;
  auto etag = etag_of(bytes);
  if (etag == request.field("If-None-Match")) {
    response.status = 304;
  } else {
    response.body = bytes;
  }
  response.fields.emplace_back("ETag", std::move(etag));
  if (packed) response.fields.emplace_back("Content-Encoding", "br");
  if (packs(asset)) response.fields.emplace_back("Vary", "Accept-Encoding");
  return response;
}

}  // namespace

Response answer_page(const Request& request, const ServeOptions& options) {
  const std::string_view name =
      request.parameters.empty() ? std::string_view("index.html") : request.parameters.front();
  if (!options.console_folder.empty()) {
    if (const auto bytes = read_console_file(options.console_folder, name))
      return asset_response({name, content_type_of(name), *bytes, {}, false}, request);
  } else if (const Asset* asset = find_asset(options.console, name)) {
    return asset_response(*asset, request);
  }
  return problem_response({404, "no-such-file", {}}, request.id);
}

Response answer_openapi(std::string_view version) {
  constexpr std::string_view placeholder = "0.0.0-version";
  auto response = json_response(std::string(openapi_document()));
  if (const auto at = response.body.find(placeholder); at != std::string::npos)
    response.body.replace(at, placeholder.size(), version);
  return response;
}

}  // namespace tocsin::serve
