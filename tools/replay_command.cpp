#include "tools/replay_command.h"

#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>

#include "connectors/decoders.h"
#include "tools/messages.h"
#include "tools/progress.h"
#include "tools/replay.h"
#include "tools/scratch_folder.h"
#include "tools/stop_signals.h"
#include "tools/store_opening.h"

namespace tocsin::tools {
namespace {

struct ReplayArguments {
  std::vector<std::string> files;
  std::string source;
  std::string speed = "max";
  int readers = 0;
  std::vector<std::string> packs;
  std::string config;
  std::string brands;
  std::string data;
  std::string alerts_out;
  bool json = false;
};

/// `max`, `1x`, `2.5x`, `10`; nullopt: no speed.
std::optional<double> parse_speed(std::string_view text) {
  if (text == "max") return 0;
  if (text.ends_with('x')) text.remove_suffix(1);
  double speed = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), speed);
  const bool whole = fault == std::errc{} && end == text.data() + text.size();
  return whole && speed > 0 && speed <= 1e6 ? std::optional(speed) : std::nullopt;
}

std::optional<Fault> trouble_with(const std::filesystem::path& file) {
  std::error_code fault;
  const auto kind = std::filesystem::status(file, fault).type();
  if (kind == std::filesystem::file_type::regular) return std::nullopt;
  if (kind == std::filesystem::file_type::not_found)
    return Fault{ExitCode::wrong_use, file.string() + ": there is no such file"};
  return Fault{ExitCode::wrong_use,
               file.string() + (kind == std::filesystem::file_type::directory
                                    ? ": is a folder; name the recordings in it"
                                    : ": is no plain file; a recording is read from one, so that "
                                      "a run can go on where the last one ended")};
}

std::expected<ReplayWanted, Fault> read(const ReplayArguments& arguments, Config& config) {
  ReplayWanted wanted;
  wanted.files.assign(arguments.files.begin(), arguments.files.end());
  for (const auto& file : wanted.files)
    if (auto wrong = trouble_with(file)) return std::unexpected(std::move(*wrong));
  if (!arguments.alerts_out.empty() && !can_write_alerts(arguments.alerts_out))
    return std::unexpected(Fault{ExitCode::wrong_use,
                                 "--alerts-out " + arguments.alerts_out +
                                     ": cannot be written there; check the folder and its rights"});
  if (!arguments.source.empty()) {
    wanted.wire = wire_named(arguments.source);
    if (!wanted.wire)
      return std::unexpected(Fault{
          ExitCode::wrong_use,
          "--source " + arguments.source + ": this program reads " + std::string(wire_names())});
  }
  const auto speed = parse_speed(arguments.speed);
  if (!speed)
    return std::unexpected(
        Fault{ExitCode::wrong_use, "--speed " + arguments.speed + ": write `max`, `1x` or `10x`"});
  wanted.speed = *speed;
  auto loaded_config = load_wanted_config(arguments.config);
  if (!loaded_config) return std::unexpected(loaded_config.error());
  config = std::move(*loaded_config);
  wanted.quiet = config.quiet;
  wanted.readers = arguments.readers != 0 ? arguments.readers : config.readers;
  if (!arguments.brands.empty())
    if (auto added = add_brands(arguments.brands, config.brands); !added)
      return std::unexpected(added.error());
  auto book = load_rules(
      {arguments.packs.empty() ? config.packs : arguments.packs, {config.brands, config.signals}});
  if (!book) return std::unexpected(book.error());
  wanted.book = std::move(book->book);
  return wanted;
}

bool nothing_was_understood(const JudgeTotals& totals) {
  return totals.posts == 0 && totals.retractions == 0 && totals.other.empty() &&
         !totals.rejected.empty();
}

int finish(const ReplayArguments& arguments, const Store& store, const ReplayOutcome& outcome) {
  if (!arguments.alerts_out.empty() && !outcome.interrupted)
    if (auto written = write_alerts(store, arguments.alerts_out); !written)
      return tell(written.error());
  const auto summary = arguments.json ? summary_json(outcome) + "\n" : summary_text(outcome);
  std::fwrite(summary.data(), 1, summary.size(), stdout);
  if (std::fflush(stdout) != 0)
    return tell({ExitCode::try_again, "standard output could not be written"});
  if (arguments.json && outcome.nothing_left)
    say("everything in these files was read by an earlier run; nothing was read now");
  if (nothing_was_understood(outcome.totals))
    say(arguments.source.empty()
            ? "not one frame could be read; --source says whose they are"
            : "not one frame could be read as `" + arguments.source +
                  "`: are they of another platform? Without --source the first one decides");
  if (!outcome.interrupted) return static_cast<int>(ExitCode::done);
  return tell({ExitCode::interrupted,
               arguments.data.empty() ? "stopped before the end; nothing was kept (see --data)"
                                      : "stopped before the end; the same command goes on here"});
}

int run_replay(const ReplayArguments& arguments) {
  StopSignals signals;
  Config config;
  const auto wanted = read(arguments, config);
  if (!wanted) return tell(wanted.error());
  ScratchFolder scratch;
  if (arguments.data.empty()) {
    auto made = ScratchFolder::make();
    if (!made) return tell(made.error());
    scratch = std::move(*made);
  }
  const std::filesystem::path data =
      arguments.data.empty() ? scratch.path() : std::filesystem::path(arguments.data);
  const auto store = open_store(data, config);
  if (!store) return tell(store.error());
  Progress progress("read");
  const auto outcome = replay(
      **store, *wanted, [&](std::uint64_t frames, double share) { progress.show(frames, share); },
      [&](std::function<void()> stop) { signals.on_stop(std::move(stop)); });
  progress.end();
  if (!outcome) return tell(outcome.error());
  return finish(arguments, **store, *outcome);
}

}  // namespace

void add_replay_command(Command app) {
  const auto command =
      app.add("replay", "Run recorded posts through the whole line",
              "tocsin replay monday.ndjson --data monday --alerts-out alerts.ndjson");
  auto a = std::make_shared<ReplayArguments>();
  command.option("FILE", a->files, "recordings, one frame a line, read one after the other")
      .required();
  command.option(
      "--source", a->source,
      "what they hold: " + std::string(wire_names()) + "; without it the first line tells");
  command.option("--speed", a->speed, "1x as recorded, 10x ten times faster, max").shows_default();
  command.option("--readers", a->readers, "threads that read; default: one a core").between(1, 64);
  command.option("--packs", a->packs, "rule files or folders; default: the shipped packs");
  command.option("--config", a->config, "configuration: its brands, signals, packs and `quiet`");
  command.option("--brands", a->brands, "a file with `brands:`");
  command.option("--data", a->data,
                 "keep the store here; the same command again goes on after what was read");
  command.option("--alerts-out", a->alerts_out, "write every alert, one a line, at the end");
  command.flag("--json", a->json, "the summary as JSON");
  command.runs([a] { return run_replay(*a); });
}

}  // namespace tocsin::tools
