#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/source_text.h"

/// YAML as a strict tree: plain data with the place of everything; no anchors, aliases, tags or
/// second documents, no key twice.
namespace tocsin::rules::yaml {

enum class Kind : std::uint8_t { null, scalar, list, map };
enum class Style : std::uint8_t { plain, quoted, block };

struct Entry;

struct Node {
  Kind kind = Kind::null;
  Style style = Style::plain;
  std::size_t offset = 0;  ///< in SourceText::text(): where it begins, quotes included
  std::string value;       ///< scalar
  std::vector<Node> items;
  std::vector<Entry> entries;

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  const Entry* find(std::string_view key) const;
};

struct Entry {
  Node key;
  Node value;
};

/// The tree of a file; nullopt where nothing could be read. `whole` is false where reading
/// stopped at an error: what came before it is there.
struct Tree {
  std::optional<Node> root;
  bool whole = true;
};

/// Parses the text of `problems.source()`.
/// Limits     bounds::yaml_depth; deeper is told and left out.
Tree parse(ProblemSink& problems);

/// For each byte of a scalar's value (and its end), the offset in the text that it came from.
std::vector<std::size_t> value_offsets(const Node& scalar, std::string_view text);

/// How people call a node: `a list`, `a mapping`, `text`, `nothing`.
std::string_view name_of(Kind kind);

/// The text as YAML reads back unchanged: in single quotes, where it can.
std::string in_quotes(std::string_view text);

}  // namespace tocsin::rules::yaml
