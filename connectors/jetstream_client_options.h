#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

/// The public instances, tried in turn. They need no account.
inline const std::vector<std::string> public_jetstream_hosts{
    "wss://jetstream1.us-east.bsky.network",
    "wss://jetstream2.us-east.bsky.network",
    "wss://jetstream1.us-west.bsky.network",
    "wss://jetstream2.us-west.bsky.network",
};

/// Where a connection may go without TLS.
enum class PlainText : std::uint8_t { loopback_only, anywhere };

struct JetstreamOptions {
  std::string name = "bluesky";  ///< the configured source's; not empty
  /// `wss://host[:port][/path]`, `ws://…`, or a host alone; 1 … 16. The path is `/subscribe`
  /// where none is given.
  std::vector<std::string> hosts = public_jetstream_hosts;
  /// NSIDs, or prefixes like `app.bsky.*`; at most 100. None: all. Events about accounts and
  /// identities always come.
  std::vector<std::string> collections = {"app.bsky.feed.post"};
  std::vector<std::string> dids = {};  ///< only these accounts; at most 100. None: all
  /// zstd dictionary of the legacy wire; empty: uncompressed. It saves more than half of the
  /// traffic. Get it from the jetstream repository.
  std::filesystem::path dictionary = {};
  std::filesystem::path ca_file = {};  ///< trusted authorities, PEM; empty: the system's
  PlainText plain_text = PlainText::loopback_only;

  /// Heard again after a reconnect: the server's order is not its time's, and it is known to
  /// drop events where it goes over from replay to live; 0 … 10 min.
  std::chrono::milliseconds overlap{5'000};
  /// The same when another instance answers, whose clock stamps the events; 0 … 1 h.
  std::chrono::milliseconds switch_overlap{60'000};
  /// The first event after a reconnect may be so much newer than what was asked for before a
  /// gap is recorded; 1 s … 1 h.
  std::chrono::milliseconds gap_after{60'000};
  /// How far back the server can replay, for what a gap's text says; 1 min … 30 days.
  std::chrono::minutes lookback{36 * 60};
  /// Without an event for so long the connection counts as dead, pings or not; 100 ms … 1 h.
  std::chrono::milliseconds silence{30'000};
  /// For each of: address look-up, connection with TLS, upgrade; 100 ms … 2 min.
  std::chrono::milliseconds connect_deadline{10'000};
  /// What has come is passed on after so long, or when a batch is full; 0 … 5 ms.
  std::chrono::milliseconds pass_on_after{2};
  /// Waits between attempts are random, up to this, doubled by each failure …; 1 ms … 1 min.
  std::chrono::milliseconds wait_first{500};
  /// … to at most this; 1 ms … 10 min.
  std::chrono::milliseconds wait_most{30'000};
  /// A host that refused us (4xx, a certificate that does not hold) is left alone for so long;
  /// 1 ms … 1 day.
  std::chrono::milliseconds refused_wait{300'000};
  /// Events remembered to recognise what comes twice, 8 bytes each; 64 … 2^22.
  std::size_t overlap_keys = 65'536;

  /// What is wrong with it, a sentence each; empty: nothing.
  std::vector<std::string> validate() const;
};

/// One of JetstreamOptions::hosts, taken apart.
struct JetstreamHost {
  bool tls = true;
  std::string host;  ///< a name or an address, without brackets
  std::string port;
  std::string path;
  bool loopback() const;
};
/// Errors     A sentence that names the text.
std::expected<JetstreamHost, std::string> parse_jetstream_host(std::string_view text);

/// The request target on the legacy wire; `cursor` in microseconds, none: live.
std::string jetstream_target(const JetstreamHost& host, const JetstreamOptions& options,
                             std::optional<std::int64_t> cursor);

}  // namespace tocsin
