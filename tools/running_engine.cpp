#include "tools/running_engine.h"

#include <algorithm>

#include <fmt/format.h>

#include "tools/backup_request.h"
#include "tools/console_assets.h"
#include "tools/messages.h"
#include "tools/people_requests.h"
#include "tools/quantity.h"
#include "tools/reply_accounts.h"
#include "tools/secret_file.h"

namespace tocsin::tools {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr minutes retention_every{10};

/// Changes to people go the way of all changes: into the judge's open commit.
PeopleLine into(Pipeline& line) {
  return [&line](std::function<void(Commit&)> fill, std::function<void(bool)> kept) {
    line.ask([fill = std::move(fill), kept](Judge& judge) { judge.change(fill, kept); },
             [kept] { kept(false); });
  };
}

std::filesystem::path seed_key_file(const EngineParts& parts) {
  const auto& chosen = parts.config.people_seed_key;
  return chosen.empty() ? parts.data / "seeds.key" : chosen;
}

}  // namespace

RunningEngine::RunningEngine(EngineParts parts)
    : parts_(std::move(parts)),
      line_(*parts_.store, decoders_, clock_, std::exchange(parts_.rules.book, nullptr), bell_,
            {.readers = parts_.config.readers,
             .judge = {.sampled_bytes_per_hour = parts_.config.limits.sampled_per_hour,
                       .quiet = parts_.config.quiet},
             .observer = &profile_}),
      ingest_(line_, clock_),
      people_(*parts_.store, clock_,
              {.rules = parts_.config.people, .password = {}, .seeds = SeedBox(parts_.seed_key)},
              into(line_)),
      engine_metrics_(metrics_),
      rule_hits_(*parts_.store, clock_),
      floor_(parts_.config.limits.disk_floor),
      reload_({{parts_.config.packs, {parts_.config.brands, parts_.config.signals}},
               parts_.config.file.string(),
               parts_.brands_file},
              [this](RuleChange change) { take_up(std::move(change)); }),
      workshop_({{parts_.config.packs, {parts_.config.brands, parts_.config.signals}},
                 parts_.config.file.string(),
                 parts_.brands_file},
                parts_.data.string(), line_, *parts_.store, profile_, clock_),
      sources_(std::move(parts_.sources)),
      outbox_(std::move(parts_.senders),
              [this](std::function<void(Judge&)> ask, std::function<void()> refused) {
                line_.ask(std::move(ask), std::move(refused));
              }) {}

std::expected<std::unique_ptr<RunningEngine>, Fault> RunningEngine::start(EngineParts parts) {
  std::unique_ptr<RunningEngine> engine;
  auto senders = reply_senders(parts.config.reply);
  if (!senders) return std::unexpected(senders.error());
  parts.senders = std::move(*senders);
  auto seed_key = key_of("people.seed_key_file", seed_key_file(parts));
  if (!seed_key) return std::unexpected(seed_key.error());
  parts.seed_key = std::move(*seed_key);
  try {
    engine.reset(new RunningEngine(std::move(parts)));
  } catch (const StoreReadFailed& damaged) {
    return std::unexpected(Fault{ExitCode::corrupt, damaged.what()});
  }
  engine->tell_lost_seeds();
  engine->line_.start();
  if (auto opened = engine->open_server(); !opened) return std::unexpected(opened.error());
  engine->look_at_disk();
  PeopleRequests(engine->parts_.data).clear();
  engine->sources_.start(engine->line_, engine->line_, *engine->parts_.store);
  engine->reload_.start();
  engine->outbox_.start();
  engine->caretaker_ =
      std::jthread([raw = engine.get()](const std::stop_token& stop) { raw->look_after(stop); });
  return engine;
}

std::expected<void, Fault> RunningEngine::open_server() {
  std::string ingest_secret;
  if (const auto& file = parts_.config.ingest_secret_file; !file.empty()) {
    auto secret = secret_of("ingest_secret_file", file);
    if (!secret) return std::unexpected(secret.error());
    ingest_secret = std::move(*secret);
  }
  serve::ServeOptions options;
  options.address = parts_.config.listen.host;
  options.port = parts_.config.listen.port;
  options.hosts = parts_.config.hosts;
  options.trusted_proxies = parts_.config.trusted_proxies;
  options.tls = {parts_.config.tls.certificate.string(), parts_.config.tls.key.string()};
  options.version = TOCSIN_VERSION;
  options.ingest_secret = std::move(ingest_secret);
  options.console = console_assets();
  options.console_folder = parts_.console_folder;
  options.log = [](std::string_view line) { log_info(fmt::format("serve: {}", line)); };
  auto server = serve::Server::start(*this, std::move(options));
  if (!server)
    return std::unexpected(
        Fault{static_cast<ExitCode>(server.error().exit_code), server.error().message});
  server_ = std::move(*server);
  bell_.ring(server_.get());
  return {};
}

// After a restore, mostly: the key is in no backup.
void RunningEngine::tell_lost_seeds() const {
  const auto& directory = people_.directory();
  const auto users = directory.users();
  const auto lost = std::ranges::count_if(users, [&](const User& user) {
    return !user.totp_seed.empty() && !directory.seeds().open(user.totp_seed, user.id);
  });
  if (lost > 0)
    log_warning(fmt::format(
        "the one-time codes of {} users cannot be checked: their seeds were sealed with another "
        "key than {} holds. Put that one back, or let them in by recovery codes",
        lost, seed_key_file(parts_).string()));
}

RunningEngine::~RunningEngine() {
  stop();
}

