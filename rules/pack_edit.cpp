#include "rules/pack_edit.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "rules/pack.h"
#include "rules/pack_parser.h"
#include "rules/suggest.h"
#include "rules/yaml.h"

namespace tocsin::rules {
namespace {

using yaml::Node;

/// What stands behind a key at the begin of a line, without quotes and comment.
std::string top_value(std::string_view text, std::string_view key) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = text.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with(key) || line.substr(key.size(), 1) != ":") continue;
    line.remove_prefix(key.size() + 1);
    line = line.substr(0, line.find(" #"));
    const auto first = line.find_first_not_of(" \t\"'");
    if (first == line.npos) return {};
    return std::string(line.substr(first, line.find_last_not_of(" \t\r\"'") - first + 1));
  }
  return {};
}

const Node* value_of(const Node& map, std::string_view key) {
  const auto* entry = map.find(key);
  return entry == nullptr ? nullptr : &entry->value;
}

const Node* find_rule(const Node& root, std::string_view id) {
  const Node* rules = value_of(root, "rules");
  if (rules == nullptr) return nullptr;
  for (const Node& rule : rules->items)
    if (const Node* is = value_of(rule, "id"); is != nullptr && is->value == id) return &rule;
  return nullptr;
}

std::vector<std::string_view> rule_ids(const Node& pack) {
  std::vector<std::string_view> ids;
  const Node* rules = value_of(pack, "rules");
  if (rules == nullptr) return ids;
  for (const Node& rule : rules->items)
    if (const Node* id = value_of(rule, "id")) ids.push_back(id->value);
  return ids;
}

/// Bytes of a scalar on one line, with its quotes.
std::size_t length_of(const Node& scalar, std::string_view text) {
  if (scalar.style == yaml::Style::plain) return scalar.value.size();
  const auto end = text.find(text[scalar.offset], scalar.offset + 1);
  return end == text.npos ? 0 : end + 1 - scalar.offset;
}

}  // namespace

std::string name_in(std::string_view text) {
  return top_value(text, "pack");
}

int version_in(std::string_view text) {
  const auto value = top_value(text, "version");
  int version = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), version);
  return read.ec == std::errc{} ? version : 0;
}

std::expected<std::string, std::string> with_status(std::string_view text, std::string_view id,
                                                    RuleStatus status) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  const std::string_view head = text.starts_with(mark) ? mark : std::string_view{};
  text.remove_prefix(head.size());
  std::vector<Problem> problems;
  const SourceText source("the pack", text);
  ProblemSink sink(source, problems);
  const auto tree = yaml::parse(sink);
  if (!tree.whole || !tree.root)
    return std::unexpected("the pack's file has errors; mend them first");
  const Node* rule = find_rule(*tree.root, id);
  if (rule == nullptr)
    return std::unexpected("the pack has no rule `" + std::string(id) + '`' +
                           did_you_mean(id, rule_ids(*tree.root)));
  const Node* is = value_of(*rule, "status");
  if (is == nullptr || !is->is_scalar())
    return std::unexpected("the rule has no `status:`; write one");
  if (is->value == name_of(status))
    return std::unexpected("the rule is `" + is->value + "` already");
  struct Change {
    std::size_t offset, length;
    std::string to;
  };
  std::vector<Change> changes{{is->offset, length_of(*is, text), std::string(name_of(status))}};
  if (const Node* version = value_of(*tree.root, "version"); version && version->is_scalar())
    changes.push_back(
        {version->offset, length_of(*version, text), std::to_string(version_in(text) + 1)});
  std::ranges::sort(changes, std::greater{}, &Change::offset);
  std::string out(text);
  for (const auto& change : changes) out.replace(change.offset, change.length, change.to);
  return std::string(head) + out;
}

}  // namespace tocsin::rules
