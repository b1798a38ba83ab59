#pragma once
#include <string>
#include <string_view>

#include "connectors/source_ledger.h"
#include "connectors/stop_event.h"
#include "engine/source.h"

namespace tocsin {

/// A source that reads files: on a thread of its own while run() is awaited, because reading a
/// file blocks (a cold disk for long) and the io threads must not.
///
/// Threads    As Source says; hear() on the own thread.
/// Ownership  Borrows the clock, which must outlive it.
class BlockingSource : public Source {
 public:
  BlockingSource(std::string name, std::string kind, const Clock& clock);

  std::string_view name() const override { return ledger_.name(); }
  boost::asio::awaitable<void> run(Intake& intake, SourceNews& news, std::string cursor) override;
  /// Ends run() as soon as the batch under way, if any, is pushed.
  void stop() override { stop_.stop(); }
  SourceStatus status() const override { return ledger_.status(); }

 protected:
  /// Hears until the end or stop(); says how it ended.
  virtual SourceState hear(Intake& intake, std::string_view cursor) = 0;

  SourceLedger ledger_;
  StopEvent stop_;
};

}  // namespace tocsin
