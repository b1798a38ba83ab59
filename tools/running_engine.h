#pragma once
#include <atomic>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connectors/decoders.h"
#include "engine/desk/reply_outbox.h"
#include "engine/people/people.h"
#include "engine/pipeline/pipeline.h"
#include "engine/serve/engine_view.h"
#include "engine/serve/server.h"
#include "storage/rocks_store.h"
#include "tools/disk_floor.h"
#include "tools/engine_metrics.h"
#include "tools/exit_code.h"
#include "tools/rule_hits.h"
#include "tools/rule_profile.h"
#include "tools/rule_reload.h"
#include "tools/rule_workshop.h"
#include "tools/rules_loading.h"
#include "tools/source_rates.h"
#include "tools/source_runner.h"
#include "tools/watched_intake.h"

namespace tocsin::tools {

/// What a running engine is made of.
struct EngineParts {
  std::unique_ptr<RocksStore> store;
  RulesLoaded rules;
  Config config;
  std::vector<std::unique_ptr<Source>> sources;
  std::vector<std::unique_ptr<ReplySender>> senders;  ///< filled in by start()
  std::filesystem::path data;
  std::string seed_key;        ///< of people's one-time codes; filled in by start()
  std::string console_folder;  ///< of --console-dir: serve the console from here
  std::string brands_file;     ///< of --brands, for what compiles changed rules
  /// Called once, from a thread of ours, when the engine cannot go on: then stop() it.
  std::function<void(const Fault&)> broke;
};

/// Store, line, sources and server, wired and running.
///
/// Threads    start(), stop() and the destructor by the owner; the view's methods by any.
/// Ownership  Owns all parts. They end in the reverse order of their beginning: the server takes
///            nothing more, the sources stop, the line finishes what was heard, the clients go.
/// Errors     start() gives the store's, the rules' and the server's, each with its exit code.
class RunningEngine final : public serve::EngineView {
 public:
  static std::expected<std::unique_ptr<RunningEngine>, Fault> start(EngineParts parts);
  ~RunningEngine() override;

  /// Where the console is: `http://127.0.0.1:8420/`.
  std::string console() const;
  /// Takes up another certificate; what is wrong with it is logged, and the one before stays.
  void reload_certificate();
  /// Finishes what was heard. At most once.
  void stop();

  const Store& store() const override { return *parts_.store; }
  const Clock& clock() const override { return clock_; }
  Intake& intake() override { return ingest_; }
  void ask(std::function<void(Judge&)> ask, std::function<void()> refused) override {
    line_.ask(std::move(ask), std::move(refused));
  }
  ReplyPolicy reply_policy() const override;
  People& people() override { return people_; }
  Metrics& metrics() override;
  std::vector<SourceStatus> sources() const override;
  serve::SourceTally tally_of_source(std::string_view name) const override;
  RuleBookPtr rules() const override { return line_.book(); }
  std::vector<serve::ReadinessPart> readiness() const override;
  std::optional<serve::RuleTally> tally(std::string_view rule) const override;
  std::vector<serve::LifeStep> life_of(std::string_view rule) const override;
  std::vector<QuietRule> quieted() const override { return line_.quieted(); }
  serve::RuleDesk* rule_desk() override { return &workshop_; }

 private:
  /// Rings the server's bell, once there is a server.
  class Bell final : public FeedBell {
   public:
    void announce(std::uint64_t seq) override {
      if (auto* server = server_.load()) server->announce(seq);
    }
    void ring(serve::Server* server) { server_ = server; }

   private:
    std::atomic<serve::Server*> server_{nullptr};
  };

  explicit RunningEngine(EngineParts parts);
  std::expected<void, Fault> open_server();
  void look_after(const std::stop_token& stop);
  void look_at_disk();
  /// Says how many posts more than `told` could not be searched; how many there are.
  std::uint64_t tell_unscanned(std::uint64_t told) const;
  void tell_lost_seeds() const;
  void answer_backup_request();
  void answer_people_requests();
  void take_up(RuleChange change);

  EngineParts parts_;
  const SystemClock clock_;
  const Decoders decoders_;
  Metrics metrics_;
  Bell bell_;
  RuleProfile profile_;
  Pipeline line_;
  WatchedIntake ingest_;
  People people_;
  EngineMetrics engine_metrics_;
  RuleHits rule_hits_;
  SourceRates rates_;
  DiskFloor floor_;
  RuleReload reload_;
  RuleWorkshop workshop_;
  SourceRunner sources_;
  ReplyOutbox outbox_;
  std::unique_ptr<serve::Server> server_;
  std::jthread caretaker_;
  bool stopped_ = false;
};

}  // namespace tocsin::tools
