#include <algorithm>
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

Response asset_response(const Asset& asset, std::string_view known) {
  Response response;
  response.content_type = asset.content_type;
  response.caching = Caching::revalidate;
  auto etag = etag_of(asset.bytes);
  if (etag == known) {
    response.status = 304;
  } else {
    response.body = asset.bytes;
  }
  response.fields.emplace_back("ETag", std::move(etag));
  return response;
}

constexpr std::string_view openapi_name = "openapi.json";

}  // namespace

const Asset* find_asset(std::string_view name) {
  const auto all = assets();
  const auto at = std::ranges::find(all, name, &Asset::name);
  return at == all.end() ? nullptr : &*at;
}

Response answer_page(const Request& request) {
  const std::string_view name =
      request.parameters.empty() ? std::string_view("index.html") : request.parameters.front();
  const Asset* asset = name == openapi_name ? nullptr : find_asset(name);
  if (!asset) return problem_response({404, "no-such-file", {}}, request.id);
  return asset_response(*asset, request.field("If-None-Match"));
}

Response answer_openapi(std::string_view version) {
  constexpr std::string_view placeholder = "0.0.0-version";
  auto response = json_response({});
  response.body = find_asset(openapi_name)->bytes;
  if (const auto at = response.body.find(placeholder); at != std::string::npos)
    response.body.replace(at, placeholder.size(), version);
  return response;
}

}  // namespace tocsin::serve
