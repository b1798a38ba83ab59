#pragma once
#include <map>
#include <set>
#include <unordered_map>

#include "engine/desk/decide_reply.h"
#include "engine/desk/desk_changes.h"
#include "engine/desk/reply_sender.h"
#include "engine/judge/casework.h"
#include "engine/people/audit.h"

namespace tocsin {

/// What the outbox is to do next with one reply.
struct Errand {
  ReplyId id;
  std::string platform;
  Letter letter;
  bool look_only = false;  ///< it may be there already: ask, send nothing
};

/// Our answers: carries out what decide_reply() decides, and gives them to the outbox one at a
/// time, each attempt durable before it begins.
///
/// Threads    Unsafe; the judge owns it.
/// Ownership  Borrows store, casework and events.
/// Limits     engine/desk/reply_bounds.h.
class ReplyWork {
 public:
  ReplyWork(const Store& store, Casework& casework, EventLog& events);

  /// At the start of a run: what was under way nobody knows now, and is asked after.
  void restore(Instant now);
  ReplyAnswer ask(const ReplyRequest& request, Instant now);
  /// Begins the errand that is due, if one is. `platforms` are those that the outbox serves.
  std::optional<Errand> begin(const std::vector<std::string>& platforms, Instant now);
  /// What became of it. `stream` is when the case counts as answered.
  void settle(ReplyId id, const DeliveryReport& report, bool looked_only, Instant now,
              Instant stream);
  /// The post is edited, or its text is gone: what answers it is held.
  void post_changed(std::string_view source, std::string_view post, std::string_view because,
                    Instant now);

  bool has_changes() const { return changes_ || !audit_.empty(); }
  void take_changed(Commit& commit);
  std::size_t pending() const { return pending_.size(); }

 private:
  using Place = std::pair<CaseId, std::uint32_t>;

  ReplyAnswer draft(const ReplyRequest& request, Instant now);
  std::optional<Refused> may_draft(const ReplyRequest& request, const Case& in, Instant now) const;
  std::optional<KeptPost> post_of(const Reply& reply) const;
  void remember(const Reply& reply);
  void keep(Reply& reply, const Person& by, std::string_view did, std::string_view text,
            Instant now);
  void audit(const Reply& reply, const Actor& by, std::string_view did, Instant now);

  const Store& store_;
  Casework& casework_;
  EventLog& events_;
  std::map<Place, Reply> replies_;
  std::unordered_map<ReplyId, Place, IdHash> by_id_;
  std::unordered_map<Id128, Place, IdHash> by_request_;
  std::set<Place> pending_;
  std::shared_ptr<DeskChanges> changes_;
  std::vector<AuditEntry> audit_;
};

}  // namespace tocsin
