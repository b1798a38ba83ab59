#include "engine/serve/feed_protocol.h"

#include <algorithm>
#include <variant>

#include "engine/bounds.h"
#include "engine/json_writer.h"
#include "engine/serve/bounds.h"
#include "engine/serve/desk_answers.h"
#include "engine/serve/desk_json.h"

namespace tocsin::serve {
namespace {

constexpr std::string_view signed_out = "signed out, or another role: come in again";
constexpr std::size_t replies_most = 64;
constexpr std::size_t acts_most = 32;
constexpr std::size_t scanned_at_once = 1024;
// Beyond so many a client with a filter follows no further alert past its filter; it still gets
// every event that passes.
constexpr std::size_t shown_most = 20'000;

template <class... F>
struct Cases : F... {
  using F::operator()...;
};

std::string failed_text(const FailedMessage& failed) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().field("type", "failed").field_if("id", failed.id);
  json.field("status", failed.status).field("why", failed.why).end_object();
  return text;
}

std::string seq_text(std::string_view type, std::uint64_t seq) {
  std::string text;
  JsonWriter(text).begin_object().field("type", type).field("seq", seq).end_object();
  return text;
}

}  // namespace

FeedProtocol::FeedProtocol(FeedLog& log, Options options, Time now, Who who)
    : log_(log),
      who_(std::move(who)),
      you_(who_(Use::looks)),
      options_(std::move(options)),
      born_(now),
      heard_(now),
      pinged_(now),
      marked_(now),
      messages_(bounds::ws_message_burst, bounds::ws_messages_per_second, now),
      controls_(bounds::ws_control_burst, bounds::ws_controls_per_second, now) {
  if (!you_) close_with(1008, signed_out);
}

void FeedProtocol::close_with(std::uint16_t code, std::string_view reason) {
  if (closing_) return;
  closing_ = FeedStep{
      .kind = FeedStep::Kind::close, .text = {}, .code = code, .reason = reason, .until = {}};
}

// The third message that finds the bucket empty closes.
bool FeedProtocol::allowed(Time now) {
  if (messages_.take(now)) return true;
  if (++strikes_ >= 3) close_with(1008, "too many messages");
  return false;
}

void FeedProtocol::on_text(std::string_view text, Time now) {
  heard_ = now;
  if (closing_) return;
  if (!allowed(now)) {
    replies_.push_back(failed_text({{}, 429, "too many messages: at most 20 a second"}));
    return;
  }
  auto message = read_client_message(text);
  const auto actor = admitted(message);
  if (!actor) return;
  std::visit(Cases{[&](const Hello& hello) { on_hello(hello); },
                   [&](ActMessage& act) { on_act(std::move(act), *actor); },
                   [&](SeeingMessage& seeing) {
                     seeing.by = {actor->user, actor->name};
                     seeing_ = std::move(seeing);
                   },
                   [&](const FailedMessage& failed) { replies_.push_back(failed_text(failed)); },
                   [&](NotJson) { close_with(1007, "not JSON"); }},
             message);
  if (replies_.size() > replies_most) close_with(1008, "answers are not being read");
}

void FeedProtocol::on_control(Time now) {
  heard_ = now;
  if (!controls_.take(now)) close_with(1008, "too many pings");
}

void FeedProtocol::on_access() {
  const auto is = who_(Use::looks);
  if (!is || !you_ || is->role != you_->role || is->scopes != you_->scopes)
    close_with(1008, signed_out);
}

std::optional<Actor> FeedProtocol::admitted(const ClientMessage& message) {
  auto actor = who_(Use::acts);
  if (!actor) {
    close_with(1008, signed_out);
    return std::nullopt;
  }
  const auto right = right_of(message);
  if (actor->may(right)) return actor;
  const auto* act = std::get_if<ActMessage>(&message);
  replies_.push_back(failed_text(
      {act ? act->id : "", 403, "this takes the right `" + std::string(name_of(right)) + "`"}));
  return std::nullopt;
}

