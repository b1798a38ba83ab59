#include "connectors/jetstream_source.h"

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "connectors/jetstream_client_head.h"
#include "connectors/jetstream_client_progress.h"
#include "connectors/web_socket_client.h"
#include "connectors/zstd_frames.h"

namespace tocsin {
namespace asio = boost::asio;

namespace {
bool is_cancelled(const asio::cancellation_state& state) {
  return state.cancelled() != asio::cancellation_type::none;
}
}  // namespace

/// One run: one coroutine connects and reads, another passes on what was read. The second
/// outlives connections, so that a connection's end takes nothing with it.
class JetstreamSource::Listening {
 public:
  Listening(JetstreamSource& source, Intake& intake, std::string_view cursor,
            std::optional<ZstdFrames> zstd, const asio::any_io_executor& strand)
      : options_(source.options_),
        ledger_(source.ledger_),
        intake_(intake),
        progress_(options_, cursor),
        plan_(options_.hosts.size(),
              {options_.wait_first, options_.wait_most, options_.refused_wait}, source.random_),
        zstd_(std::move(zstd)),
        frames_came_(strand),
        batch_taken_(strand),
        pass_on_(strand) {
    for (const auto& text : options_.hosts)
      if (auto host = parse_jetstream_host(text)) hosts_.push_back(*std::move(host));
  }

  asio::awaitable<void> run() { co_await first_of(connect_for_ever(), pass_on_batches()); }

 private:
  using Clocked = std::chrono::steady_clock;

  asio::awaitable<void> connect_for_ever();
  asio::awaitable<WebSocketFailure> listen(const JetstreamHost& host);
  asio::awaitable<void> read_from(WebSocketClient& socket);
  asio::awaitable<void> until_silent(WebSocketClient& socket);
  asio::awaitable<void> pass_on_batches();
  std::optional<WebSocketFailure> take(const WebSocketMessage& message);
  void add(std::string_view frame);
  Instant now() const { return ledger_.clock().now(); }

