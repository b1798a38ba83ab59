#include <cstdio>
#include <fstream>

#include "engine/json_writer.h"
#include "engine/serve/alert_json.h"
#include "tools/quantity.h"
#include "tools/replay.h"

namespace tocsin::tools {
namespace {

double posts_per_second(const ReplayOutcome& outcome) {
  return outcome.seconds > 0 ? static_cast<double>(outcome.totals.posts) / outcome.seconds : 0;
}

void add_line(std::string& out, std::string_view name, std::uint64_t count) {
  out.append("  ").append(name).append(name.size() < 16 ? 16 - name.size() : 1, ' ');
  out.append(count_text(count)).append("\n");
}

}  // namespace

std::string summary_json(const ReplayOutcome& outcome) {
  const auto& t = outcome.totals;
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("posts", t.posts).field("retractions", t.retractions);
  json.key("other").begin_object();
  for (const auto& [kind, count] : t.other) json.field(kind, count);
  json.end_object().key("rejected").begin_object();
  for (const auto& [reason, count] : t.rejected) json.field(name_of(reason), count);
  json.end_object().field("repeats", t.repeats).field("edits", t.edits);
  json.field("findings", t.findings).field("alerts", t.alerts).field("kept", t.kept);
  json.field("repaired", t.repaired).field("lists_cut", t.lists_cut);
  json.field("unscanned", t.unscanned);
  json.field("seconds", outcome.seconds).field("posts_per_second", posts_per_second(outcome));
  json.field("interrupted", outcome.interrupted).field("already_done", outcome.nothing_left);
  json.end_object();
  return out;
}

std::string summary_text(const ReplayOutcome& outcome) {
  if (outcome.nothing_left)
    return "everything in these files was read by an earlier run; nothing was read now\n";
  const auto& t = outcome.totals;
  std::string out;
  add_line(out, "posts", t.posts);
  add_line(out, "retractions", t.retractions);
  for (const auto& [kind, count] : t.other) add_line(out, "other " + kind, count);
  for (const auto& [reason, count] : t.rejected)
    add_line(out, "rejected " + std::string(name_of(reason)), count);
  if (t.unscanned > 0) add_line(out, "not searched", t.unscanned);
  add_line(out, "repeats", t.repeats);
  add_line(out, "edits", t.edits);
  add_line(out, "findings", t.findings);
  add_line(out, "alerts", t.alerts);
  char rate[96];
  std::snprintf(rate, sizeof rate, "  in %.2f s: %s posts a second\n", outcome.seconds,
                count_text(static_cast<std::uint64_t>(posts_per_second(outcome))).c_str());
  return out + rate;
}

namespace {
std::filesystem::path partial_of(const std::filesystem::path& file) {
  return std::filesystem::path(file) += ".partial";
}
}  // namespace

bool can_write_alerts(const std::filesystem::path& file) {
  std::error_code fault;
  const bool can = !std::filesystem::is_directory(file, fault) &&
                   std::ofstream(partial_of(file), std::ios::binary | std::ios::app).is_open();
  std::filesystem::remove(partial_of(file), fault);
  return can;
}

std::expected<void, Fault> write_alerts(const Store& store, const std::filesystem::path& file) {
  const auto partial = partial_of(file);
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  std::string text;
  store.each_alert([&](const Alert& alert) {
    text += serve::alert_json(alert, store);
    text += '\n';
    if (text.size() < 1 << 20) return;
    out << text;
    text.clear();
  });
  out << text;
  out.close();
  std::error_code fault;
  if (out) std::filesystem::rename(partial, file, fault);
  if (out && !fault) return {};
  return std::unexpected(Fault{
      ExitCode::try_again,
      "--alerts-out " + file.string() + ": could not be written; check the folder and the disk"});
}

}  // namespace tocsin::tools
