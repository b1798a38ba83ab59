#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/serve/peer.h"

namespace tocsin::serve {

/// Which names the server answers to. A browser that another site's page has sent here, by its
/// own name (DNS rebinding) or from its own origin, is refused.
///
/// Threads    Const: any.
class SameSite {
 public:
  /// `names` beside the loopback's own (`localhost`, `127.0.0.1`, `[::1]`).
  SameSite(std::uint16_t port, std::vector<std::string> names);

  /// The value of a Host field: one of our names, with any port (a tunnel may change it).
  bool host_is_ours(std::string_view host) const;
  /// The value of an Origin field, exactly: scheme, name and port of a page that we served, by
  /// what the browser came to us.
  bool origin_is_ours(std::string_view origin, std::string_view host, Transport transport) const;

 private:
  const std::uint16_t port_;
  std::vector<std::string> names_;
};

}  // namespace tocsin::serve
