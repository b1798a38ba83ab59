#include "rules/yaml.h"

#include <sstream>
#include <unordered_map>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "engine/bounds.h"
#include "rules/excerpt.h"
#include "rules/word.h"
#include "rules/yaml_complaint.h"

namespace tocsin::rules::yaml {
namespace {

/// Builds the tree from the parser's events.
class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(ProblemSink& problems) : problems_(problems) {}

  /// What was read so far, with everything closed.
  std::optional<Node> finish() {
    while (!open_.empty()) close();
    return std::move(root_);
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    add({.kind = Kind::null, .offset = offset(mark), .value = {}, .items = {}, .entries = {}});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    problems_.error(offset(mark), "alias", "aliases are not allowed: write the value out");
    OnNull(mark, 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_extras(mark, tag, anchor);
    const std::size_t at = offset(mark);
    const std::string_view text = problems_.source().text();
    const char first = at < text.size() ? text[at] : '\0';
    Style style = Style::plain;
    if (first == '\'' || first == '"') style = Style::quoted;
    if (first == '|' || first == '>') style = Style::block;
    add({.kind = Kind::scalar,
         .style = style,
         .offset = at,
         .value = value,
         .items = {},
         .entries = {}});
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { leave(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { leave(); }

 private:
  struct Open {
    Node node;
    std::optional<Node> key;                            ///< of a map: read, its value not yet
    std::unordered_map<std::string, std::size_t> keys;  ///< of a map: where each stands
  };

  static std::size_t offset(const YAML::Mark& mark) {
    return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
  }

  void refuse_extras(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0)
      problems_.error(offset(mark), "anchor", "anchors (`&name`) are not allowed: take it away");
    if (!tag.empty() && tag != "?" && tag != "!")
      problems_.error(offset(mark), "tag", "tags (`!name`) are not allowed: take it away");
  }

  void open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_extras(mark, tag, anchor);
    const std::size_t at = offset(mark);
    if (too_deep_ > 0 || open_.size() >= static_cast<std::size_t>(bounds::yaml_depth)) {
      if (too_deep_ == 0)
        problems_.error(at, "too-deep",
                        "this is nested deeper than " + std::to_string(bounds::yaml_depth) +
                            " levels: make it flatter");
      ++too_deep_;
      return;
    }
    open_.push_back(
        {{.kind = kind, .offset = at, .value = {}, .items = {}, .entries = {}}, {}, {}});
  }

  void leave() {
    if (too_deep_ == 0) return close();
    if (--too_deep_ == 0)
      add({.kind = Kind::null, .offset = 0, .value = {}, .items = {}, .entries = {}});
  }

  void close() {
    Node done = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(done));
  }

  void add(Node node) {
    if (too_deep_ > 0) return;
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      parent.key = std::move(node);
    } else {
      add_entry(parent, {std::move(*parent.key), std::move(node)});
      parent.key.reset();
    }
  }

  void add_entry(Open& map, Entry entry) {
    if (!entry.key.is_scalar()) {
      problems_.error(entry.key.offset, "key",
                      "a key is one word, this is " + std::string(name_of(entry.key.kind)));
      return;
    }
    const auto [earlier, is_new] = map.keys.emplace(entry.key.value, entry.key.offset);
    if (!is_new) {
      problems_.error(entry.key.offset, "duplicate-key",
                      ticked(entry.key.value) + " stands here already, in line " +
                          std::to_string(problems_.place(earlier->second).line) +
                          ": keep one of them");
      return;
    }
    map.node.entries.push_back(std::move(entry));
  }

  ProblemSink& problems_;
  std::optional<Node> root_;
  std::vector<Open> open_;
  int too_deep_ = 0;
};

}  // namespace

const Entry* Node::find(std::string_view key) const {
  for (const Entry& entry : entries)
    if (entry.key.value == key) return &entry;
  return nullptr;
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "nothing";
    case Kind::scalar:
      return "text";
    case Kind::list:
      return "a list";
    case Kind::map:
      return "a mapping";
  }
  return "";
}

Tree parse(ProblemSink& problems) {
  std::istringstream in{std::string(problems.source().text())};
  Builder builder(problems);
  Tree tree;
  try {
    YAML::Parser parser(in);
    parser.HandleNextDocument(builder);
    tree.root = builder.finish();
    Builder ignored(problems);
    if (tree.root && parser.HandleNextDocument(ignored))
      problems.error(second_document(problems.source().text()), "documents",
                     "a second document begins here (`---`): one file holds one document");
  } catch (const YAML::Exception& broken) {
    tree.whole = false;
    if (!tree.root) tree.root = builder.finish();
    const Complaint complaint = explain(broken, problems.source().text());
    problems.error(complaint.offset, "yaml", complaint.text);
  }
  return tree;
}

namespace {

/// Of what begins with a backslash in double quotes: how much of the text is one character.
std::size_t escape_size(std::string_view text, std::size_t at) {
  switch (at + 1 < text.size() ? text[at + 1] : '\0') {
    case 'x':
      return 4;
    case 'u':
      return 6;
    case 'U':
      return 10;
    default:
      return 2;
  }
}

}  // namespace

std::vector<std::size_t> value_offsets(const Node& scalar, std::string_view text) {
  std::vector<std::size_t> offsets;
  offsets.reserve(scalar.value.size() + 1);
  std::size_t at = scalar.offset;
  if (scalar.style == Style::quoted) ++at;
  if (scalar.style == Style::block) at = std::min(text.find('\n', at), text.size());
  const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  const bool escapes =
      scalar.style == Style::quoted && scalar.offset < text.size() && text[scalar.offset] == '"';
  for (std::size_t i = 0; i < scalar.value.size(); ++i) {
    const char c = scalar.value[i];
    // A backslash at the end of a line stands for nothing.
    while (escapes && at + 1 < text.size() && text[at] == '\\' && text[at + 1] == '\n')
      at = std::min(text.find_first_not_of(" \t\n", at + 1), text.size());
    if (escapes && at < text.size() && text[at] == '\\') {
      const std::size_t bytes = decode_at(scalar.value, i).size;
      offsets.insert(offsets.end(), bytes, at);
      i += bytes - 1;
      at = std::min(at + escape_size(text, at), text.size());
      continue;
    }
    if (!blank(c)) {
      // Folded lines, indentation and the escapes of quotes stand only in the text.
      while (at < text.size() && text[at] != c) ++at;
    }
    offsets.push_back(std::min(at, text.size()));
    if (at < text.size() && (text[at] == c || blank(text[at]))) ++at;
    if (c == '\'' && scalar.style == Style::quoted && at < text.size() && text[at] == '\'' &&
        text[scalar.offset] == '\'')
      ++at;
  }
  offsets.push_back(std::min(at, text.size()));
  return offsets;
}

std::string in_quotes(std::string_view text) {
  const bool plain_double = text.find('\'') != std::string_view::npos &&
                            text.find_first_of("\"\\") == std::string_view::npos;
  if (plain_double) return '"' + std::string(text) + '"';
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + '\'';
}

}  // namespace tocsin::rules::yaml
