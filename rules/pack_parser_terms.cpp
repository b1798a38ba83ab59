#include <algorithm>

#include "rules/excerpt.h"
#include "rules/language_names.h"
#include "rules/pack_parser.h"
#include "rules/term_reader.h"

namespace tocsin::rules {
namespace {

/// YAML read it as meant, this time: without quotes it depends on where it stands.
bool needs_quotes(const yaml::Node& item) {
  return item.style == yaml::Style::plain &&
         (item.value.find_first_of("?,:#[]{}") != std::string::npos ||
          std::string_view("*#@&!%|>?`/").contains(item.value.front()));
}

std::optional<Term> read_entry(const yaml::Node& item, std::string_view what,
                               ProblemSink& problems) {
  if (item.is_null()) {
    problems.error(item.offset, "empty-term",
                   "this entry of " + std::string(what) + " is empty: write a word in quotes");
    return std::nullopt;
  }
  if (item.kind == yaml::Kind::map && item.entries.size() == 1 &&
      item.entries.front().value.is_scalar()) {
    const std::string written =
        item.entries.front().key.value + ": " + item.entries.front().value.value;
    problems.error(item.offset, "unquoted",
                   ticked(written) +
                       " holds `: `, which YAML reads as a key: write it in quotes, " +
                       yaml::in_quotes(written));
    return std::nullopt;
  }
  if (!item.is_scalar()) {
    problems.error(item.offset, "shape",
                   "an entry of " + std::string(what) + " is text, this is " +
                       std::string(yaml::name_of(item.kind)) +
                       ": text that holds `: `, `[` or `{` is written in quotes");
    return std::nullopt;
  }
  if (needs_quotes(item)) {
    const std::size_t at = item.value.find_first_of("?,:#[]{}*@&!%|>`/");
    problems.error(item.offset, "unquoted",
                   ticked(item.value) + " holds `" + item.value[at] +
                       "`, which means something to YAML: write it in quotes, " +
                       yaml::in_quotes(item.value),
                   Fix{"write it in quotes", item.value, yaml::in_quotes(item.value), true});
  }
  auto term = read_term(item.value);
  if (!term) {
    problems.error(item.offset, term.error().lint, term.error().text);
    return std::nullopt;
  }
  term->place = problems.place(item.offset);
  return std::move(*term);
}

/// A text where a list is meant: `['a', 'b']` of what stands between its commas.
std::string as_list(std::string_view text) {
  std::string out = "[";
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) out += (out.size() > 1 ? ", " : "") + yaml::in_quotes(part);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out + ']';
}

bool check_name(const yaml::Node& key, ProblemSink& problems) {
  if (is_reserved_name(key.value)) {
    problems.error(key.offset, "reserved-name",
                   ticked(key.value) + " is a word of the language: name the list " +
                       ticked(key.value + "-words"));
    return false;
  }
  if (is_term_name(key.value)) return true;
  std::string better = as_id(key.value);
  if (!is_term_name(better)) better = "t-" + better;
  problems.error(key.offset, "term-name",
                 ticked(key.value) +
                     " is no name of a term (begins with a-z, then a-z 0-9 _ -): "
                     "write " +
                     ticked(better));
  return false;
}

}  // namespace

std::vector<Term> read_entries(const yaml::Node& node, std::string_view what,
                               ProblemSink& problems) {
  std::vector<Term> entries;
  if (node.is_scalar()) {
    // Anchors and aliases are told already.
    if (!std::string_view("&*!").contains(node.value.front()))
      problems.error(node.offset, "term-list",
                     std::string(what) + " is a list, this is text: write " + as_list(node.value));
    if (auto term = read_term(node.value)) entries.push_back(std::move(*term));
    return entries;
  }
  if (node.kind != yaml::Kind::list) {
    problems.error(node.offset, "term-list",
                   std::string(what) + " is a list of words, this is " +
                       std::string(yaml::name_of(node.kind)) + ": write ['word', 'two words']");
    return entries;
  }
  if (node.items.empty())
    problems.error(node.offset, "term-list",
                   std::string(what) + " is empty and matches nothing: add an entry");
  for (const yaml::Node& item : node.items)
    if (auto term = read_entry(item, what, problems)) entries.push_back(std::move(*term));
  return entries;
}

std::vector<TermList> read_term_lists(const yaml::Node& node, ProblemSink& problems) {
  std::vector<TermList> lists;
  if (node.kind != yaml::Kind::map) {
    problems.error(node.offset, "shape",
                   "`terms` is a mapping of names to lists, this is " +
                       std::string(yaml::name_of(node.kind)) + ": write `leaving: ['cancel*']`");
    return lists;
  }
  for (const yaml::Entry& entry : node.entries) {
    check_name(entry.key, problems);
    TermList list{entry.key.value, {}, problems.place(entry.key.offset)};
    list.entries = read_entries(entry.value, ticked(list.name), problems);
    lists.push_back(std::move(list));
  }
  return lists;
}

}  // namespace tocsin::rules
