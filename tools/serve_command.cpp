#include "tools/serve_command.h"

#include <memory>

#include <fmt/format.h>

#include "tools/configured_sources.h"
#include "tools/engine_run.h"
#include "tools/messages.h"
#include "tools/stop_signals.h"
#include "tools/store_opening.h"

namespace tocsin::tools {
namespace {

struct ServeArguments {
  std::string config;
  std::string data;
  std::string listen;
  std::vector<std::string> packs;
  std::vector<std::string> sources;
  std::string brands;
  std::string console;
  int readers = 0;
  bool verbose = false;
  std::string log_format = "text";
};

/// The configuration with what the command line says over it.
std::expected<Config, Fault> config_of(const ServeArguments& arguments) {
  auto config = load_wanted_config(arguments.config);
  if (!config) return config;
  if (!arguments.listen.empty()) {
    const auto address = parse_address(arguments.listen);
    if (!address)
      return std::unexpected(Fault{
          ExitCode::wrong_use,
          "--listen " + arguments.listen + ": write `127.0.0.1:8420`, with a port up to 65535"});
    config->listen = *address;
  }
  if (!arguments.data.empty()) config->data = arguments.data;
  if (config->data.empty()) config->data = users_data_folder();
  if (!arguments.packs.empty()) config->packs = arguments.packs;
  if (arguments.readers != 0) config->readers = arguments.readers;
  if (!arguments.brands.empty())
    if (auto added = add_brands(arguments.brands, config->brands); !added)
      return std::unexpected(added.error());
  return config;
}

std::expected<EngineParts, Fault> parts_of(const ServeArguments& arguments, const Clock& clock) {
  EngineParts parts;
  auto config = config_of(arguments);
  if (!config) return std::unexpected(config.error());
  const auto chosen = chosen_sources(*config, arguments.sources);
  if (!chosen) return std::unexpected(chosen.error());
  for (const auto& each : *chosen) {
    auto source = make_source(each, clock);
    if (!source) return std::unexpected(source.error());
    if (const auto risk = risk_of(each); !risk.empty())
      log_warning(fmt::format("source {}: {}", each.name, risk));
    parts.sources.push_back(std::move(*source));
  }
  auto rules = load_rules({config->packs, {config->brands, config->signals}});
  if (!rules) return std::unexpected(rules.error());
  parts.rules = std::move(*rules);
  auto store = open_store(config->data, *config);
  if (!store) return std::unexpected(store.error());
  parts.store = std::move(*store);
  parts.data = config->data;
  parts.brands_file = arguments.brands;
  parts.console_folder = arguments.console;
  parts.config = std::move(*config);
  return parts;
}

int run_serve(const ServeArguments& arguments) {
  StopSignals signals;
  start_log({arguments.verbose, log_format_named(arguments.log_format).value_or(LogFormat::text)});
  warn_of_root();
  const SystemClock clock;
  auto parts = parts_of(arguments, clock);
  if (!parts) return tell(parts.error());
  return run_engine(std::move(*parts), signals, [](const RunningEngine&) {});
}

}  // namespace

void add_serve_command(Command app) {
  const auto command = app.add("serve", "Listen, find, and show: the engine, API and console",
                               "tocsin serve --config tocsin.yaml --listen 127.0.0.1:8420");
  auto a = std::make_shared<ServeArguments>();
  command.option("--config", a->config, "configuration file (docs/operations.md)");
  command.option("--data", a->data, "where the store is; default: the user's data folder");
  command.option("--listen", a->listen, "ADDRESS:PORT; default 127.0.0.1:8420; port 0: any");
  command.option("--packs", a->packs, "rule files or folders; default: the shipped packs");
  command.option("--source", a->sources, "only these configured sources; none: HTTP ingest alone");
  command.option("--brands", a->brands, "a file with `brands:`, beside the configuration's");
  command.option("--readers", a->readers, "threads that read; default: one a core").between(1, 64);
  command
      .option("--console-dir", a->console,
              "for work on the console: serve it from here (a `dist` of Vite)")
      .existing_folder();
  command.flag("--verbose", a->verbose, "log more");
  command.option("--log-format", a->log_format, "text, or json: an object a line")
      .one_of({"text", "json"})
      .shows_default();
  command.runs([a] { return run_serve(*a); });
}

}  // namespace tocsin::tools
