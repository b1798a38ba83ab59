#include "tools/checkup.h"

#include <chrono>
#include <thread>

#include <sys/resource.h>

#include "engine/serve/server.h"
#include "tools/configured_sources.h"
#include "tools/disk_floor.h"
#include "tools/rules_checking.h"
#include "tools/rules_loading.h"
#include "tools/store_opening.h"

namespace tocsin::tools {
namespace {

constexpr rlim_t files_least = 4096;

LookedAt good(std::string what, std::string text) {
  return {Verdict::good, std::move(what), std::move(text)};
}
LookedAt bad(std::string what, std::string text) {
  return {Verdict::bad, std::move(what), std::move(text)};
}

void check_rules(const Config& config, Checkup& out) {
  const auto rules = load_rules({config.packs, {config.brands, config.signals}});
  if (!rules) {
    out.push_back(bad("rules", rules.error().what));
    return;
  }
  out.push_back(good("rules", counted(rules->book->rules().size(), "rule") + " in " +
                                  counted(rules->packs, "pack") + ", " +
                                  counted(rules->warnings.size(), "warning")));
  if (rules->book->brands().empty())
    out.push_back({Verdict::note, "brands",
                   "none is configured: every post counts as being about yours; add `brands:` to "
                   "the configuration"});
  else
    out.push_back(good("brands", count_text(rules->book->brands().size()) + " configured"));
}

void check_store(const Config& config, Checkup& out) {
  std::error_code fault;
  if (!std::filesystem::exists(config.data, fault)) {
    out.push_back({Verdict::note, "store",
                   "there is none at " + config.data.string() + " yet; `tocsin serve` makes it"});
    return;
  }
  const auto store = open_store(config.data, config);
  if (!store && store.error().code == ExitCode::try_again) {
    out.push_back({Verdict::note, "store", store.error().what});
    return;
  }
  if (!store) {
    out.push_back(bad("store", store.error().what));
    return;
  }
  out.push_back(good("store", config.data.string() + " opens; " + count_text((*store)->last_seq()) +
                                  " events so far"));
  const auto now = SystemClock{}.now();
  for (const auto& kind : (*store)->sizes())
    out.push_back(
        good("store " + kind.kind,
             "about " + count_text(kind.records) + " records, " + size_text(kind.bytes) +
                 (kind.oldest ? ", the oldest " + duration_text(age_of(*kind.oldest, now)) + " old"
                              : "")));
}

void check_disk(const Config& config, Checkup& out) {
  auto folder = config.data;
  std::error_code fault;
  while (!folder.empty() && !std::filesystem::exists(folder, fault)) folder = folder.parent_path();
  const auto space = space_of(folder.empty() ? "." : folder);
  if (!space) return;
  const auto floor = DiskFloor(config.limits.disk_floor).floor(*space);
  const auto text = size_text(space->free) + " free of " + size_text(space->total) +
                    "; ingest pauses below " + size_text(floor);
  out.push_back(space->free < floor ? bad("disk", text + ": make room, or set limits.disk_floor")
                                    : good("disk", text));
}

/// Whether the console's address can be had. Nothing listens afterwards.
void check_listen(const Config& config, Checkup& out) {
  const auto& [host, port] = config.listen;
  const auto trouble = serve::trouble_listening(
      host, port, {config.tls.certificate.string(), config.tls.key.string()});
  if (!trouble)
    out.push_back(good("listen", (host.find(':') == host.npos ? host : '[' + host + ']') + ':' +
                                     std::to_string(port) + " is free"));
  else if (trouble->exit_code == static_cast<int>(ExitCode::unavailable))
    out.push_back({Verdict::note, "listen", trouble->message + " (perhaps a tocsin that runs)"});
  else
    out.push_back(bad("listen", trouble->message));
}

void check_limits(Checkup& out) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_max < files_least)
    out.push_back(bad("limits", "only " + count_text(files.rlim_max) +
                                    " open files are allowed, and " + count_text(files_least) +
                                    " are needed: raise LimitNOFILE in the service, or ulimit -n"));
  else
    out.push_back(good("limits", count_text(files.rlim_max) + " open files are allowed"));
  out.push_back(good("cores", count_text(std::thread::hardware_concurrency())));
}

/// A clock that stands before this program was written is wrong.
void check_clock(Checkup& out) {
  constexpr auto written = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
  const auto now = SystemClock{}.now();
  if (now < written)
    out.push_back(bad("clock", "the machine's clock is years behind: set it (NTP)"));
  else
    out.push_back(good("clock", "plausible"));
}

void check_sources(const Config& config, Checkup& out) {
  const SystemClock clock;
  const auto all = chosen_sources(config, {});
  for (const auto& source : *all) {
    const auto made = make_source(source, clock);
    if (!made) {
      out.push_back(bad("source " + source.name, made.error().what));
      continue;
    }
    if (const auto risk = risk_of(source); !risk.empty())
      out.push_back({Verdict::note, "source " + source.name, risk});
    std::string missing;
    for (const auto& file : source.files)
      if (std::error_code fault; !std::filesystem::exists(file, fault)) missing += " " + file;
    if (missing.empty())
      out.push_back(good("source " + source.name, "its options make sense"));
    else
      out.push_back({source.kind == SourceKind::follow ? Verdict::note : Verdict::bad,
                     "source " + source.name, "not there:" + missing});
  }
}

}  // namespace

Checkup check_up(const std::string& config_file, const std::string& data,
                 const std::vector<std::string>& packs) {
  Checkup out;
  auto config = load_wanted_config(config_file);
  if (!config) {
    out.push_back(bad("configuration", config.error().what));
    return out;
  }
  out.push_back(good("configuration",
                     config_file.empty() ? "none: all is default" : config_file + " is right"));
  if (!data.empty()) config->data = data;
  if (config->data.empty()) config->data = users_data_folder();
  if (!packs.empty()) config->packs = packs;
  check_rules(*config, out);
  check_store(*config, out);
  check_disk(*config, out);
  check_listen(*config, out);
  check_limits(out);
  check_clock(out);
  check_sources(*config, out);
  return out;
}

}  // namespace tocsin::tools
