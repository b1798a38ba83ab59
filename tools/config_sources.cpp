#include <algorithm>
#include <array>

#include "connectors/decoders.h"
#include "rules/language_names.h"
#include "rules/suggest.h"
#include "rules/yaml_reading.h"
#include "tools/config_parts.h"

namespace tocsin::tools {
namespace {

using rules::ProblemSink;
using rules::yaml::Mapping;
using rules::yaml::Node;

struct KindKeys {
  std::string_view name;
  SourceKind kind;
  std::string_view what;
  std::span<const std::string_view> keys;
};

constexpr std::array<std::string_view, 7> jetstream_keys{
    "name", "kind", "url", "collections", "dictionary", "ca_file", "insecure"};
constexpr std::array<std::string_view, 5> file_keys{"name", "kind", "files", "wire", "source"};
constexpr std::array<std::string_view, 6> follow_keys{"name", "kind", "path",
                                                      "wire", "from", "source"};
constexpr std::array<std::string_view, 4> stdin_keys{"name", "kind", "wire", "source"};
constexpr std::array<KindKeys, 4> kinds{{
    {"jetstream", SourceKind::jetstream, "a jetstream source", jetstream_keys},
    {"file", SourceKind::file, "a file source", file_keys},
    {"follow", SourceKind::follow, "a followed file", follow_keys},
    {"stdin", SourceKind::stdin_lines, "a stdin source", stdin_keys},
}};
constexpr std::array<std::string_view, 4> kind_names{"jetstream", "file", "follow", "stdin"};

/// Finds out which kind an entry has; told where it has none.
const KindKeys* kind_of(const Node& node, ProblemSink& problems) {
  const auto* entry = node.kind == rules::yaml::Kind::map ? node.find("kind") : nullptr;
  if (entry == nullptr || !entry->value.is_scalar()) {
    problems.error(node.offset, "missing-key",
                   "a source is a mapping with a `kind`: " + rules::listed(kind_names));
    return nullptr;
  }
  const auto& name = entry->value.value;
  const auto found = std::ranges::find(kinds, name, &KindKeys::name);
  if (found != kinds.end()) return &*found;
  const auto meant = rules::did_you_mean(name, kind_names);
  problems.error(entry->value.offset, "source-kind",
                 "`" + name + "` is no kind of source" +
                     (meant.empty() ? ": " + rules::listed(kind_names) : meant));
  return nullptr;
}

void read_wire(const Mapping& map, SourceConfig& out, ProblemSink& problems) {
  if (const auto given = map.text("source"); !given.empty()) out.default_source = given;
  const auto name = map.text("wire");
  if (name.empty()) return;
  out.wire = wire_named(name);
  if (!out.wire)
    problems.error(
        map.get("wire")->offset, "wire",
        "`" + name + "` is no form of frames that can be read: " + std::string(wire_names()));
}

bool read_flag(const Mapping& map, std::string_view key, ProblemSink& problems) {
  const auto value = map.text(key);
  if (!value.empty() && value != "true" && value != "false")
    problems.error(map.get(key)->offset, "flag",
                   "`" + std::string(key) + "` is `true` or `false`, not `" + value + "`");
  return value == "true";
}

void read_jetstream(const Mapping& map, SourceConfig& out, ProblemSink& problems) {
  if (const auto* url = map.get("url"); url != nullptr && !url->is_null()) {
    out.urls =
        read_texts(*url, "url", "url: wss://jetstream1.us-east.bsky.network/subscribe", problems);
    for (const auto& text : out.urls)
      if (!text.starts_with("wss://") && !text.starts_with("ws://"))
        problems.error(url->offset, "url",
                       "`" + text + "` is no address of a WebSocket: it begins with `wss://`");
  }
  if (const auto* list = map.get("collections"); list != nullptr && !list->is_null())
    out.collections =
        read_texts(*list, "collections", "collections: [app.bsky.feed.post]", problems);
  out.dictionary = map.text("dictionary");
  out.ca_file = map.text("ca_file");
  out.insecure = read_flag(map, "insecure", problems);
}

void read_follow(const Mapping& map, const std::filesystem::path& folder, SourceConfig& out,
                 ProblemSink& problems) {
  if (const auto path = map.needed_text("path", "path: /var/log/posts.ndjson"); !path.empty())
    out.files = {(folder / path).string()};
  const auto from = map.text("from");
  if (!from.empty() && from != "beginning" && from != "end")
    problems.error(map.get("from")->offset, "from",
                   "`from` is `beginning` or `end`, not `" + from + "`");
  out.from_end = from == "end";
}

std::string read_name(const Mapping& map, ProblemSink& problems) {
  auto name = map.needed_text("name", "name: my-source");
  if (name.empty() || (rules::is_id(name) && name != "none")) return name;
  problems.error(map.get("name")->offset, "id",
                 "`" + name + "` is no name of a source (a-z 0-9 -, and not `none`): write `" +
                     (name == "none" ? "my-source" : rules::as_id(name)) + "`");
  return name;
}

std::optional<SourceConfig> read_source(const Node& node, const std::filesystem::path& folder,
                                        ProblemSink& problems) {
  const auto* kind = kind_of(node, problems);
  if (kind == nullptr) return std::nullopt;
  const Mapping map(node, kind->what, kind->keys, problems);
  SourceConfig out;
  out.kind = kind->kind;
  out.place = problems.place(node.offset);
  out.name = read_name(map, problems);
  if (out.kind == SourceKind::jetstream) {
    read_jetstream(map, out, problems);
    for (auto* file : {&out.dictionary, &out.ca_file})
      if (!file->empty()) *file = (folder / *file).string();
    return out;
  }
  read_wire(map, out, problems);
  if (out.kind == SourceKind::follow) read_follow(map, folder, out, problems);
  if (out.kind == SourceKind::file)
    if (const auto* files = map.need("files", "files: [recording.ndjson]"))
      for (const auto& path : read_texts(*files, "files", "files: [recording.ndjson]", problems))
        out.files.push_back((folder / path).string());
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
