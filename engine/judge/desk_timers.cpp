#include "engine/desk/bounds.h"
#include "engine/desk/desk_store.h"
#include "engine/judge/desk_work.h"
#include "engine/judge/meta_record.h"

/// The desk's times: those that people set for alerts, and how long their actions are remembered.
namespace tocsin {
namespace {

constexpr std::string_view timer_prefix = "judge/timer/";

std::string timer_key(Instant due, const AlertId& id) {
  return meta_key(timer_prefix, {static_cast<std::uint64_t>(us_of(due)), id.high, id.low});
}

}  // namespace

void DeskWork::restore() {
  store_.each_meta(timer_prefix, [this](std::string_view key, std::string_view) {
    const auto due = number_in_key(key, timer_prefix, 0);
    const auto high = number_in_key(key, timer_prefix, 1);
    const auto low = number_in_key(key, timer_prefix, 2);
    if (!due || !high || !low) return;
    AlertId id;
    id.high = *high;
    id.low = *low;
    const auto at = instant_from_us(static_cast<std::int64_t>(*due));
    timers_.emplace(at, id);
    timer_of_[id] = at;
  });
  if (const auto* desk = store_.desk())
    desk->each_deed([this](const Deed& deed) { remember(deed); });
}

/// One timer an alert: of the first time that is set for it.
void DeskWork::set_timer(const Alert& alert) {
  const auto due = tocsin::next_ring(alert);
  const auto known = timer_of_.find(alert.id);
  if (known != timer_of_.end()) {
    if (due == known->second) return;
    timers_.erase({known->second, alert.id});
    timer_changes_[timer_key(known->second, alert.id)] = "";
    timer_of_.erase(known);
    changed_ = true;
  }
  if (!due) return;
  timers_.emplace(*due, alert.id);
  timer_of_[alert.id] = *due;
  timer_changes_[timer_key(*due, alert.id)] = "1";
  changed_ = true;
}

bool DeskWork::has_room_for(const Alert& alert, const Effect& effect) const {
  if (timers_.size() < bounds::desk_timers || timer_of_.contains(alert.id)) return true;
  Alert after = alert;
  after.state = effect.state;
  after.desk = effect.desk;
  return !tocsin::next_ring(after);
}

void DeskWork::ring_one(AlertId id, Now now) {
  Alert* alert = casework_.find_alert(id);
  const Case* owner = alert ? casework_.find_case(alert->owner_case) : nullptr;
  if (!owner) {  // retention was here
    const auto known = timer_of_.find(id);
    timers_.erase({known->second, id});
    timer_changes_[timer_key(known->second, id)] = "";
    timer_of_.erase(known);
    changed_ = true;
    return;
  }
  if (auto effect = ring(*alert, {is_newest(*owner, id), now.wall})) {
    effect->desk.acted_by = {};
    effect->desk.acted = now.wall;
    effect->desk.acted_version = alert->version + 1;
    auto& event =
        casework_.change(*alert, effect->state, std::move(effect->desk), effect->event, now.stream);
    event.text = effect->did + ' ' + effect->text;
    note_down(
        {now.wall, alert->owner_case, event.seq, 0, {}, {}, effect->did, alert->id, effect->text});
  }
  // Set for later, or never: somebody, or a post, may have changed the alert meanwhile.
  set_timer(*alert);
}

void DeskWork::tick(Now now) {
  for (std::size_t rung = 0; next_ring() <= now.wall && rung < bounds::timers_at_once; ++rung)
    ring_one(timers_.begin()->second, now);
  // What can no longer be undone need not be known in full.
  for (auto at = deeds_.lower_bound(undoable_from_); at != deeds_.end(); ++at) {
    if (now.wall <= at->second.at + bounds::undo_window) break;
    undoable_from_ = at->first + 1;
    if (at->second.before.empty()) continue;
    at->second.before.clear();
    changes().deeds.push_back(at->second);
  }
  while (!deeds_.empty() && (deeds_.size() > bounds::deeds ||
                             deeds_.begin()->second.at + bounds::keep_deeds < now.wall))
    forget(deeds_.begin());
}

void DeskWork::take_changed(Commit& commit) {
  commit.desk = std::exchange(changes_, nullptr);
  for (auto& [key, value] : timer_changes_) commit.meta.emplace_back(key, std::move(value));
  timer_changes_.clear();
  for (auto& entry : audit_) commit.audit.push_back(std::move(entry));
  audit_.clear();
  commit.rollups.insert(commit.rollups.end(), verdicts_.begin(), verdicts_.end());
  verdicts_.clear();
  changed_ = false;
}

}  // namespace tocsin
