#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tocsin::fakes {

/// A key and a certificate for it, as PEM files in a folder, made on the spot.
struct Certificate {
  std::filesystem::path authority;  ///< for a client to trust
  std::filesystem::path certificate;
  std::filesystem::path key;
};
struct CertificateWish {
  std::string host = "localhost";
  long valid_for_seconds = 3600;  ///< negative: has expired
  bool self_signed = false;
};
Certificate make_certificate(const std::filesystem::path& folder, const CertificateWish& wish);

/// A Jetstream server for one client at a time, played by a script.
class FakeJetstream {
 public:
  /// One upgraded connection.
  class Peer {
   public:
    virtual ~Peer() = default;
    virtual void text(std::string_view message) = 0;
    virtual void binary(std::string_view message) = 0;
    virtual void ping() = 0;
    /// The first bytes of a frame, then the end of the connection.
    virtual void break_off_in_a_frame() = 0;
    virtual void close(std::string_view reason) = 0;
    /// Until the client has gone, or the server is stopped.
    virtual void stay() = 0;
  };
  /// Plays the n-th upgraded connection (from 0). At its end the connection is cut.
  using Script = std::function<void(Peer&, int n)>;
  /// The status for the n-th request (from 0); 101 upgrades, 0 never answers.
  using Door = std::function<int(int n)>;

  explicit FakeJetstream(
      Script script, Door door = [](int) { return 101; },
      std::optional<Certificate> tls = std::nullopt);
  ~FakeJetstream();

  /// `ws://127.0.0.1:port`, or `wss://localhost:port`.
  std::string url() const;
  std::string place() const;  ///< host:port
  /// The request targets so far.
  std::vector<std::string> targets() const;
  /// What the last request named the server.
  std::string host_asked() const;

 private:
  struct Serving;
  std::unique_ptr<Serving> serving_;
};

}  // namespace tocsin::fakes