  const JetstreamOptions& options_;
  SourceLedger& ledger_;
  Intake& intake_;
  std::vector<JetstreamHost> hosts_;
  JetstreamProgress progress_;
  ReconnectPlan plan_;
  JetstreamHeadReader heads_;
  std::optional<ZstdFrames> zstd_;
  std::unique_ptr<RawBatch> batch_;  ///< being filled; full: reading waits
  Heard heard_;
  WakeUp frames_came_;
  WakeUp batch_taken_;
  asio::steady_timer pass_on_;
  std::optional<Clocked::time_point> reading_since_;
  std::optional<WebSocketFailure> ended_;  ///< why the connection under way ended, once known
};

JetstreamSource::JetstreamSource(JetstreamOptions options, const Clock& clock, Random random)
    : options_(std::move(options)),
      random_(std::move(random)),
      ledger_(options_.name, "jetstream", clock) {}

JetstreamSource::~JetstreamSource() = default;

asio::awaitable<void> JetstreamSource::run(Intake& intake, SourceNews& news, std::string cursor) {
  ledger_.begin(news);
  std::optional<ZstdFrames> zstd;
  if (!options_.dictionary.empty()) {
    auto loaded = ZstdFrames::load(options_.dictionary);
    if (!loaded) {
      ledger_.lost(loaded.error(), "dictionary");
      ledger_.end(SourceState::lost);
      co_return;
    }
    zstd = std::move(*loaded);
  }
  StopSwitch::Work work = [&]() -> asio::awaitable<void> {
    const auto strand = co_await asio::this_coro::executor;
    Listening listening(*this, intake, cursor, std::move(zstd), strand);
    co_await listening.run();
  };
  co_await stop_.guard(std::move(work));
  ledger_.end(SourceState::stopped);
}

asio::awaitable<void> JetstreamSource::Listening::connect_for_ever() {
  while (true) {
    const ReconnectPlan::Attempt attempt = plan_.next(now());
    if (attempt.wait > Micros{0}) co_await pause_for(attempt.wait);
    const WebSocketFailure failure = co_await listen(hosts_[attempt.host]);
    if (is_cancelled(co_await asio::this_coro::cancellation_state)) co_return;
    const bool in_vain =
        failure.fault == WebSocketFault::refused || failure.fault == WebSocketFault::not_trusted;
    plan_.failed(in_vain ? RetryWhen::slowly : RetryWhen::soon, now());
    ledger_.lost(failure.why, name_of(failure.fault));
    ledger_.reconnecting();
  }
}

asio::awaitable<WebSocketFailure> JetstreamSource::Listening::listen(const JetstreamHost& host) {
  const std::string where = host.host + ':' + host.port;
  WebSocketTarget target{.tls = host.tls,
                         .host = host.host,
                         .port = host.port,
                         .target = jetstream_target(host, options_, progress_.resume_at(where)),
                         .ca_file = options_.ca_file,
                         .deadline = options_.connect_deadline};
  auto socket = co_await open_web_socket(std::move(target));
  if (!socket) co_return std::move(socket.error());
  progress_.connected(where);
  ledger_.connected();
  reading_since_ = Clocked::now();
  ended_.reset();
  co_await first_of(read_from(**socket), until_silent(**socket));
  reading_since_.reset();
  co_return ended_.value_or(WebSocketFailure{});
}

asio::awaitable<void> JetstreamSource::Listening::read_from(WebSocketClient& socket) {
  while (true) {
    while (batch_ != nullptr && batch_->full()) co_await batch_taken_.wait();
    reading_since_ = Clocked::now();
    auto message = co_await socket.read();
    reading_since_.reset();
    if (!message) {
      if (!ended_) ended_ = std::move(message.error());
      co_return;
    }
    plan_.works();
    if (auto failure = take(*message)) {
      ended_ = std::move(failure);
      co_return;
    }
  }
}

/// Returns when a read has waited for too long. A ping ends no read, and a full intake begins none.
asio::awaitable<void> JetstreamSource::Listening::until_silent(WebSocketClient& socket) {
  // However this ends, the other one must too.
  struct Abandon {
    WebSocketClient& socket;
    ~Abandon() { socket.abandon(); }
  } abandon{socket};
  while (true) {
    const auto waited = reading_since_ ? Clocked::now() - *reading_since_ : Clocked::duration(0);
    if (waited >= options_.silence) {
      ended_ = WebSocketFailure{WebSocketFault::deadline,
                                progress_.host() + ": connected, but sent no event for " +
                                    std::to_string(options_.silence.count()) + " ms"};
      co_return;
    }
    co_await pause_for(std::chrono::ceil<std::chrono::microseconds>(options_.silence - waited));
  }
}

std::optional<WebSocketFailure> JetstreamSource::Listening::take(const WebSocketMessage& message) {
  std::string_view frame = message.bytes;
  if (message.binary && zstd_) {
    const auto unpacked = zstd_->unpack(frame);
    if (!unpacked && unpacked.error() == ZstdFrames::Fault::other_dictionary)
      return WebSocketFailure{WebSocketFault::refused,
                              "the server packs with another zstd dictionary than " +
                                  options_.dictionary.string() +
                                  "; get the one that it uses, or leave the option out"};
    if (unpacked) frame = *unpacked;  // else the decoder rejects and counts it as it came
  }
  add(frame);
  return std::nullopt;
}

void JetstreamSource::Listening::add(std::string_view frame) {
  const bool whole = frame.size() <= bounds::frame_bytes;
  const JetstreamHead head = whole ? heads_.read(frame) : JetstreamHead{};
  auto heard = progress_.hear(head, now());
  if (heard.gap) ledger_.gap(*std::move(heard.gap));
  if (heard.repeat) return ledger_.repeat_dropped();
  if (batch_ == nullptr) {
    batch_ = intake_.blank();
    batch_->wire = Wire::jetstream;
    batch_->source_name = options_.name;
    batch_->default_source = "bluesky";
    heard_ = {};
  }
  batch_->add(frame);
  ++heard_.frames;
  heard_.bytes += frame.size();
  heard_.frame_time = progress_.newest();
  if (batch_->frames.size() == 1) frames_came_.ring();
  if (batch_->full()) pass_on_.cancel();
}

asio::awaitable<void> JetstreamSource::Listening::pass_on_batches() {
  while (true) {
    while (batch_ == nullptr) co_await frames_came_.wait();
    if (!batch_->full()) {
      boost::system::error_code full_or_due;
      pass_on_.expires_after(options_.pass_on_after);
      co_await pass_on_.async_wait(asio::redirect_error(asio::use_awaitable, full_or_due));
    }
    auto batch = std::move(batch_);
    batch->cursor = {options_.name, progress_.cursor()};
    ledger_.heard(heard_);
    batch_taken_.ring();
    const bool taken = co_await intake_.push(std::move(batch));
    if (!taken) co_return;
  }
}

}  // namespace tocsin
