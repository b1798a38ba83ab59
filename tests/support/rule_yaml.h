#pragma once
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

/// Rules as packs write them, for tests that make packs of the lines of a case.
namespace tocsin::test {

/// In single quotes, as YAML has it.
inline std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

/// An entry of `rules:`. `more` are further lines of it; live where they do not say a status.
inline std::string rule_yaml(std::string_view id, std::string_view signal, std::string_view when,
                             std::span<const std::string> more = {}) {
  std::string yaml = "  - id: " + std::string(id) + "\n    title: t\n    severity: low\n";
  yaml += "    signal: " + std::string(signal) + "\n    when: " + quoted(when) + "\n";
  bool status = false;
  for (const auto& line : more) {
    yaml += "    " + line + "\n";
    status = status || line.starts_with("status:");
  }
  return status ? yaml : yaml + "    status: live\n";
}

/// Without the spaces around it.
inline std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

/// The same of a line of a case: `id signal | when | more YAML of the rule | …`.
inline std::string rule_yaml_of_line(const std::string& line) {
  std::istringstream parts(line);
  std::string head, when, more, id, signal;
  std::getline(parts, head, '|');
  std::getline(parts, when, '|');
  std::istringstream(head) >> id >> signal;
  std::vector<std::string> lines;
  while (std::getline(parts, more, '|')) lines.push_back(trimmed(more));
  return rule_yaml(id, signal, trimmed(when), lines);
}

}  // namespace tocsin::test
