#include "tools/source_rates.h"

namespace tocsin::tools {
namespace {
constexpr std::chrono::seconds span{60};
}  // namespace

void SourceRates::look_at(const std::vector<SourceStatus>& sources, Time now) {
  const std::scoped_lock lock(mutex_);
  for (const auto& source : sources) {
    auto& looks = looks_[source.name];
    looks.push_back({now, source.frames});
    while (now - looks.front().at > span) looks.pop_front();
  }
}

std::optional<double> SourceRates::of(std::string_view source) const {
  const std::scoped_lock lock(mutex_);
  const auto known = looks_.find(source);
  if (known == looks_.end() || known->second.size() < 2) return std::nullopt;
  const auto &first = known->second.front(), &last = known->second.back();
  const std::chrono::duration<double> passed = last.at - first.at;
  if (passed.count() <= 0) return std::nullopt;
  return static_cast<double>(last.frames - first.frames) / passed.count();
}

}  // namespace tocsin::tools
