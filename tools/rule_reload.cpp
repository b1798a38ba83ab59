#include "tools/rule_reload.h"

#include <condition_variable>
#include <utility>

#include <sys/stat.h>

#include "tools/rules_checking.h"
#include "tools/run_aside.h"

namespace tocsin::tools {
namespace {

constexpr std::chrono::milliseconds look_every{500};
constexpr std::string_view still = "the rules before stay in force";
/// Problems that an event tells; `tocsin rules check` tells all.
constexpr std::size_t lines_told = 5;

std::string first_lines(std::string_view text) {
  std::size_t end = 0;
  std::size_t lines = 0;
  while (end < text.size() && lines < lines_told) {
    const auto next = text.find('\n', end);
    end = next == std::string_view::npos ? text.size() : next + 1;
    ++lines;
  }
  std::string out(text.substr(0, end));
  while (out.ends_with('\n')) out.pop_back();
  if (end < text.size()) out += "\n… and more: `tocsin rules check` tells all";
  return out;
}

RuleChange refuse(std::string_view why) {
  return {nullptr, first_lines(why) + "\n" + std::string(still)};
}

}  // namespace

RuleReload::RuleReload(Setup setup, Tell tell)
    : setup_(std::move(setup)), tell_(std::move(tell)), seen_(stamp()) {}

void RuleReload::start() {
  if (setup_.wanted.packs.empty()) return;
  thread_ = std::jthread([this](const std::stop_token& stop) { look_after(stop); });
}

std::string RuleReload::refused() const {
  const std::lock_guard lock(mutex_);
  return refused_;
}

/// Which files there are, and what the file system says of each: an editor that saves makes a new
/// file or changes size or time.
std::string RuleReload::stamp() const {
  std::string all;
  std::vector<rules::Problem> problems;
  for (const auto& file : rules::pack_files(setup_.wanted.packs, problems)) {
    struct stat is{};
    all += file;
    if (::stat(file.c_str(), &is) == 0)
      for (const auto n :
           {static_cast<std::int64_t>(is.st_ino), static_cast<std::int64_t>(is.st_size),
            static_cast<std::int64_t>(is.st_mtim.tv_sec),
            static_cast<std::int64_t>(is.st_mtim.tv_nsec)})
        all += ' ' + std::to_string(n);
    all += '\n';
  }
  return all;
}

void RuleReload::look_after(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  std::string moving;
  while (!wake.wait_for(lock, stop, look_every, [] { return false; }) && !stop.stop_requested()) {
    auto now = stamp();
    if (now == seen_) continue;
    // A file that is being written is left until it stands still.
    if (now != moving) {
      moving = std::move(now);
      continue;
    }
    seen_ = std::move(now);
    auto change = take_up(stop);
    if (stop.stop_requested()) return;
    if (stamp() != seen_) continue;  // what was proved may not be what was loaded: once more
    {
      const std::lock_guard held(mutex_);
      refused_ = change.book ? "" : change.text;
    }
    tell_(std::move(change));
  }
}

std::vector<std::string> RuleReload::child_arguments() const {
  std::vector<std::string> arguments{"rules", "compile"};
  if (!setup_.config_file.empty())
    arguments.insert(arguments.end(), {"--config", setup_.config_file});
  if (!setup_.brands_file.empty())
    arguments.insert(arguments.end(), {"--brands", setup_.brands_file});
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), setup_.wanted.packs.begin(), setup_.wanted.packs.end());
  return arguments;
}

RuleChange RuleReload::take_up(const std::stop_token& stop) const {
  const auto aside = run_aside(child_arguments(), {.wall = bounds::rules_compile_wall}, stop);
  if (!aside.ran) return refuse("the changed rules could not be compiled: " + aside.output);
  if (aside.exit_code != 0) return refuse(aside.output);
  // The child has shown that this is quick and ends; what took its time lies in the cache.
  auto loaded = load_rules(setup_.wanted, rules::Tell::errors);
  if (!loaded) return refuse(loaded.error().what);
  const auto rules = loaded->book->rules().size();
  return {std::move(loaded->book),
          counted(rules, "rule") + " in " + counted(loaded->packs, "pack") + " are in force"};
}

}  // namespace tocsin::tools