void FeedProtocol::on_hello(const Hello& hello) {
  if (phase_ != Phase::hello) {
    replies_.push_back(failed_text({{}, 409, "hello was said: connect anew to ask for other"}));
    return;
  }
  filter_ = hello.filter;
  since_ = hello.since;
  phase_ = Phase::welcome;
}

void FeedProtocol::on_act(ActMessage act, const Actor& by) {
  act.action.by = by;
  if (phase_ == Phase::hello) {
    replies_.push_back(failed_text({act.id, 409, "say hello first"}));
  } else if (acts_under_way_ == acts_most) {
    replies_.push_back(failed_text({act.id, 429, "too much at once: wait for answers"}));
  } else {
    ++acts_under_way_;
    acts_.push_back(std::move(act));
  }
}

void FeedProtocol::on_answer(const std::string& id, const ActionAnswer& answer) {
  --acts_under_way_;
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  if (answer.refused || answer.unavailable) {
    json.field("type", "failed").field("id", id);
    json.field("status", answer.refused ? status_of(answer.refused->why) : 503);
    json.field("why", answer.refused ? answer.refused->detail
                                     : "it is not known whether this was done: ask again");
    if (answer.refused) write_who(json, *answer.refused);
    json.end_object();
    replies_.push_back(std::move(text));
    return;
  }
  json.field("type", "done").field("id", id).field("seq", answer.seq);
  if (!answer.action.empty()) json.field("action", to_string(answer.action));
  if (answer.undo_until != Instant{}) json.field("undo_until", answer.undo_until);
  json.end_object();
  done_.emplace_back(answer.seq, std::move(text));
}

void FeedProtocol::on_presence(std::vector<std::string> messages) {
  for (auto& message : messages) presence_.push_back(std::move(message));
}

std::optional<FeedStep> FeedProtocol::reply() {
  std::optional<FeedStep> step;
  if (!replies_.empty()) {
    step = say(std::move(replies_.front()));
    replies_.pop_front();
  } else if (!done_.empty() && done_.front().first <= at_ && phase_ == Phase::events) {
    step = say(std::move(done_.front().second));
    done_.pop_front();
  } else if (!presence_.empty()) {
    step = say(std::move(presence_.front()));
    presence_.pop_front();
  }
  return step;
}

FeedStep FeedProtocol::say(std::string text) {
  return {.kind = FeedStep::Kind::send,
          .text = std::make_shared<const std::string>(std::move(text)),
          .code = 0,
          .reason = {},
          .until = {}};
}

FeedStep FeedProtocol::welcome() {
  const std::uint64_t last = log_.last_seq();
  at_ = last;
  phase_ = Phase::snapshot;
  if (since_) {
    const std::uint64_t first = log_.first_seq();
    // 0 asks for all that is kept, from wherever that begins.
    at_ = *since_ == 0 ? first - 1 : *since_;
    phase_ = Phase::events;
  }
  std::string text;
  JsonWriter json(text);
  json.begin_object().field("type", "welcome").field("seq", last);
  json.key("you").begin_object().field("user", you_->user).field("name", you_->name);
  json.field("role", name_of(you_->role)).end_object();
  json.field("server", "tocsin " + options_.version).end_object();
  return say(std::move(text));
}

// What the client has is older than what is kept, or from another life of the store.
FeedStep FeedProtocol::reset() {
  at_ = log_.last_seq();
  before_ = 0;
  live_ = false;
  shown_.clear();
  phase_ = Phase::snapshot;
  return say(R"({"type":"reset"})");
}

FeedStep FeedProtocol::snapshot() {
  auto page = log_.snapshot(at_, filter_, before_);
  before_ = page.before_raised_seq;
  if (!filter_.empty())
    for (const auto& id : page.alerts)
      if (shown_.size() < shown_most) shown_.insert(id);
  if (!page.more) phase_ = Phase::events;
  FeedStep step;
  step.kind = FeedStep::Kind::send;
  step.text = std::move(page.text);
  return step;
}

