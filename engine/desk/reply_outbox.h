#pragma once
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "engine/desk/reply_sender.h"

namespace tocsin {

class Judge;

/// Carries answers out of the house, one at a time: asks the judge for an errand (whose beginning
/// is durable then), does it, and tells the judge what became of it. Killed between any two of
/// these, the next run asks after the reply and sends nothing by itself.
///
/// Threads    start(), stop() by the owner; one thread of its own.
/// Ownership  Owns the senders. Borrows what `Ask` leads to.
class ReplyOutbox {
 public:
  /// Runs the first on the judge's thread; the second instead where the line stops.
  using Ask = std::function<void(std::function<void(Judge&)>, std::function<void()>)>;
  ReplyOutbox(std::vector<std::unique_ptr<ReplySender>> senders, Ask ask);
  ~ReplyOutbox();
  void start();
  /// Gives up what it is at: the next run asks after it.
  void stop();
  const std::vector<std::string>& platforms() const { return platforms_; }

 private:
  void run(const std::stop_token& stop);
  bool one(const std::stop_token& stop);
  ReplySender* sender_of(std::string_view platform) const;

  std::vector<std::unique_ptr<ReplySender>> senders_;
  std::vector<std::string> platforms_;
  Ask ask_;
  std::jthread thread_;
};

}  // namespace tocsin
