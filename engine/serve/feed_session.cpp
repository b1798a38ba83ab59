#include "engine/serve/feed_session.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "engine/judge/judge.h"
#include "engine/serve/answer_box.h"
#include "engine/serve/desk_answers.h"
#include "engine/serve/feed_protocol.h"
#include "engine/serve/soft_close.h"
#include "engine/serve/tcp_progress.h"

namespace tocsin::serve {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using Time = FeedProtocol::Time;
constexpr auto tuple_awaited = asio::as_tuple(asio::use_awaitable);
constexpr WebSocketTerms terms{.message_most = bounds::ws_message_bytes,
                               .subprotocol = "tocsin.v1"};
// What the kernel holds for a peer that does not read: the other half of "one frame in flight".
constexpr int send_buffer_bytes = 256 << 10;

Time now() {
  return std::chrono::steady_clock::now();
}

/// Asks the directory each time: the actor that the upgrade was admitted with may have lost its
/// rights since.
FeedProtocol::Who who_is(Actor actor, Serving& serving) {
  return [actor = std::move(actor), &serving](FeedProtocol::Use use) {
    auto& people = serving.engine.people();
    return people.directory().now_of(actor, people.clock().now(), use == FeedProtocol::Use::acts);
  };
}

class FeedSession {
 public:
  FeedSession(Stream stream, Serving& serving, ConnectionControl& control, FeedClient client)
      : ws_(std::move(stream)),
        serving_(serving),
        control_(control),
        protocol_(serving.log,
                  {.version = serving.options.version,
                   .hello_deadline = serving.options.hello_deadline,
                   .ping_every = serving.options.ping_every,
                   .dead_after = serving.options.dead_after,
                   .mark_every = serving.options.mark_every},
                  now(), who_is(client.actor, serving)),
        client_("user " + client.actor.user + ", from " + client.actor.address +
                (client.origin.empty() ? "" : ", page " + client.origin)),
        wake_(ws_.get_executor()),
        watch_(ws_.get_executor()),
        answers_(ws_.get_executor(), [this] { wake_.cancel(); }) {}

  asio::awaitable<void> run(Upgrade upgrade) {
    using namespace asio::experimental::awaitable_operators;
    if (!co_await accept(std::move(upgrade))) co_return;
    control_.on_news = [this] { wake_.cancel(); };
    control_.on_stop = [this] {
      protocol_.on_stop();
      wake_.cancel();
    };
    control_.on_access = [this] {
      protocol_.on_access();
      wake_.cancel();
    };
    control_.on_abort = [this] { abort(); };
    if (serving_.stopping) protocol_.on_stop();
    protocol_.on_access();  // what has changed until now, nobody has told
    serving_.metrics.feed_clients.Increment();
    serving_.say(Event::feed, "feed opened: " + client_);
    co_await (read_loop() && write_loop() && watch_loop());
    answers_.close();
    if (serving_.presence.leave(seat_, now())) tell_others();
    control_.on_news = control_.on_stop = control_.on_access = control_.on_abort = nullptr;
    serving_.metrics.feed_closed(closed_as_);
    // Last: whoever sees that a client is gone may ask why.
    serving_.metrics.feed_clients.Decrement();
    serving_.say(Event::feed, "feed closed with " + closed_as_ + ": " + client_);
    if (read_all_) co_await close_softly(ws_.next_layer());
  }

 private:
  asio::awaitable<bool> accept(Upgrade upgrade);
  asio::awaitable<void> read_loop();
  asio::awaitable<void> write_loop();
  asio::awaitable<void> watch_loop();
  asio::awaitable<bool> perform(const FeedStep& step);
  void act(ActMessage message);
  void on_message();
  void look_around();
  void tell_others() { serving_.connections.tell(&ConnectionControl::on_news); }
  asio::awaitable<bool> send(const std::string& text);
  void end();
  void abort();
  std::uint64_t bytes_acked();

  WebSocket ws_;
  Serving& serving_;
  ConnectionControl& control_;
  FeedProtocol protocol_;
  const std::string client_;  // for the log
  asio::steady_timer wake_;   // the writer waits here for news or the time
  asio::steady_timer watch_;  // the watcher, for the next look
  struct Answered {
    std::string id;
    ActionAnswer answer;
  };
  AnswerBox<Answered> answers_;
  const Presence::Seat seat_ = serving_.presence.take_seat();
  std::uint64_t presence_seen_ = 0;
  bool writing_ = false;
  bool ended_ = false;
  bool read_all_ = false;  // nothing more is read: the peer has gone, or broke the rules
  std::string closed_as_ = "none";
};

asio::awaitable<bool> FeedSession::accept(Upgrade upgrade) {
  auto& tcp = ws_.next_layer().tcp();
  beast::error_code ignored;
  tcp.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  tcp.socket().set_option(asio::socket_base::send_buffer_size(send_buffer_bytes), ignored);
  ws_.text(true);
  ws_.control_callback([this](websocket::frame_type, beast::string_view) {
    protocol_.on_control(now());
    wake_.cancel();
  });
  co_return co_await accept_web_socket(ws_, upgrade, terms);
}

namespace {

/// The code of the client's close frame, or that with which Beast itself ends a connection whose
/// messages break the protocol; `none`: it was cut.
std::string closed_by(const boost::system::error_code& error,
                      const websocket::close_reason& reason) {
  if (reason.code != websocket::close_code::none) return std::to_string(reason.code);
  if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow)
    return "1009";
  if (error == websocket::error::bad_frame_payload) return "1007";
  if (error == websocket::condition::protocol_violation) return "1002";
  return "none";
}

}  // namespace

