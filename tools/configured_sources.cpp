#include "tools/configured_sources.h"

#include <algorithm>
#include <fstream>
#include <random>

#include "connectors/decoders.h"
#include "connectors/file_source.h"
#include "connectors/followed_file.h"
#include "connectors/jetstream_source.h"
#include "connectors/stdin_source.h"
#include "rules/suggest.h"

namespace tocsin::tools {
namespace {

Fault fault_of(const SourceConfig& config, const std::string& what) {
  const auto& place = config.place;
  const auto where = place.file.empty() ? std::string()
                                        : place.file + ":" + std::to_string(place.line) + ":" +
                                              std::to_string(place.column) + ": ";
  return {ExitCode::bad_config, where + "error: source `" + config.name + "`: " + what};
}

/// The form of a file's frames: as configured, else as its first line tells.
FrameForm form_of(const SourceConfig& config) {
  auto wire = config.wire;
  if (!wire && !config.files.empty()) {
    std::ifstream in(config.files.front(), std::ios::binary);
    std::string line;
    if (std::getline(in, line)) wire = recognise_wire(line);
  }
  const auto form = wire.value_or(Wire::posts);
  return {form, form == Wire::jetstream ? "bluesky" : config.default_source};
}

double random_share() {
  thread_local std::mt19937_64 engine{std::random_device{}()};
  return std::uniform_real_distribution<>(0, 1)(engine);
}

template <class Made, class Options>
std::expected<std::unique_ptr<Source>, Fault> made_from(const SourceConfig& config, Options options,
                                                        const Clock& clock) {
  if (const auto wrong = options.validate(); !wrong.empty())
    return std::unexpected(fault_of(config, wrong.front()));
  return std::make_unique<Made>(std::move(options), clock);
}

std::expected<std::unique_ptr<Source>, Fault> make_jetstream(const SourceConfig& config,
                                                             const Clock& clock) {
  JetstreamOptions options;
  options.name = config.name;
  if (!config.urls.empty()) options.hosts = config.urls;
  if (!config.collections.empty()) options.collections = config.collections;
  options.dictionary = config.dictionary;
  options.ca_file = config.ca_file;
  if (config.insecure) options.plain_text = PlainText::anywhere;
  if (const auto wrong = options.validate(); !wrong.empty())
    return std::unexpected(fault_of(config, wrong.front()));
  return std::make_unique<JetstreamSource>(std::move(options), clock, random_share);
}

}  // namespace

std::expected<std::vector<SourceConfig>, Fault> chosen_sources(
    const Config& config, const std::vector<std::string>& named) {
  SourceConfig bluesky;
  bluesky.name = "bluesky";
  auto all = config.sources.value_or(std::vector<SourceConfig>{bluesky});
  if (named.empty()) return all;
  if (named.size() == 1 && named.front() == "none") return std::vector<SourceConfig>{};
  std::vector<SourceConfig> chosen;
  for (const auto& name : named) {
    const auto found = std::ranges::find(all, name, &SourceConfig::name);
    if (found != all.end()) {
      chosen.push_back(*found);
      continue;
    }
    std::vector<std::string_view> names;
    for (const auto& source : all) names.push_back(source.name);
    names.push_back("none");
    const auto meant = rules::did_you_mean(name, names);
    return std::unexpected(
        Fault{ExitCode::wrong_use,
              "--source " + name + ": no source has this name" +
                  (meant.empty() ? "; it may be one of " + rules::listed(names) : meant)});
  }
  return chosen;
}

std::string risk_of(const SourceConfig& config) {
  std::string open;
  for (const auto& url : config.urls)
    if (const auto host = parse_jetstream_host(url); host && !host->tls && !host->loopback())
      open += (open.empty() ? "" : ", ") + url;
  if (open.empty() || !config.insecure) return {};
  return "`insecure: true`: " + open +
         " is heard without TLS, so anyone on the way can read and change it; use wss://";
}

std::expected<std::unique_ptr<Source>, Fault> make_source(const SourceConfig& config,
                                                          const Clock& clock) {
  switch (config.kind) {
    case SourceKind::jetstream:
      return make_jetstream(config, clock);
    case SourceKind::file: {
      FileSourceOptions options;
      options.name = config.name;
      options.files.assign(config.files.begin(), config.files.end());
      options.form = form_of(config);
      return made_from<FileSource>(config, std::move(options), clock);
    }
    case SourceKind::follow: {
      FollowedFileOptions options;
      options.name = config.name;
      options.path = config.files.empty() ? "" : config.files.front();
      options.form = form_of(config);
      options.from = config.from_end ? FollowFrom::end : FollowFrom::beginning;
      return made_from<FollowedFile>(config, std::move(options), clock);
    }
    case SourceKind::stdin_lines: {
      StdinSourceOptions options;
      options.name = config.name;
      options.form = form_of(config);
      return made_from<StdinSource>(config, std::move(options), clock);
    }
  }
  return std::unexpected(fault_of(config, "is of no kind that is known"));
}

}  // namespace tocsin::tools
