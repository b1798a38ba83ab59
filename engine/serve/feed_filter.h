#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/records.h"
#include "engine/store.h"

namespace tocsin::serve {

/// What a filter looks at, taken from an alert once for all clients.
struct AlertFacts {
  AlertId id;
  AlertState state{};
  Severity severity{};
  std::string brand, source, lang;
  std::vector<std::string> signals, rules;
};
AlertFacts facts_of(const Alert& alert);

/// What a client of the feed asked to see. Each list names what is wanted; empty: all.
struct FeedFilter {
  std::vector<std::string> brands, signals, rules, sources, langs;
  std::vector<AlertState> states;
  std::optional<Severity> severity_min;

  bool empty() const;
  bool passes(const AlertFacts& facts) const;
  /// The alerts of a snapshot: those that are not ended, and pass.
  AlertQuery open_alerts() const;
  /// An ended state may be asked for in events; a snapshot then holds nothing of it.
  bool wants_any_open() const;
};

}  // namespace tocsin::serve
