#pragma once
#include <expected>
#include <filesystem>
#include <memory>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

namespace tocsin {

/// A client's TLS: 1.2 or newer, the peer's chain is verified against the system's authorities
/// or those of a PEM file.
///
/// Errors     A sentence that names the file.
std::expected<std::shared_ptr<boost::asio::ssl::context>, std::string> tls_client_trust(
    const std::filesystem::path& ca_file);

/// Demands a certificate for this host (a name, or an address), and asks for it (SNI).
bool expect_host(SSL* tls, const std::string& host);

/// Why the peer is not trusted, for a person; empty: it is, and something else failed.
std::string why_not_trusted(SSL* tls, const std::string& host);

}  // namespace tocsin
