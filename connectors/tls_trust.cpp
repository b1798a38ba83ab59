#include "connectors/tls_trust.h"

#include <boost/asio/ip/address.hpp>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace tocsin {
namespace ssl = boost::asio::ssl;

std::expected<std::shared_ptr<ssl::context>, std::string> tls_client_trust(
    const std::filesystem::path& ca_file) {
  auto trust = std::make_shared<ssl::context>(ssl::context::tls_client);
  boost::system::error_code error;
  SSL_CTX_set_min_proto_version(trust->native_handle(), TLS1_2_VERSION);
  trust->set_verify_mode(ssl::verify_peer, error);
  if (ca_file.empty())
    trust->set_default_verify_paths(error);
  else
    trust->load_verify_file(ca_file.string(), error);
  if (!error) return trust;
  const std::string where = ca_file.empty() ? "the system's authorities" : ca_file.string();
  return std::unexpected(where + ": trusted certificates cannot be loaded: " + error.message());
}

bool expect_host(SSL* tls, const std::string& host) {
  // In OpenSSL itself and not in a callback, so that the reason of a refusal can be asked for.
  X509_VERIFY_PARAM* wanted = SSL_get0_param(tls);
  X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  boost::system::error_code not_an_address;
  boost::asio::ip::make_address(host, not_an_address);
  if (!not_an_address) return X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) == 1;
  return X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), host.size()) == 1 &&
         SSL_set_tlsext_host_name(tls, host.c_str()) == 1;
}

std::string why_not_trusted(SSL* tls, const std::string& host) {
  const long result = SSL_get_verify_result(tls);
  switch (result) {
    case X509_V_OK:
      return {};
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "its certificate has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "its certificate is not valid yet; is this machine's clock right?";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "its certificate is not for " + host;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "its certificate is self-signed";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "its certificate is from an authority that is not trusted here";
    default:
      return std::string("its certificate does not hold: ") + X509_verify_cert_error_string(result);
  }
}

}  // namespace tocsin