bool FeedProtocol::shows(const ServedEvent& event) {
  if (!event.alert) return true;  // posts, rules, sources: may concern what the client holds
  const auto& alert = *event.alert;
  const bool followed = shown_.contains(alert.id);
  const bool shown = followed || filter_.passes(alert);
  if (is_ended(alert.state)) {
    shown_.erase(alert.id);
  } else if (shown && !followed && shown_.size() < shown_most) {
    shown_.insert(alert.id);
  }
  return shown;
}

FeedFrame FeedProtocol::filtered() {
  std::vector<ServedEventPtr> shown;
  std::size_t bytes = 2;
  for (const auto& event : log_.events_after(at_, scanned_at_once)) {
    // What does not fit is judged when its turn comes: `shows` remembers.
    if (!shown.empty() && bytes + event->json.size() + 1 > bounds::ws_frame_bytes) break;
    at_ = event->seq;
    if (!shows(*event)) continue;
    bytes += event->json.size() + 1;
    shown.push_back(event);
  }
  return join_events(shown);
}

FeedStep FeedProtocol::events(Time now) {
  const std::uint64_t last = log_.last_seq();
  if (at_ + 1 < log_.first_seq() || at_ > last) return reset();
  if (at_ < last) {
    const std::uint64_t before = at_;
    FeedFrame frame;
    if (filter_.empty()) {
      frame = log_.frame_after(at_);
      if (frame.text) at_ = frame.upto;
    } else {
      frame = filtered();
    }
    if (frame.text) {
      if (filter_.empty()) marked_ = now;
      FeedStep step;
      step.kind = FeedStep::Kind::send;
      step.text = std::move(frame.text);
      return step;
    }
    if (at_ == before) return idle(now);
  }
  if (!live_ && at_ >= last) {
    live_ = true;
    marked_ = now;
    return say(seq_text("live", at_));
  }
  if (now - marked_ >= options_.mark_every) {
    marked_ = now;
    return say(seq_text("mark", at_));
  }
  if (at_ < last)
    return {.kind = FeedStep::Kind::wait, .text = {}, .code = 0, .reason = {}, .until = now};
  return idle(now);
}

FeedStep FeedProtocol::idle(Time now) const {
  FeedStep step;
  step.until = std::min(pinged_ + options_.ping_every, heard_ + options_.dead_after);
  if (phase_ == Phase::hello) step.until = std::min(step.until, born_ + options_.hello_deadline);
  if (phase_ == Phase::events) step.until = std::min(step.until, marked_ + options_.mark_every);
  step.until = std::max(step.until, now);
  return step;
}

FeedStep FeedProtocol::pull(Time now) {
  switch (phase_) {
    case Phase::hello:
      return idle(now);
    case Phase::welcome:
      return welcome();
    case Phase::snapshot:
      return snapshot();
    case Phase::events:
      return events(now);
  }
  return idle(now);
}

FeedStep FeedProtocol::next(Time now) {
  if (auto step = reply()) return *step;
  if (phase_ == Phase::hello && now - born_ >= options_.hello_deadline)
    close_with(1008, "say hello first");
  if (now - heard_ >= options_.dead_after) close_with(1001, "nothing heard for a minute");
  if (closing_) return *closing_;
  if (now - pinged_ >= options_.ping_every) {
    pinged_ = now;
    on_access();  // a session also ends by itself
    if (closing_) return *closing_;
    FeedStep step;
    step.kind = FeedStep::Kind::ping;
    return step;
  }
  try {
    return pull(now);
  } catch (const StoreReadFailed&) {
    close_with(1013, "the store cannot be read; come back");
    return *closing_;
  }
}

}  // namespace tocsin::serve
