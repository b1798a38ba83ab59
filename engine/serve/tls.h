#pragma once
#include <expected>
#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace tocsin::serve {

/// Where a certificate chain and its key are (PEM).
struct TlsFiles {
  std::string certificate;
  std::string key;
  bool empty() const { return certificate.empty(); }
};

/// A certificate and how it is used: TLS 1.2 and 1.3 with authenticated ciphers alone (SECURITY
/// A1). Immutable: another certificate is another context.
///
/// Threads    Any.
class TlsContext {
 public:
  /// Errors     For a person: which file is missing, is no such thing, does not fit the other, or
  ///            may be read by everybody.
  static std::expected<std::shared_ptr<const TlsContext>, std::string> load(const TlsFiles& files);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// Asio's streams take it so, and change nothing in it.
  boost::asio::ssl::context& get() const { return *context_; }

 private:
  explicit TlsContext(std::unique_ptr<boost::asio::ssl::context> context);
  std::unique_ptr<boost::asio::ssl::context> context_;
};
using TlsContextPtr = std::shared_ptr<const TlsContext>;

}  // namespace tocsin::serve
