#include <algorithm>
#include <array>

#include "connectors/decoders.h"
#include "rules/language_names.h"
#include "rules/suggest.h"
#include "tools/config_parts.h"
#include "tools/config_values.h"

namespace tocsin::tools {
namespace {

using keys::key_of;
using rules::ProblemSink;
using rules::yaml::Node;

constexpr std::array<std::string_view, keys::sources.size()> whats{
    "a jetstream source", "a file source", "a followed file", "a stdin source"};

/// Finds out which kind an entry has; told where it has none.
std::optional<SourceKind> kind_of(const Node& node, ProblemSink& problems) {
  const auto* entry = node.kind == rules::yaml::Kind::map ? node.find("kind") : nullptr;
  if (entry == nullptr || !entry->value.is_scalar()) {
    problems.error(node.offset, "missing-key",
                   "a source is a mapping with a `kind`: " + rules::listed(keys::source_kinds));
    return std::nullopt;
  }
  const auto& name = entry->value.value;
  const auto found = std::ranges::find(keys::source_kinds, name);
  if (found != keys::source_kinds.end())
    return static_cast<SourceKind>(found - keys::source_kinds.begin());
  const auto meant = rules::did_you_mean(name, keys::source_kinds);
  problems.error(entry->value.offset, "source-kind",
                 "`" + name + "` is no kind of source" +
                     (meant.empty() ? ": " + rules::listed(keys::source_kinds) : meant));
  return std::nullopt;
}

void read_wire(const ConfigMapping& map, SourceConfig& out) {
  if (const auto given = map.text(keys::default_source); !given.empty()) out.default_source = given;
  if (const auto wire = map.word(keys::wire)) out.wire = wire_named(keys::wires[*wire]);
}

void read_jetstream(const ConfigMapping& map, const std::filesystem::path& folder,
                    SourceConfig& out) {
  constexpr const auto& url = key_of(keys::jetstream, "url");
  out.urls = map.texts(url, "url: wss://jetstream1.us-east.bsky.network/subscribe");
  for (const auto& text : out.urls)
    if (!text.starts_with("wss://") && !text.starts_with("ws://"))
      map.error(map.given(url)->offset, "url",
                "`" + text + "` is no address of a WebSocket: it begins with `wss://`");
  out.collections =
      map.texts(key_of(keys::jetstream, "collections"), "collections: [app.bsky.feed.post]");
  out.dictionary = map.path(key_of(keys::jetstream, "dictionary"), folder).string();
  out.ca_file = map.path(key_of(keys::jetstream, "ca_file"), folder).string();
  out.insecure = map.truth(key_of(keys::jetstream, "insecure"));
}

void read_follow(const ConfigMapping& map, const std::filesystem::path& folder, SourceConfig& out) {
  const auto path = map.needed_text(key_of(keys::follow, "path"), "path: /var/log/posts.ndjson");
  if (!path.empty()) out.files = {(folder / path).string()};
  if (const auto from = map.word(key_of(keys::follow, "from")))
    out.from_end = keys::ends[*from] == "end";
}

void read_files(const ConfigMapping& map, const std::filesystem::path& folder, SourceConfig& out) {
  constexpr const auto& files = key_of(keys::file, "files");
  constexpr std::string_view model = "files: [recording.ndjson]";
  if (map.given(files) == nullptr) map.needed_text(files, model);
  for (const auto& path : map.texts(files, model)) out.files.push_back((folder / path).string());
}

std::string read_name(const ConfigMapping& map) {
  auto name = map.needed_text(keys::source_name, "name: my-source");
  if (name.empty() || (rules::is_id(name) && name != "none")) return name;
  map.error(map.given(keys::source_name)->offset, "id",
            "`" + name + "` is no name of a source (a-z 0-9 -, and not `none`): write `" +
                (name == "none" ? "my-source" : rules::as_id(name)) + "`");
  return name;
}

std::optional<SourceConfig> read_source(const Node& node, const std::filesystem::path& folder,
                                        ProblemSink& problems) {
  const auto kind = kind_of(node, problems);
  if (!kind) return std::nullopt;
  const auto index = static_cast<std::size_t>(*kind);
  const ConfigMapping map(node, whats[index], keys::sources[index], problems);
  SourceConfig out;
  out.kind = *kind;
  out.place = problems.place(node.offset);
  out.name = read_name(map);
  if (out.kind == SourceKind::jetstream)
    read_jetstream(map, folder, out);
  else
    read_wire(map, out);
  if (out.kind == SourceKind::follow) read_follow(map, folder, out);
  if (out.kind == SourceKind::file) read_files(map, folder, out);
  return out;
}

}  // namespace

std::vector<std::string> read_texts(const Node& node, std::string_view key, std::string_view model,
                                    ProblemSink& problems) {
  std::vector<std::string> texts;
  if (node.is_scalar()) return {node.value};
  if (!rules::yaml::is_list(node, "`" + std::string(key) + "`", model, problems)) return texts;
  for (const auto& item : node.items) {
    if (item.is_scalar() && !item.value.empty())
      texts.push_back(item.value);
    else
      problems.error(item.offset, "shape",
                     "an entry of `" + std::string(key) + "` is text, this is " +
                         std::string(name_of(item.kind)) + ": write `" + std::string(model) + "`");
  }
  return texts;
}

std::vector<SourceConfig> read_sources(const Node& node, const std::filesystem::path& folder,
                                       ProblemSink& problems) {
  std::vector<SourceConfig> sources;
  if (!rules::yaml::is_list(node, "`sources`",
                            "sources:` with entries `- {name: bluesky, kind: jetstream}", problems))
    return sources;
  for (const auto& item : node.items) {
    auto source = read_source(item, folder, problems);
    if (!source) continue;
    const auto same = std::ranges::find(sources, source->name, &SourceConfig::name);
    if (same != sources.end() && !source->name.empty()) {
      problems.error(source->place, "duplicate-name",
                     "the name `" + source->name + "` is taken by the source in line " +
                         std::to_string(same->place.line) + ": give one of them another name");
      continue;
    }
    sources.push_back(std::move(*source));
  }
  return sources;
}

}  // namespace tocsin::tools
