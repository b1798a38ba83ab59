#include "tools/backup_command.h"

#include <memory>

#include "storage/backup.h"
#include "tools/backup_request.h"
#include "tools/messages.h"
#include "tools/quantity.h"
#include "tools/rules_loading.h"
#include "tools/store_opening.h"

namespace tocsin::tools {
namespace {

struct BackupArguments {
  std::string folder;
  std::string data;
  std::string config;
  bool before_upgrade = false;
};

Fault fault_of(const OpenError& error) {
  return {static_cast<ExitCode>(error.exit_code), error.what};
}

std::expected<Config, Fault> config_of(const BackupArguments& arguments) {
  auto config = load_wanted_config(arguments.config);
  if (!config) return config;
  if (!arguments.data.empty()) config->data = arguments.data;
  if (config->data.empty()) config->data = users_data_folder();
  return config;
}

int back_up(const BackupArguments& arguments) {
  const auto config = config_of(arguments);
  if (!config) return tell(config.error());
  std::error_code fault;
  if (!std::filesystem::exists(config->data, fault))
    return tell({ExitCode::wrong_use,
                 config->data.string() + ": there is no store here; say where with --data DIR"});
  const auto done = [&] {
    say("the backup is in " + arguments.folder + "; `tocsin restore " + arguments.folder +
        " --data " + config->data.string() + "` brings it back");
    return static_cast<int>(ExitCode::done);
  };
  const auto store = open_store(config->data, *config);
  if (store) {
    const auto copied = (*store)->backup(arguments.folder);
    return copied ? done() : tell(fault_of(copied.error()));
  }
  if (store.error().code != ExitCode::try_again) return tell(store.error());
  // In use: by an engine that runs, which then makes the copy itself.
  say("asking the running engine for a copy");
  const auto asked =
      BackupRequests(config->data).ask(arguments.folder, std::chrono::milliseconds{10'000});
  if (!asked) return tell(store.error());
  return *asked ? done() : tell(fault_of(asked->error()));
}

int restore_store(const BackupArguments& arguments) {
  if (arguments.before_upgrade == !arguments.folder.empty())
    return tell(
        {ExitCode::wrong_use, "restore from where? Give a backup's folder, or --before-upgrade"});
  const auto config = config_of(arguments);
  if (!config) return tell(config.error());
  const auto restored = arguments.before_upgrade ? restore_before_upgrade(config->data)
                                                 : restore(arguments.folder, config->data);
  if (!restored) return tell(fault_of(restored.error()));
  say("restored " + size_text(restored->bytes) + " from " + restored->from.string() + " to " +
      config->data.string() +
      (restored->kept.empty() ? "" : "; what was there is in " + restored->kept.string()));
  return static_cast<int>(ExitCode::done);
}

}  // namespace

void add_backup_commands(Command app) {
  auto a = std::make_shared<BackupArguments>();
  const auto backup = app.add("backup", "A consistent copy of the store, also while it is used",
                              "tocsin backup /mnt/backups/tocsin");
  backup.option("DIR", a->folder, "where to; later copies there take only what is new").required();
  const auto restore =
      app.add("restore", "Bring a backup back, checked", "tocsin restore /mnt/backups/tocsin");
  restore.option("DIR", a->folder, "a folder that `tocsin backup` has written");
  restore.flag("--before-upgrade", a->before_upgrade,
               "the copy that the last upgrade of the store took first");
  for (const auto command : {backup, restore}) {
    command.option("--data", a->data, "where the store is; default: the user's data folder");
    command.option("--config", a->config, "configuration file, for its `data`");
  }
  backup.runs([a] { return back_up(*a); });
  restore.runs([a] { return restore_store(*a); });
}

}  // namespace tocsin::tools
