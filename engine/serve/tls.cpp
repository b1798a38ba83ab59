#include "engine/serve/tls.h"

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>
#include <sys/stat.h>

namespace tocsin::serve {
namespace {

namespace ssl = boost::asio::ssl;
using Loaded = std::expected<std::shared_ptr<const TlsContext>, std::string>;

constexpr const char* ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

/// Only HTTP/1.1 is spoken: who offers others alone is refused in the handshake.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  // What is chosen points into it, and is read when this has returned.
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, ours, sizeof ours - 1, offered, offered_size) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

void be_strict(ssl::context& context) {
  context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                      ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 |
                      ssl::context::no_compression | ssl::context::single_dh_use);
  SSL_CTX* raw = context.native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(
      raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_cipher_list(raw, ciphers);
  SSL_CTX_set1_groups_list(raw, "X25519:P-256:P-384");
  // A resumed session would outlive a changed key, and spares little on connections that stay.
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(raw, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(raw, 0);
  SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
}

std::string trouble_with_key(const std::string& file) {
  struct stat about{};
  if (::stat(file.c_str(), &about) != 0) return {};  // reading it tells why
  if ((about.st_mode & 07) == 0) return {};
  return "tls.key " + file +
         ": everybody on this machine may read it; `chmod 640` it, and give out "
         "a new certificate if others may have";
}

}  // namespace

TlsContext::TlsContext(std::unique_ptr<ssl::context> context) : context_(std::move(context)) {}
TlsContext::~TlsContext() = default;

Loaded TlsContext::load(const TlsFiles& files) {
  if (auto trouble = trouble_with_key(files.key); !trouble.empty())
    return std::unexpected(std::move(trouble));
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  be_strict(*context);
  boost::system::error_code failed;
  context->use_certificate_chain_file(files.certificate, failed);
  if (failed)
    return std::unexpected("tls.certificate " + files.certificate + ": " + failed.message() +
                           ". It must be the certificate and its chain, as PEM");
  context->use_private_key_file(files.key, ssl::context::pem, failed);
  if (failed)
    return std::unexpected(
        "tls.key " + files.key + ": " + failed.message() +
        ". It must be the certificate's private key, as PEM, without a password");
  if (SSL_CTX_check_private_key(context->native_handle()) != 1)
    return std::unexpected("tls.key " + files.key + " does not belong to " + files.certificate);
  return std::shared_ptr<const TlsContext>(new TlsContext(std::move(context)));
}

}  // namespace tocsin::serve
