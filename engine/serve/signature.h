#pragma once
#include <string_view>

namespace tocsin::serve {

/// Whether `X-Hub-Signature-256: sha256=<hex>` is the HMAC of the body with the secret. Compares
/// in constant time.
bool signature_holds(std::string_view header, std::string_view body, std::string_view secret);

}  // namespace tocsin::serve
