#pragma once
#include <array>
#include <string_view>
#include <utility>

namespace tocsin::serve {

/// The header fields that every answer carries, errors and the feed's 101 too (SECURITY A5, A6).
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 6> standing_fields{{
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
     "frame-ancestors 'none'; require-trusted-types-for 'script'; report-uri /csp-report"},
}};

/// Beside them under TLS: browsers ask for nothing over plain connections for a year.
inline constexpr std::string_view strict_transport = "max-age=31536000";

}  // namespace tocsin::serve
