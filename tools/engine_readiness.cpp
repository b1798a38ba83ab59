#include <algorithm>

#include "tools/quantity.h"
#include "tools/rules_checking.h"
#include "tools/running_engine.h"

namespace tocsin::tools {
namespace {

using serve::ReadinessPart;

constexpr std::chrono::minutes all_down_most{5};

bool is_down(const SourceStatus& source) {
  return source.state == SourceState::lost || source.state == SourceState::waiting;
}

ReadinessPart part_of(const SourceStatus& source) {
  ReadinessPart part{
      .name = "source:" + source.name, .ok = !is_down(source), .degrades_only = true, .detail = {}};
  part.detail = std::string(name_of(source.state));
  if (!source.last_error.empty()) part.detail += ": " + source.last_error;
  return part;
}

ReadinessPart rules_part(const RuleBookPtr& book) {
  if (!book) return {"rules", false, false, "no rules are loaded"};
  const auto rules = book->rules().size();
  return {"rules", true, false,
          counted(rules, "rule") + (rules == 1 ? " is loaded" : " are loaded")};
}

ReadinessPart brands_part(const RuleBookPtr& book) {
  const auto brands = book ? book->brands().size() : 0;
  if (brands > 0) return {"brands", true, true, count_text(brands) + " configured"};
  return {"brands", true, true,
          "no brand is configured: every post counts as being about yours; add `brands:` to the "
          "configuration"};
}

ReadinessPart quieted_part(const std::vector<QuietRule>& quieted) {
  ReadinessPart part{.name = "rules-quieted", .ok = false, .degrades_only = true, .detail = {}};
  for (const auto& rule : quieted)
    part.detail += (part.detail.empty() ? "" : "; ") + rule.rule + ": " + rule.because;
  part.detail += ". Their alerts are listed and page nobody: narrow the rules, or `quiet:`";
  return part;
}

ReadinessPart unscanned_part(std::uint64_t posts) {
  return {"rules-unscanned", false, true,
          counted(posts, "post") +
              " could not be searched since the start, and no rule has seen them. They are kept: "
              "GET /api/v1/posts?unscanned=true lists them; tell us with the log"};
}

}  // namespace

std::vector<ReadinessPart> RunningEngine::readiness() const {
  const auto state = line_.state();
  std::vector<ReadinessPart> parts;
  const bool store_in_trouble = state.broken || state.why.starts_with("store");
  parts.push_back({"store", !store_in_trouble, false, store_in_trouble ? state.why : "open"});
  parts.push_back({"intake", !state.held && state.running, false,
                   state.held ? state.why : std::string(state.running ? "open" : "stopping")});
  const auto book = line_.book();
  parts.push_back(rules_part(book));
  if (const auto refused = reload_.refused(); !refused.empty())
    parts.push_back({"rules-files", false, true, refused});
  parts.push_back(brands_part(book));
  if (const auto quieted = line_.quieted(); !quieted.empty())
    parts.push_back(quieted_part(quieted));
  if (const auto unscanned = line_.totals().unscanned; unscanned > 0)
    parts.push_back(unscanned_part(unscanned));

  const auto sources = sources_.status();
  for (const auto& source : sources) parts.push_back(part_of(source));
  const auto now = clock_.now();
  const bool all_down = !sources.empty() && std::ranges::all_of(sources, [&](const auto& source) {
    return is_down(source) && now - source.since > all_down_most;
  });
  const bool ingest_in_use = now - ingest_.last_used() < all_down_most;
  if (all_down && !ingest_in_use)
    parts.push_back({"sources", false, false, "every source has been down for 5 minutes"});
  return parts;
}

}  // namespace tocsin::tools
