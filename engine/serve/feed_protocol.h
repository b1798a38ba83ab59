#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "engine/desk/deed.h"
#include "engine/people/actor.h"
#include "engine/serve/feed_log.h"
#include "engine/serve/feed_message.h"
#include "engine/serve/token_bucket.h"

namespace tocsin::serve {

/// What the socket is to do next.
struct FeedStep {
  enum class Kind : std::uint8_t { send, ping, close, wait };
  Kind kind = Kind::wait;
  std::shared_ptr<const std::string> text;      ///< send
  std::uint16_t code = 0;                       ///< close
  std::string_view reason;                      ///< close: static
  std::chrono::steady_clock::time_point until;  ///< wait: or until there is news
};

/// One client's conversation on the feed, without its socket: text in, steps out. It holds where
/// the client stands, and no queue of events: each step pulls what comes next.
///
/// Threads    One session's.
/// Ownership  Borrows the log.
/// Limits     bounds.h: messages a second, replies waiting (`replies_most`: then it is closed).
/// Errors     None: a store that cannot be read closes with 1013; the client comes back with
///            `since`.
/// Cost       No allocation per step without a filter, beyond what all clients share.
class FeedProtocol {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Options {
    std::string version = "0";
    std::chrono::milliseconds hello_deadline{10'000};
    std::chrono::milliseconds ping_every{20'000};
    std::chrono::milliseconds dead_after{60'000};
    std::chrono::milliseconds mark_every{10'000};
  };

  /// Whether the client does something, or is only looked at.
  enum class Use : std::uint8_t { looks, acts };
  /// Who speaks, with what they may now; nobody, once they are let in no more (SECURITY B3, B4).
  using Who = std::function<std::optional<Actor>(Use)>;

  FeedProtocol(FeedLog& log, Options options, Time now, Who who);

  /// A whole text message came.
  void on_text(std::string_view text, Time now);
  void on_binary() { close_with(1003, "text messages only"); }
  /// A ping, pong or close came: the peer is alive, unless it does nothing else.
  void on_control(Time now);
  /// The peer takes nothing.
  void on_stalled() { close_with(1013, "too slow; come back with since"); }
  /// Who may come in, or what they may, has changed: whoever is not what they were when they came
  /// is closed with 1008, and comes back as what they are now.
  void on_access();
  /// The server stops.
  void on_stop() { close_with(1001, "the server is stopping; come back"); }

  /// What the client asks to be done, in order, since the last call. Each is answered once.
  std::vector<ActMessage> take_acts() { return std::exchange(acts_, {}); }
  std::optional<SeeingMessage> take_seeing() { return std::exchange(seeing_, std::nullopt); }
  /// The answer to an act: `done` follows the event that it made, `failed` goes at once.
  void on_answer(const std::string& id, const ActionAnswer& answer);
  /// Who looks at what; not numbered.
  void on_presence(std::vector<std::string> messages);
  /// Whether the client has had its `live`, and all that was told of presence.
  bool wants_presence() const { return live_ && presence_.empty(); }

  /// What to do now. After `send` and `ping`, call it again when that is written.
  FeedStep next(Time now);

 private:
  enum class Phase : std::uint8_t { hello, welcome, snapshot, events };

  void close_with(std::uint16_t code, std::string_view reason);
  bool allowed(Time now);
  /// Who the message just read is from, where they have the right that its type takes; else what
  /// stands against it is said already.
  std::optional<Actor> admitted(const ClientMessage& message);
  void on_hello(const Hello& hello);
  void on_act(ActMessage act, const Actor& by);
  std::optional<FeedStep> reply();
  FeedStep pull(Time now);
  FeedStep welcome();
  FeedStep reset();
  FeedStep snapshot();
  FeedStep events(Time now);
  FeedFrame filtered();
  bool shows(const ServedEvent& event);
  FeedStep idle(Time now) const;
  FeedStep say(std::string text);

  FeedLog& log_;
  const Who who_;
  const std::optional<Actor> you_;  // as they came
  const Options options_;
  Phase phase_ = Phase::hello;
  FeedFilter filter_;
  std::optional<std::uint64_t> since_;  // as hello said
  std::uint64_t at_ = 0;                // served up to here
  std::uint64_t before_ = 0;            // snapshot: the next page
  bool live_ = false;                   // `live` was said
  // Alerts shown to a client with a filter: their later events are shown too, whatever they have
  // become, since the client would otherwise go on showing what is no longer so.
  std::unordered_set<AlertId, IdHash> shown_;
  std::deque<std::string> replies_;
  std::vector<ActMessage> acts_;
  std::size_t acts_under_way_ = 0;
  std::deque<std::pair<std::uint64_t, std::string>> done_;  // until events up to seq were sent
  std::optional<SeeingMessage> seeing_;
  std::deque<std::string> presence_;
  Time born_, heard_, pinged_, marked_;
  TokenBucket messages_, controls_;
  int strikes_ = 0;
  std::optional<FeedStep> closing_;
};

}  // namespace tocsin::serve
