#include "tests/connectors/fake_jetstream.h"

#include <cstdio>
#include <stdexcept>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

namespace tocsin::fakes {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using X = std::unique_ptr<X509, decltype(&X509_free)>;

Key new_key() {
  return {EVP_EC_gen("P-256"), &EVP_PKEY_free};
}

void extend(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  if (extension == nullptr) throw std::runtime_error("no extension " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X new_certificate(const std::string& name, long serial, long valid_for, EVP_PKEY* key) {
  X out(X509_new(), &X509_free);
  X509_set_version(out.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(out.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(out.get()), valid_for < 0 ? valid_for - 3600 : -60);
  X509_gmtime_adj(X509_getm_notAfter(out.get()), valid_for);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(out.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_pubkey(out.get(), key);
  return out;
}

void save(const std::filesystem::path& path, X509* certificate, EVP_PKEY* key) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (certificate != nullptr) PEM_write_X509(file, certificate);
  if (key != nullptr) PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
}

/// Everything that ends a script from outside ends it by this.
struct Gone {};

template <class Stream>
class PeerOn final : public FakeJetstream::Peer {
 public:
  explicit PeerOn(websocket::stream<Stream>& socket) : socket_(socket) {}
  void text(std::string_view message) override { write(message, true); }
  void binary(std::string_view message) override { write(message, false); }
  void ping() override {
    error_code error;
    socket_.ping({}, error);
    if (error) throw Gone{};
  }
  void break_off_in_a_frame() override {
    const unsigned char begin[] = {0x81, 126, 0x01, 0x00, '{', '"', 'd'};
    asio::write(socket_.next_layer(), asio::buffer(begin));
    throw Gone{};
  }
  void close(std::string_view reason) override {
    error_code ignored;
    socket_.close({websocket::close_code::going_away, beast::string_view(reason)}, ignored);
  }
  void stay() override {
    beast::flat_buffer buffer;
    error_code error;
    while (!error) socket_.read(buffer, error);
  }

 private:
  void write(std::string_view message, bool as_text) {
    socket_.text(as_text);
    error_code error;
    socket_.write(asio::buffer(message), error);
    if (error) throw Gone{};
  }
  websocket::stream<Stream>& socket_;
};

}  // namespace

Certificate make_certificate(const std::filesystem::path& folder, const CertificateWish& wish) {
  const Key authority_key = new_key();
  const X authority = new_certificate("Test authority", 1, 3600, authority_key.get());
  X509_set_issuer_name(authority.get(), X509_get_subject_name(authority.get()));
  extend(authority.get(), NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(authority.get(), authority_key.get(), EVP_sha256());

  const Key key = new_key();
  const X leaf = new_certificate(wish.host, 2, wish.valid_for_seconds, key.get());
  const X509* issuer = wish.self_signed ? leaf.get() : authority.get();
  X509_set_issuer_name(leaf.get(), X509_get_subject_name(issuer));
  extend(leaf.get(), NID_subject_alt_name, "DNS:" + wish.host);
  X509_sign(leaf.get(), wish.self_signed ? key.get() : authority_key.get(), EVP_sha256());

  const Certificate files{folder / "authority.pem", folder / "server.pem", folder / "server.key"};
  save(files.authority, authority.get(), nullptr);
  save(files.certificate, leaf.get(), nullptr);
  save(files.key, nullptr, key.get());
  return files;
}

struct FakeJetstream::Serving {
  Serving(Script s, Door d, std::optional<Certificate> files)
      : script(std::move(s)),
        door(std::move(d)),
        with_tls(files.has_value()),
        acceptor(io, {asio::ip::address_v4::loopback(), 0}),
        port(acceptor.local_endpoint().port()) {
    if (files) {
      tls.use_certificate_file(files->certificate.string(), asio::ssl::context::pem);
      tls.use_private_key_file(files->key.string(), asio::ssl::context::pem);
    }
    thread = std::thread([this] { serve(); });
  }
  ~Serving() {
    stopping = true;
    // Wakes a blocked accept() and a blocked read().
    ::shutdown(acceptor.native_handle(), SHUT_RDWR);
    {
      const std::scoped_lock lock(mutex);
      if (connection >= 0) ::shutdown(connection, SHUT_RDWR);
    }
    thread.join();
  }

  void hold(int fd) {
    const std::scoped_lock lock(mutex);
    connection = fd;
    if (fd >= 0 && stopping) ::shutdown(fd, SHUT_RDWR);
  }

  void serve() {
    while (!stopping) {
      tcp::socket socket(io);
      error_code error;
      acceptor.accept(socket, error);
      if (error) return;
      hold(socket.native_handle());
      if (with_tls) {
        websocket::stream<beast::ssl_stream<tcp::socket>> stream(std::move(socket), tls);
        stream.next_layer().handshake(asio::ssl::stream_base::server, error);
        if (!error) converse(stream);
        hold(-1);
      } else {
        websocket::stream<tcp::socket> stream(std::move(socket));
        converse(stream);
        hold(-1);
      }
    }
  }

  template <class Stream>
  void converse(websocket::stream<Stream>& stream) {
    beast::flat_buffer buffer;
    http::request<http::string_body> request;
    error_code error;
    http::read(stream.next_layer(), buffer, request, error);
    if (error) return;
    int n = 0;
    {
      const std::scoped_lock lock(mutex);
      n = static_cast<int>(targets.size());
      targets.emplace_back(request.target());
      host_asked = std::string(request[http::field::host]);
    }
    const int status = door(n);
    if (status == 101) {
      stream.accept(request, error);
      if (!error) play(stream);
    } else if (status == 0) {
      http::read(stream.next_layer(), buffer, request, error);
    } else {
      http::response<http::string_body> refusal{static_cast<http::status>(status), 11};
      refusal.body() = "said\nno";
      refusal.prepare_payload();
      http::write(stream.next_layer(), refusal, error);
    }
  }

  template <class Stream>
  void play(websocket::stream<Stream>& stream) {
    PeerOn<Stream> peer(stream);
    try {
      script(peer, upgraded++);
    } catch (const Gone&) {
    }
  }

  Script script;
  Door door;
  const bool with_tls;
  asio::ssl::context tls{asio::ssl::context::tls_server};
  asio::io_context io;
  tcp::acceptor acceptor;
  const unsigned short port;
  std::atomic<bool> stopping = false;
  int upgraded = 0;
  std::mutex mutex;
  int connection = -1;
  std::vector<std::string> targets;
  std::string host_asked;
  std::thread thread;
};

FakeJetstream::FakeJetstream(Script script, Door door, std::optional<Certificate> tls)
    : serving_(std::make_unique<Serving>(std::move(script), std::move(door), std::move(tls))) {}
FakeJetstream::~FakeJetstream() = default;

std::string FakeJetstream::place() const {
  return (serving_->with_tls ? "localhost:" : "127.0.0.1:") + std::to_string(serving_->port);
}

std::string FakeJetstream::url() const {
  return (serving_->with_tls ? "wss://" : "ws://") + place();
}

std::vector<std::string> FakeJetstream::targets() const {
  const std::scoped_lock lock(serving_->mutex);
  return serving_->targets;
}

std::string FakeJetstream::host_asked() const {
  const std::scoped_lock lock(serving_->mutex);
  return serving_->host_asked;
}

}  // namespace tocsin::fakes
