#include "engine/serve/query.h"

#include <algorithm>
#include <charconv>

namespace tocsin::serve {

std::vector<std::string> QueryReader::list(std::string_view name) {
  known_.push_back(name);
  std::vector<std::string> out;
  for (auto value : target_.all(name)) {
    while (!value.empty()) {
      const std::size_t comma = std::min(value.find(','), value.size());
      if (comma > 0) out.emplace_back(value.substr(0, comma));
      value.remove_prefix(std::min(comma + 1, value.size()));
    }
  }
  return out;
}

std::string QueryReader::text(std::string_view name) {
  known_.push_back(name);
  return std::string(target_.find(name).value_or(std::string_view{}));
}

std::optional<Instant> QueryReader::time(std::string_view name) {
  known_.push_back(name);
  const auto value = target_.find(name);
  if (!value || value->empty()) return std::nullopt;
  Instant at;
  if (parse_rfc3339(value->data(), value->data() + value->size(), at)) return at;
  refuse(name, "a time such as 2026-11-21T10:00:00Z");
  return std::nullopt;
}

std::uint64_t QueryReader::number(std::string_view name, std::uint64_t absent, std::uint64_t most) {
  known_.push_back(name);
  const auto value = target_.find(name);
  if (!value) return absent;
  std::uint64_t number = 0;
  const char* const end = value->data() + value->size();
  const auto read = std::from_chars(value->data(), end, number);
  if (read.ec == std::errc{} && read.ptr == end && number >= 1 && number <= most) return number;
  refuse(name, "a whole number from 1 to " + std::to_string(most));
  return absent;
}

void QueryReader::refuse(std::string_view name, std::string_view expected) {
  if (problem_) return;
  problem_ = Problem{400, "bad-parameter",
                     "the parameter " + std::string(name) + " takes " + std::string(expected)};
}

std::optional<Problem> QueryReader::problem() {
  for (const auto& [name, value] : target_.query) {
    if (problem_ || std::ranges::find(known_, name) != known_.end()) continue;
    std::string text = "there is no parameter " + name.substr(0, 40) + " here; known are";
    for (const auto known : known_) text += ' ' + std::string(known);
    problem_ = Problem{400, "unknown-parameter", std::move(text)};
  }
  return problem_;
}

}  // namespace tocsin::serve
