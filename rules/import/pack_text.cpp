#include "rules/import/pack_text.h"

#include <algorithm>

#include "rules/format.h"
#include "rules/import/term_text.h"
#include "rules/word.h"
#include "rules/yaml.h"

namespace tocsin::rules::importing {
namespace {

std::string in_yaml(std::string_view text) {
  return yaml::in_quotes(text);
}

/// `/…/` patterns and what YAML reads for itself stand in quotes; `rules fmt` takes away those
/// that are not needed.
void write_lists(std::string& out, const std::vector<const NewRules*>& all) {
  const bool bare = std::ranges::any_of(all, [](const NewRules* one) {
    return std::ranges::any_of(one->rules, [](const NewRule& rule) {
      return rule.when.ends_with("NOT " + std::string(WhenText::nothing));
    });
  });
  const bool named = std::ranges::any_of(all, [](const NewRules* n) { return !n->lists.empty(); });
  if (!bare && !named) return;
  out += "terms:\n";
  if (bare) {
    out += "  # In no post: `NOT nothing` is every post, for rules that ask for fields alone.\n";
    out += "  " + std::string(WhenText::nothing) + ": ['exact:\"⟨nothing⟩\"']\n";
  }
  for (const NewRules* one : all)
    for (const TermNames& list : one->lists) {
      out += "  " + list.name + ":\n";
      for (const std::string& term : list.terms) out += "    - " + in_yaml(term) + '\n';
    }
}

void write_rule(std::string& out, const NewRule& rule, const ImportOptions& options) {
  out += "  - id: " + rule.id + "\n    title: " + in_yaml(rule.title) +
         "\n    signal: " + options.signal + "\n    severity: " + options.severity +
         "\n    status: draft\n    when: " + in_yaml(rule.when) + '\n';
  if (!rule.where.empty()) out += "    where:\n";
  for (const std::string& condition : rule.where) out += "      - " + in_yaml(condition) + '\n';
  out += "    examples:\n      flag: []\n      pass: []\n";
}

}  // namespace

std::string on_one_line(std::string_view text, std::size_t most) {
  std::string out;
  bool cut = false;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded d = decode_at(text, at);
    const bool blank = d.c < 0x20 || d.c == 0x7F || (d.c >= 0x80 && d.c < 0xA0) ||
                       is(d.c, char_space | char_removed) || d.c == U'\uFFFD';
    cut = out.size() + d.size > most;
    if (cut) break;
    if (!blank)
      out += text.substr(at, d.size);
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
    at += d.size;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return cut ? out + " …" : out;
}

std::string pack_text(std::string_view name, std::string_view title, const ImportOptions& options,
                      const std::vector<const NewRules*>& all) {
  std::string out =
      "# Written by `tocsin rules import`. All rules are drafts: give each a post that it must\n"
      "# match (`flag`) and a near miss (`pass`), look at its signal and severity, and make it\n"
      "# `shadow`.\n";
  out += "pack: " + std::string(name) + "\ntitle: " + in_yaml(title) + "\nversion: 1\n\n";
  write_lists(out, all);
  out += "rules:\n";
  for (const NewRules* one : all) {
    for (const std::string& comment : one->comments) out += "  # " + comment + '\n';
    for (const NewRule& rule : one->rules) write_rule(out, rule, options);
  }
  auto formed = format_pack(std::string(name) + ".yaml", out);
  return formed ? std::move(*formed) : out;
}

}  // namespace tocsin::rules::importing