asio::awaitable<void> FeedSession::read_loop() {
  beast::flat_buffer buffer;
  while (true) {
    const auto [error, bytes] = co_await ws_.async_read(buffer, tuple_awaited);
    if (error) {
      if (closed_as_ == "none") closed_as_ = closed_by(error, ws_.reason());
      break;
    }
    if (ws_.got_binary()) {
      protocol_.on_binary();
    } else {
      protocol_.on_text({static_cast<const char*>(buffer.data().data()), bytes}, now());
      on_message();
    }
    buffer.consume(buffer.size());
    wake_.cancel();
  }
  read_all_ = true;
  end();
}

void FeedSession::on_message() {
  for (auto& message : protocol_.take_acts()) act(std::move(message));
  const auto seeing = protocol_.take_seeing();
  if (!seeing) return;
  if (serving_.presence.see(seat_, seeing->by, seeing->at, seeing->typing, now())) tell_others();
}

void FeedSession::act(ActMessage message) {
  const auto told = [slot = answers_.slot(), id = message.id](const ActionAnswer& answer) {
    slot({id, answer});
  };
  ActionAnswer refused;
  refused.refused = prepare(message.action, serving_.engine);
  if (refused.refused) return told(refused);
  serving_.engine.ask(
      [action = std::move(message.action), told](Judge& judge) { judge.act(action, told); },
      [told] {
        ActionAnswer none;
        none.unavailable = true;
        told(none);
      });
}

/// What has happened beside the feed since it was last looked at.
void FeedSession::look_around() {
  for (const auto& [id, answer] : answers_.take()) protocol_.on_answer(id, answer);
  if (!protocol_.wants_presence()) return;
  auto news = serving_.presence.since(presence_seen_, now());
  presence_seen_ = news.upto;
  protocol_.on_presence(std::move(news.messages));
}

asio::awaitable<bool> FeedSession::send(const std::string& text) {
  writing_ = true;
  const auto [error, bytes] = co_await ws_.async_write(asio::buffer(text), tuple_awaited);
  writing_ = false;
  serving_.metrics.feed_frames.Increment();
  serving_.metrics.feed_bytes.Increment(static_cast<double>(bytes));
  co_return !error;
}

// False: the conversation is over.
asio::awaitable<bool> FeedSession::perform(const FeedStep& step) {
  switch (step.kind) {
    case FeedStep::Kind::send:
      co_return co_await send(*step.text);
    case FeedStep::Kind::ping: {
      writing_ = true;
      const websocket::ping_data nothing;
      const auto [error] = co_await ws_.async_ping(nothing, tuple_awaited);
      writing_ = false;
      co_return !error;
    }
    case FeedStep::Kind::wait:
      wake_.expires_at(step.until);
      co_await wake_.async_wait(tuple_awaited);
      co_return !ended_;
    case FeedStep::Kind::close: {
      closed_as_ = std::to_string(step.code);
      const websocket::close_reason reason(static_cast<websocket::close_code>(step.code),
                                           step.reason);
      co_await ws_.async_close(reason, tuple_awaited);
      co_return false;
    }
  }
  co_return false;
}

asio::awaitable<void> FeedSession::write_loop() {
  for (bool more = true; more && !ended_;) {
    look_around();
    const FeedStep step = protocol_.next(now());
    more = co_await perform(step);
  }
  end();
  if (!read_all_) ws_.next_layer().tcp().close();
}

// Looks at what the peer's side has taken while a write is under way. A peer that takes nothing
// for `no_progress` is told 1013 as soon as anything can be told it; when that too fails for a
// quarter of the time, it is cut off.
asio::awaitable<void> FeedSession::watch_loop() {
  const auto every = serving_.options.no_progress / 4;
  std::uint64_t acked = 0;
  int still = 0;
  // Whoever sends no more may still be written to, and take nothing.
  while (!ended_ || writing_) {
    watch_.expires_after(every);
    co_await watch_.async_wait(tuple_awaited);
    if (ended_ && !writing_) co_return;
    const std::uint64_t taken = bytes_acked();
    still = writing_ && taken == acked ? still + 1 : 0;
    acked = taken;
    if (still == 4) protocol_.on_stalled();
    if (still < 5) continue;
    closed_as_ = "1013";
    abort();
  }
}

void FeedSession::end() {
  ended_ = true;
  wake_.cancel();
  watch_.cancel();
}

// With a reset: what the kernel holds for the peer goes at once.
void FeedSession::abort() {
  beast::error_code ignored;
  auto& socket = ws_.next_layer().tcp().socket();
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  end();
  ws_.next_layer().tcp().close();
}

std::uint64_t FeedSession::bytes_acked() {
  return tcp_bytes_acknowledged(ws_.next_layer().tcp().socket().native_handle());
}

}  // namespace

asio::awaitable<void> serve_feed(Stream stream, Upgrade upgrade, Serving& serving,
                                 ConnectionControl& control, FeedClient client) {
  FeedSession session(std::move(stream), serving, control, std::move(client));
  co_await session.run(std::move(upgrade));
}

}  // namespace tocsin::serve
