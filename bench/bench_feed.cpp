// Fan-out of the feed to many clients, beside a bare Beast loop that sends the same messages,
// prepared, to as many. One thread serves on either side, one reads; rounds go in lock-step: the
// next begins when every client has the last. Ours includes reading the store, joining the posts,
// writing the JSON once, and each session's pull.
//   bench_feed [--json] [--smoke] [--clients N]
#include <chrono>
#include <cstring>
#include <deque>
#include <future>
#include <memory>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "bench/feed_readers.h"
#include "bench/side_by_side.h"
#include "engine/serve/event_json.h"
#include "engine/serve/server.h"
#include "tests/serve/fake_engine.h"
#include "tests/serve/samples.h"

namespace tocsin::bench {
namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using Socket = websocket::stream<boost::beast::tcp_stream>;

struct Options {
  bool json = false;
  int clients = 100;
  int rounds = 400;
  int repeats = 7;
  int events = 1;
};

// Numbers and ids of one width: every message has the same size.
constexpr std::uint64_t first_number = 1'000'000;

// What one commit tells: alerts of posts of about 140 characters.
void publish(test::FakeEngine& engine, int events, std::uint64_t& number) {
  for (int i = 0; i < events; ++i) {
    const auto post = test::sample_post(
        "at://did:plc:example/app.bsky.feed.post/" + std::to_string(10'000 + ++number % 5'000),
        "third night without internet and nobody answers. I am leaving for good, my contract ends "
        "and my lawyer will be in touch, believe me.");
    engine.kept.put(post);
    engine.kept.tell(EventKind::alert_raised, test::sample_alert(post));
  }
}

std::string message_of(const test::FakeEngine& engine, std::uint64_t since) {
  const auto events = engine.kept.events(since, 1'000);
  std::string text;
  for (const auto& event : events)
    text += (text.empty() ? "" : ",") + serve::event_json(event, engine.kept);
  return events.size() > 1 ? '[' + text + ']' : text;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

class Ours {
 public:
  explicit Ours(const Options& options) : options_(options) {
    engine_.kept.begin_after(first_number);
    serve::ServeOptions serving;
    serving.port = 0;
    serving.io_threads = 1;
    serving.ping_every = serving.dead_after = std::chrono::hours(1);  // our readers do not answer
    auto started = serve::Server::start(engine_, serving);
    if (!started) throw std::runtime_error(started.error().message);
    server_ = std::move(*started);
    readers_ = std::make_unique<FeedReaders>(server_->port(), "/api/v1/feed",
                                             R"({"type":"hello","since":0})", options.clients);
    readers_->read_until(R"("type":"live")");
  }
  ~Ours() { readers_.reset(); }
  std::size_t last_message_bytes() const { return message_bytes_; }
  double run() {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < options_.rounds; ++i) {
      const auto before = engine_.kept.last_seq();
      publish(engine_, options_.events, number_);
      server_->announce(engine_.kept.last_seq());
      if (message_bytes_ == 0) message_bytes_ = message_of(engine_, before).size();
      readers_->read_each(message_bytes_);
    }
    return seconds_since(start);
  }

 private:
  const Options options_;
  test::FakeEngine engine_;
  std::unique_ptr<serve::Server> server_;
  std::unique_ptr<FeedReaders> readers_;
  std::uint64_t number_ = 0;
  std::size_t message_bytes_ = 0;
};

class Bare {
 public:
  explicit Bare(const Options& options) : options_(options) {
    test::FakeEngine engine;
    engine.kept.begin_after(first_number);
    std::uint64_t number = 0;
    publish(engine, options.events, number);
    message_ = message_of(engine, first_number);
    tcp::acceptor acceptor(io_, {asio::ip::address_v4::loopback(), 0});
    auto accepted = std::async(std::launch::async, [&] {
      for (int i = 0; i < options_.clients; ++i) {
        auto& one = sessions_.emplace_back(Socket(acceptor.accept())).socket;
        boost::beast::get_lowest_layer(one).socket().set_option(tcp::no_delay(true));
        one.auto_fragment(false);
        one.text(true);
        one.accept();
      }
    });
    readers_ =
        std::make_unique<FeedReaders>(acceptor.local_endpoint().port(), "/", "", options.clients);
    accepted.get();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Bare() {
    work_.reset();
    thread_.join();
  }
  double run() {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < options_.rounds; ++i) {
      asio::post(io_, [this] {
        for (auto& one : sessions_)
          if (one.owed++ == 0) write(one);
      });
      readers_->read_each(message_.size());
    }
    return seconds_since(start);
  }

 private:
  struct Session {
    Socket socket;
    int owed = 0;  // a client may have read a message before its write is told to be done
  };
  void write(Session& one) {
    one.socket.async_write(asio::buffer(message_), [this, &one](const auto&, std::size_t) {
      if (--one.owed > 0) write(one);
    });
  }

  const Options options_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  std::string message_;
  std::deque<Session> sessions_;
  std::unique_ptr<FeedReaders> readers_;
  std::thread thread_;
};

void measure(const char* name, Options options) {
  Ours ours(options);
  Bare bare(options);
  ours.run();
  bare.run();
  const double items = static_cast<double>(options.rounds) * options.events * options.clients;
  std::vector<double> our_ns, bare_ns;
  for (int i = 0; i < options.repeats; ++i) {
    our_ns.push_back(ours.run() * 1e9 / items);
    bare_ns.push_back(bare.run() * 1e9 / items);
  }
  print(Row{name, median(our_ns), median(bare_ns)}, options.json);
}

}  // namespace
}  // namespace tocsin::bench

int main(int argc, char** argv) {
  using namespace tocsin::bench;
  Options options;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) {
      options.json = true;
    } else if (std::strcmp(argv[i], "--smoke") == 0) {
      options.rounds = 5;
      options.repeats = 1;
    } else if (std::strcmp(argv[i], "--clients") == 0 && i + 1 < argc) {
      options.clients = std::atoi(argv[++i]);
    } else {
      std::fprintf(stderr, "usage: bench_feed [--json] [--smoke] [--clients N]\n");
      return 2;
    }
  }
  measure("feed-1-event", options);
  options.events = 16;
  measure("feed-16-events", options);
}
