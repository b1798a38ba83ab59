#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "connectors/jetstream_client_options.h"
#include "connectors/reconnect_plan.h"
#include "connectors/source_ledger.h"
#include "connectors/stop_switch.h"
#include "engine/source.h"

namespace tocsin {

/// Hears a Bluesky Jetstream, on the legacy wire, over TLS WebSocket.
///
/// It reconnects for ever: exponential back-off with full jitter, the hosts in turn, a little
/// before where it was; what the overlap brings twice is dropped and counted. What no server has
/// any more is a gap. A full intake makes it stop reading, and the server wait.
///
/// Threads    As Source; everything it does is on one strand of run()'s executor.
/// Ownership  Borrows the clock. `random` is called on the strand.
/// Limits     JetstreamOptions; two batches beside the intake's.
/// Errors     Of the options: validate() them first. A dictionary that cannot be loaded ends
///            run(), as `lost`. stop() while an address is looked up waits for the resolver.
class JetstreamSource final : public Source {
 public:
  JetstreamSource(JetstreamOptions options, const Clock& clock, Random random);
  ~JetstreamSource() override;

  std::string_view name() const override { return ledger_.name(); }
  boost::asio::awaitable<void> run(Intake& intake, SourceNews& news, std::string cursor) override;
  void stop() override { stop_.stop(); }
  SourceStatus status() const override { return ledger_.status(); }

 private:
  class Listening;

  const JetstreamOptions options_;
  const Random random_;
  SourceLedger ledger_;
  StopSwitch stop_;
};

}  // namespace tocsin
