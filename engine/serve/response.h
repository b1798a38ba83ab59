#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::serve {

/// Whether a browser may keep an answer.
enum class Caching : std::uint8_t {
  never,       ///< `no-store`: all of the API
  revalidate,  ///< `no-cache` with an ETag: the console's first page
  for_good,    ///< `immutable`: files whose name changes with their bytes
};

constexpr std::string_view caching_field(Caching caching) {
  switch (caching) {
    case Caching::revalidate:
      return "no-cache";
    case Caching::for_good:
      return "public, max-age=31536000, immutable";
    case Caching::never:
      break;
  }
  return "no-store";
}

/// An answer to one request. The headers that every answer has are added when it is sent
/// (http_session.cpp), so that no handler can forget them.
struct Response {
  int status = 200;
  std::string_view content_type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string_view, std::string>> fields;
  Caching caching = Caching::never;
  bool close = false;
};

inline Response json_response(std::string body, int status = 200) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

}  // namespace tocsin::serve
