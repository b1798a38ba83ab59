#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/desk/decide.h"
#include "engine/desk/desk_changes.h"
#include "engine/judge/casework.h"

namespace tocsin {

/// What people do with alerts: carries out what decide() decides, remembers it so that it can be
/// undone and answered again, and keeps the times that people set.
///
/// Threads    Unsafe; the judge owns it.
/// Ownership  Borrows store, casework and events.
/// Limits     engine/desk/bounds.h.
/// Cost       An action: one look-up, one event. A look at the timers: that of the first.
class DeskWork {
 public:
  DeskWork(const Store& store, Casework& casework, EventLog& events);

  /// The time as people see it, and stream time.
  struct Now {
    Instant wall{};
    Instant stream{};
  };

  void restore();
  ActionAnswer act(const Action& action, Now now);
  ActionAnswer undo(const UndoRequest& request, Now now);
  ActionAnswer merge(const MergeRequest& request, Now now);
  ActionAnswer split(const SplitRequest& request, const Casework::AuthorOf& author_of, Now now);
  /// When somebody's time comes next; Instant::max(): none is set.
  Instant next_ring() const { return timers_.empty() ? Instant::max() : timers_.begin()->first; }
  /// Rings what is due, and forgets what is too old to be undone or asked for again.
  void tick(Now now);

  bool has_changes() const { return changed_; }
  void take_changed(Commit& commit);
  std::size_t timers() const { return timers_.size(); }

 private:
  using Deeds = std::map<std::uint64_t, Deed>;

  ActionAnswer act_on_one(const Action& action, Now now);
  ActionAnswer act_on_many(const Action& action, Now now);
  ActionAnswer moved(CaseId from, CaseId into, std::string_view what, const Actor& by, Now now);
  std::expected<bool, Refused> carry_out(const Action& action, AlertId id, Now now, Deed& deed);
  std::optional<Refused> not_undoable(const Deed& deed, const UndoRequest& request,
                                      Instant now) const;
  std::optional<Refused> take_back(const Deed& deed, const Before& before, const Actor& by,
                                   Now now);
  std::optional<ActionAnswer> answered_before(Id128 key, Id128 fingerprint);
  ActionAnswer answer_of(const Deed& deed);
  Deed begin(const Actor& by, Id128 key, Id128 fingerprint, Instant now) const;
  ActionAnswer finish(Deed deed);
  void remember(Deed deed);
  void forget(Deeds::iterator deed);
  void note_down(TimelineEntry entry);
  void count_verdict(const Alert& alert, std::string_view outcome, int by, Instant stream);
  void audit(const Actor& by, std::string action, std::string target, std::string detail,
             Instant at);
  void ring_one(AlertId id, Now now);
  void set_timer(const Alert& alert);
  bool has_room_for(const Alert& alert, const Effect& effect) const;
  DeskChanges& changes();

  const Store& store_;
  Casework& casework_;
  EventLog& events_;
  Deeds deeds_;  ///< by where they began
  std::unordered_map<Id128, std::uint64_t, IdHash> by_key_;
  std::unordered_map<Id128, std::uint64_t, IdHash> by_id_;
  std::uint64_t undoable_from_ = 0;  ///< deeds that began before hold no `before`
  std::set<std::pair<Instant, AlertId>> timers_;
  std::unordered_map<AlertId, Instant, IdHash> timer_of_;
  std::map<std::string, std::string> timer_changes_;
  std::shared_ptr<DeskChanges> changes_;
  std::vector<AuditEntry> audit_;
  std::vector<RollupAdd> verdicts_;
  bool changed_ = false;
};

}  // namespace tocsin
