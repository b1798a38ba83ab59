#include "connectors/source_ledger.h"

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {
constexpr std::size_t gaps_kept = 100;
}

SourceLedger::SourceLedger(std::string name, std::string kind, const Clock& clock)
    : name_(std::move(name)), clock_(clock) {
  status_.name = name_;
  status_.kind = std::move(kind);
  status_.since = clock_.now();
}

void SourceLedger::begin(SourceNews& news) {
  news_ = &news;
}

bool SourceLedger::enter(SourceState state, std::string_view why) {
  const std::scoped_lock lock(mutex_);
  if (!why.empty()) status_.last_error = why;
  if (status_.state == state) return false;
  status_.state = state;
  status_.since = clock_.now();
  return true;
}

void SourceLedger::connected() {
  told_as_.clear();
  if (enter(SourceState::connected, {}) && news_ != nullptr) news_->connected(name_);
}

void SourceLedger::lost(std::string_view why, std::string_view told_as) {
  const bool changed = enter(SourceState::lost, why);
  if (!changed && told_as_ == told_as) return;
  told_as_ = told_as;
  if (news_ != nullptr) news_->lost(name_, why);
}

void SourceLedger::waiting(std::string_view why) {
  enter(SourceState::waiting, why);
}

void SourceLedger::heard(const Heard& heard) {
  const std::scoped_lock lock(mutex_);
  status_.frames += heard.frames;
  status_.bytes += heard.bytes;
  status_.last_data = clock_.now();
  status_.last_frame_time = std::max(status_.last_frame_time, heard.frame_time);
}

void SourceLedger::reconnecting() {
  const std::scoped_lock lock(mutex_);
  ++status_.reconnects;
}

void SourceLedger::repeat_dropped() {
  const std::scoped_lock lock(mutex_);
  ++status_.repeats_dropped;
}

void SourceLedger::gap(SourceGap gap) {
  if (news_ != nullptr) news_->gap(name_, gap);
  const std::scoped_lock lock(mutex_);
  if (status_.gaps.size() == gaps_kept) status_.gaps.erase(status_.gaps.begin());
  status_.gaps.push_back(std::move(gap));
}

void SourceLedger::note(std::string_view what) {
  const std::scoped_lock lock(mutex_);
  status_.last_error = what;
}

void SourceLedger::end(SourceState finished_or_stopped) {
  enter(finished_or_stopped, {});
  news_ = nullptr;
}

SourceStatus SourceLedger::status() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

}  // namespace tocsin
