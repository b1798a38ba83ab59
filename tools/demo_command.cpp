#include <cstdio>
#include <memory>

#include "tools/engine_run.h"
#include "tools/messages.h"
#include "tools/scratch_folder.h"
#include "tools/serve_command.h"
#include "tools/stop_signals.h"
#include "tools/store_opening.h"
#include "tools/traffic_source.h"

namespace tocsin::tools {
namespace {

struct DemoArguments {
  std::string listen = "127.0.0.1:8420";
  std::string data;
  std::string console;
  TrafficSourceOptions traffic;
};

/// A demo begins with nothing, so that what it shows is what it plays.
std::expected<std::filesystem::path, Fault> fresh_folder(const DemoArguments& arguments,
                                                         ScratchFolder& scratch) {
  if (arguments.data.empty()) {
    auto made = ScratchFolder::make();
    if (!made) return std::unexpected(made.error());
    scratch = std::move(*made);
    return scratch.path();
  }
  std::error_code fault;
  if (!std::filesystem::exists(arguments.data, fault) ||
      std::filesystem::is_empty(arguments.data, fault))
    return arguments.data;
  return std::unexpected(Fault{ExitCode::wrong_use,
                               "--data " + arguments.data +
                                   ": is not empty, and the demo begins with a fresh store; give "
                                   "another folder, or `tocsin serve --data` to look at this one"});
}

std::expected<EngineParts, Fault> parts_of(const DemoArguments& arguments,
                                           const std::filesystem::path& data, const Clock& clock) {
  EngineParts parts;
  const auto address = parse_address(arguments.listen);
  if (!address)
    return std::unexpected(Fault{
        ExitCode::wrong_use,
        "--listen " + arguments.listen + ": write `127.0.0.1:8420`, with a port up to 65535"});
  parts.config.listen = *address;
  // A visitor works with what it shows, as a lead would; there is nothing to administer.
  parts.config.people.local_role = Role::lead;
  std::vector<rules::Problem> problems;
  const auto brands = rules::parse_brands("demo", Traffic::brands_yaml(), problems);
  auto rules = load_rules({{}, {brands, {}}});
  if (!rules) return std::unexpected(rules.error());
  parts.rules = std::move(*rules);
  auto store = open_store(data, parts.config);
  if (!store) return std::unexpected(store.error());
  parts.store = std::move(*store);
  parts.data = data;
  parts.console_folder = arguments.console;
  parts.sources.push_back(std::make_unique<TrafficSource>(arguments.traffic, clock));
  return parts;
}

int run_demo(const DemoArguments& arguments) {
  StopSignals signals;
  start_log({});
  warn_of_root();
  const SystemClock clock;
  ScratchFolder scratch;
  const auto data = fresh_folder(arguments, scratch);
  if (!data) return tell(data.error());
  auto parts = parts_of(arguments, *data, clock);
  if (!parts) return tell(parts.error());
  return run_engine(std::move(*parts), signals, [&](const RunningEngine& engine) {
    const auto minutes = static_cast<int>(24 * 60 / arguments.traffic.speed + 0.5);
    say("playing a day of the telecom brand Acme in about " + std::to_string(minutes) +
        " minutes: complaints at once, an outage after a third, an attack past the half");
    std::printf("%s\n", engine.console().c_str());
    std::fflush(stdout);
  });
}

}  // namespace

void add_demo_command(Command app) {
  const auto command = app.add("demo", "A telecom brand's day, played in minutes, on the console",
                               "tocsin demo --speed 600");
  auto a = std::make_shared<DemoArguments>();
  command.option("--listen", a->listen, "ADDRESS:PORT; port 0: any").shows_default();
  command.option("--data", a->data, "an empty folder to keep the store in; default: none");
  command
      .option("--console-dir", a->console,
              "for work on the console: serve it from here (a `dist` of Vite)")
      .existing_folder();
  command.option("--seed", a->traffic.seed, "the same seed plays the same day").shows_default();
  command.option("--speed", a->traffic.speed, "times real time")
      .between(1.0, 100'000.0)
      .shows_default();
  command.option("--posts", a->traffic.posts, "new posts in the day")
      .between(std::uint64_t{1}, std::uint64_t{10'000'000})
      .shows_default();
  command.runs([a] { return run_demo(*a); });
}

}  // namespace tocsin::tools
