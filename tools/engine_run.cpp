#include "tools/engine_run.h"

#include <mutex>
#include <optional>

#include <fmt/format.h>
#include <sys/resource.h>

#include "tools/messages.h"
#include "tools/rules_checking.h"
#include "tools/self_limits.h"
#include "tools/stop_signals.h"

namespace tocsin::tools {

int run_engine(EngineParts parts, StopSignals& signals,
               const std::function<void(const RunningEngine&)>& started) {
  // Memory holds secrets, which no crash writes to a disk (SECURITY H2). Whoever hunts for a
  // mistake gives it back: `prlimit --core=unlimited --pid …`.
  limit_self(RLIMIT_CORE, 0);
  std::mutex mutex;
  std::optional<Fault> broke;
  parts.broke = [&](const Fault& fault) {
    const std::lock_guard lock(mutex);
    broke = fault;
    signals.stop_now();
  };
  for (const auto& warning : parts.rules.warnings) log_warning(rules::to_string(warning));
  const bool reloads = parts.config.tls.on();
  const auto packs = parts.rules.packs;
  auto engine = RunningEngine::start(std::move(parts));
  if (!engine) return tell(engine.error());
  log_info(fmt::format("{} in {}", counted((*engine)->rules()->rules().size(), "rule"),
                       counted(packs, "pack")));
  if ((*engine)->rules()->brands().empty())
    log_warning("no brand is configured: every post counts as being about yours");
  say("the console is at " + (*engine)->console() + " (stop with Ctrl-C)");
  if (reloads) signals.on_hangup([&] { (*engine)->reload_certificate(); });
  started(**engine);
  signals.wait();
  signals.on_hangup({});
  (*engine)->stop();
  const std::lock_guard lock(mutex);
  if (broke) return tell(*broke);
  say("stopped; everything that was heard is kept");
  return static_cast<int>(ExitCode::done);
}

}  // namespace tocsin::tools
