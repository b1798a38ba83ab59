#include "tools/sources_command.h"

#include <memory>

#include <fmt/format.h>

#include "tools/engine_answer.h"

namespace tocsin::tools {
namespace {

namespace dom = simdjson::dom;

struct SourcesArguments {
  EngineAddress address;
  bool json = false;
};

std::string lag_text(dom::element source) {
  double seconds = 0;
  if (source.at_key("lag_seconds").get(seconds) != simdjson::SUCCESS) return "-";
  return fmt::format("{:.1f} s", seconds);
}

std::string gaps_text(dom::element source) {
  std::string out;
  dom::array gaps;
  if (source.at_key("gaps").get(gaps) == simdjson::SUCCESS)
    for (const auto gap : gaps)
      out += fmt::format("    missed {} to {}: {}\n", text_in(gap, "from"), text_in(gap, "to"),
                         text_in(gap, "because"));
  return out;
}

std::string sources_text(dom::element root) {
  dom::array sources;
  if (root.at_key("sources").get(sources) != simdjson::SUCCESS || sources.size() == 0)
    return "nothing is heard: no source is configured, and nothing came by HTTP\n";
  std::string out =
      fmt::format("  {:<20} {:<10} {:<10} {:>10} {:>8} {:>12} {:>10} {:>12}\n", "source", "kind",
                  "state", "per second", "lag", "posts", "repeats", "retractions");
  for (const auto source : sources) {
    out += fmt::format("  {:<20} {:<10} {:<10} {:>10.1f} {:>8} {:>12} {:>10} {:>12}\n",
                       text_in(source, "name"), text_in(source, "kind"), text_in(source, "state"),
                       number_in(source, "rate"), lag_text(source), count_in(source, "posts"),
                       count_in(source, "repeats"), count_in(source, "retractions"));
    if (const auto error = text_in(source, "last_error"); !error.empty())
      out += "    " + error + "\n";
    out += gaps_text(source);
  }
  return out;
}

}  // namespace

void add_sources_command(Command app) {
  const auto command =
      app.add("sources", "What the running engine hears: state, rate, lag, repeats, gaps, errors",
              "tocsin sources --server 127.0.0.1:8420");
  auto a = std::make_shared<SourcesArguments>();
  add_engine_address(command, a->address);
  command.flag("--json", a->json, "what the engine answered, for scripts");
  command.runs([a] { return ask_and_show(a->address, "/api/v1/sources", a->json, sources_text); });
}

}  // namespace tocsin::tools
