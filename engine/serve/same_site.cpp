#include "engine/serve/same_site.h"

#include <algorithm>

#include "engine/serve/strict_header.h"

namespace tocsin::serve {
namespace {

// `name`, `name:port`, `[v6]:port`; empty where it is none of them.
std::string_view name_in(std::string_view host) {
  const std::size_t from = host.starts_with('[') ? host.find(']') : 0;
  if (from == std::string_view::npos) return {};
  const std::size_t colon = host.find(':', from);
  if (colon == std::string_view::npos) return host;
  const auto port = host.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 &&
                      std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
  return digits ? host.substr(0, colon) : std::string_view{};
}

}  // namespace

SameSite::SameSite(std::uint16_t port, std::vector<std::string> names)
    : port_(port), names_(std::move(names)) {
  for (const char* own : {"localhost", "127.0.0.1", "[::1]"}) names_.emplace_back(own);
}

bool SameSite::host_is_ours(std::string_view host) const {
  const auto name = name_in(host);
  return std::ranges::any_of(names_, [&](const auto& n) { return equal_without_case(n, name); });
}

bool SameSite::origin_is_ours(std::string_view origin, std::string_view host,
                              Transport transport) const {
  const bool tls = transport == Transport::tls;
  const std::string_view scheme = tls ? "https://" : "http://";
  if (!origin.starts_with(scheme)) return false;
  origin.remove_prefix(scheme.size());
  if (origin == host) return host_is_ours(host);
  const auto port = ":" + std::to_string(port_);
  return std::ranges::any_of(names_, [&](const auto& name) {
    return origin == name + port || (port_ == (tls ? 443 : 80) && origin == name);
  });
}

}  // namespace tocsin::serve