void RunningEngine::stop() {
  if (std::exchange(stopped_, true)) return;
  caretaker_ = {};
  outbox_.stop();
  reload_.stop();
  workshop_.stop();
  if (server_) server_->stop();
  sources_.stop();
  line_.stop();
  bell_.ring(nullptr);
  if (server_) server_->join();
}

std::string RunningEngine::console() const {
  return (parts_.config.tls.on() ? "https://" : "http://") + server_->address() + "/";
}

void RunningEngine::reload_certificate() {
  if (const auto reloaded = server_->reload_certificate(); reloaded)
    log_info("tls: the certificate was read again");
  else
    log_error(fmt::format("tls: the certificate before stays in use: {}", reloaded.error()));
}

ReplyPolicy RunningEngine::reply_policy() const {
  return {outbox_.platforms(), parts_.config.reply.approval, parts_.config.reply.undo};
}

Metrics& RunningEngine::metrics() {
  engine_metrics_.refresh(line_, *parts_.store, sources(), clock_.now());
  return metrics_;
}

std::vector<SourceStatus> RunningEngine::sources() const {
  auto all = sources_.status();
  if (auto http = ingest_.status()) all.push_back(std::move(*http));
  return all;
}

serve::SourceTally RunningEngine::tally_of_source(std::string_view name) const {
  serve::SourceTally tally;
  const auto totals = line_.totals();
  if (const auto known = totals.sources.find(name); known != totals.sources.end())
    tally = {known->second.posts, known->second.retractions, known->second.repeats, {}};
  tally.rate = rates_.of(name);
  return tally;
}

std::optional<serve::RuleTally> RunningEngine::tally(std::string_view rule) const {
  auto tally = rule_hits_.of(rule, line_.state().stream_time);
  tally.ns_per_post = profile_.cost_of(rule);
  return tally;
}

std::vector<serve::LifeStep> RunningEngine::life_of(std::string_view rule) const {
  const auto pack = rule.substr(0, rule.find('/'));
  const auto id = rule.substr(std::min(pack.size() + 1, rule.size()));
  std::vector<serve::LifeStep> life;
  for (const auto& version : parts_.store->pack_versions(pack))
    if (version.rule == id && !version.status.empty())
      life.push_back({version.at, version.status, version.by.name, version.why});
  return life;
}

/// Once a second: is the store's disk full, is the line broken; now and then: what is too old.
void RunningEngine::look_after(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  auto uses_due = std::chrono::steady_clock::now() + bounds::last_seen_every;
  auto retention_due = std::chrono::steady_clock::now() + minutes{1};
  std::uint64_t unscanned_told = 0;
  while (!wake.wait_for(lock, stop, seconds{1}, [] { return false; }) && !stop.stop_requested()) {
    if (const auto state = line_.state(); state.broken) {
      log_critical(state.why);
      if (parts_.broke) parts_.broke({ExitCode::corrupt, state.why});
      return;
    }
    look_at_disk();
    unscanned_told = tell_unscanned(unscanned_told);
    rates_.look_at(sources(), std::chrono::steady_clock::now());
    answer_backup_request();
    answer_people_requests();
    if (std::chrono::steady_clock::now() >= uses_due) {
      uses_due = std::chrono::steady_clock::now() + bounds::last_seen_every;
      people_.keep_uses();
    }
    line_.ask([](Judge& judge) { judge.look_at_timers(); });
    if (std::chrono::steady_clock::now() < retention_due) continue;
    retention_due = std::chrono::steady_clock::now() + retention_every;
    parts_.store->enforce_retention(clock_.now());
  }
}

std::uint64_t RunningEngine::tell_unscanned(std::uint64_t told) const {
  const auto now = line_.totals().unscanned;
  if (now > told)
    log_error(
        fmt::format("rules: {} posts could not be searched: kept without findings, see "
                    "/api/v1/posts?unscanned=true",
                    now - told));
  return now;
}

void RunningEngine::take_up(RuleChange change) {
  if (!change.book) {
    log_error(fmt::format("rules: {}", change.text));
    return line_.announce(EventKind::rules_rejected, "", std::move(change.text));
  }
  log_info(fmt::format("rules: {}", change.text));
  line_.use(std::move(change.book));
  line_.announce(EventKind::rules_reloaded, "", std::move(change.text));
}

void RunningEngine::answer_backup_request() {
  const auto done = BackupRequests(parts_.data).serve([this](const std::filesystem::path& folder) {
    log_info(fmt::format("backup: copying to {}", folder.string()));
    return parts_.store->backup(folder);
  });
  if (done) log_info(fmt::format("backup: the copy to {} has ended", done->string()));
}

void RunningEngine::answer_people_requests() {
  PeopleRequests(parts_.data).serve([this](const PeopleOrder& order) {
    log_info(fmt::format("people: {}, asked for on this machine", order.what));
    return carry_out(order, people_);
  });
}

void RunningEngine::look_at_disk() {
  const auto space = space_of(parts_.data);
  if (!space) return;
  const auto step = floor_.look(*space);
  if (step == DiskFloor::Step::nothing) return;
  if (step == DiskFloor::Step::resume) {
    log_info("disk: there is room again; ingest goes on");
    return line_.hold(std::nullopt);
  }
  const auto why = "disk: " + size_text(space->free) + " is free on the disk of " +
                   parts_.data.string() + ", and " + size_text(floor_.floor(*space)) +
                   " has to be: ingest is paused until there is room (limits.disk_floor)";
  log_error(why);
  line_.hold(why);
}

}  // namespace tocsin::tools
