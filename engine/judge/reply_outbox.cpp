#include "engine/desk/reply_outbox.h"

#include <condition_variable>
#include <future>
#include <mutex>

#include "engine/judge/judge.h"

namespace tocsin {
namespace {

constexpr std::chrono::milliseconds look_every{250};

/// Waits for what the judge's or the keep's thread brings. Who is to stop does not wait long: a
/// store that fails may keep all waiting, and the next run asks after what was under way.
template <class T>
T awaited(const std::stop_token& stop,
          const std::function<void(std::shared_ptr<std::promise<T>>)>& ask) {
  constexpr std::chrono::milliseconds step{50};
  auto patience = std::chrono::milliseconds{3000};
  auto promise = std::make_shared<std::promise<T>>();
  auto result = promise->get_future();
  ask(promise);
  while (result.wait_for(step) != std::future_status::ready)
    if (stop.stop_requested() && (patience -= step) <= std::chrono::milliseconds{0}) return T{};
  return result.get();
}

}  // namespace

ReplyOutbox::ReplyOutbox(std::vector<std::unique_ptr<ReplySender>> senders, Ask ask)
    : senders_(std::move(senders)), ask_(std::move(ask)) {
  for (const auto& sender : senders_) platforms_.emplace_back(sender->platform());
}

ReplyOutbox::~ReplyOutbox() {
  stop();
}

void ReplyOutbox::start() {
  if (senders_.empty()) return;
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void ReplyOutbox::stop() {
  thread_.request_stop();
  for (const auto& sender : senders_) sender->stop();
  if (thread_.joinable()) thread_.join();
}

ReplySender* ReplyOutbox::sender_of(std::string_view platform) const {
  for (const auto& sender : senders_)
    if (sender->platform() == platform) return sender.get();
  return nullptr;
}

void ReplyOutbox::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested())
    if (!one(stop)) wake.wait_for(lock, stop, look_every, [] { return false; });
}

/// False: there was nothing to do.
bool ReplyOutbox::one(const std::stop_token& stop) {
  using Given = std::optional<Errand>;
  const auto errand = awaited<Given>(stop, [&](std::shared_ptr<std::promise<Given>> promise) {
    ask_(
        [platforms = platforms_, promise](Judge& judge) {
          judge.begin_errand(platforms, [promise](Given given) { promise->set_value(given); });
        },
        [promise] { promise->set_value(std::nullopt); });
  });
  if (!errand || stop.stop_requested()) return false;
  auto* sender = sender_of(errand->platform);
  const auto report =
      errand->look_only ? sender->look_for(errand->letter) : sender->send(errand->letter);
  return awaited<bool>(stop, [&](std::shared_ptr<std::promise<bool>> promise) {
    ask_(
        [errand, report, promise](Judge& judge) {
          judge.settle_errand(*errand, report, [promise](bool kept) { promise->set_value(kept); });
        },
        [promise] { promise->set_value(false); });
  });
}

}  // namespace tocsin
