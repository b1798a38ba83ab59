#pragma once
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/bounds.h"
#include "engine/desk/deed.h"
#include "engine/judge/event_log.h"
#include "engine/judge/key_filter.h"
#include "engine/judge/quieting.h"
#include "engine/judge/record_cache.h"
#include "engine/judge/triage.h"
#include "engine/store.h"

namespace tocsin {

struct AuthorKeyHash {
  std::size_t operator()(AuthorKey k) const { return static_cast<std::size_t>(k); }
};
using Authors = RecordCache<AuthorKey, AuthorState, AuthorKeyHash>;

/// A post in a conversation with a brand, as casework needs it.
struct CasePost {
  PostKey key{};
  AuthorKey author{};
  const PostView* post = nullptr;
  Instant at{};  ///< stream time at which it counts
  bool edited = false;
  TriageFacts facts;
  /// Where every rule whose findings raise is quieted: one of them.
  const QuietRule* quieted = nullptr;
};

/// Lists a post in a case, once.
void add_post(Case& c, PostKey post);

/// Cases and their alerts: raises, updates, reopens and withdraws, at most one open alert in a
/// case (DESIGN §6).
///
/// Threads    Unsafe; the judge owns it.
/// Ownership  Borrows store, authors and events.
class Casework {
 public:
  Casework(const Store& store, Authors& authors, EventLog& events);
  /// Learns from the store which cases there are. Cost: about a second per million.
  void restore();

  /// Findings of a post that may raise (none: it only belongs to the conversation). True where
  /// the post is now part of a case.
  bool apply(CaseId id, std::string_view brand, const CasePost& post,
             std::span<const Finding> findings);
  /// A post of ours was heard in the conversation: it is our answer.
  bool answered(CaseId id, PostKey post, Instant at);
  /// The post's text is gone.
  void post_gone(CaseId id, PostKey post, std::string_view because, Instant at);

  // What people do comes by these (desk_work.h). Pointers as RecordCache says.
  Case* find_case(CaseId id) { return known_.maybe(id.low) ? cases_.find(id) : nullptr; }
  Alert* find_alert(AlertId id) { return alerts_.find(id); }
  /// Gives the alert another state and desk and tells of it; one that ends or opens again is
  /// counted with its author. `at` is stream time.
  Event& change(Alert& alert, AlertState state, AlertDesk desk, EventKind kind, Instant at);
  /// The same, to what it was before.
  Event& put_back(Alert& alert, const Before& before, AlertDesk desk, Instant at);

  /// Whom a post is of; empty: it is not kept.
  using AuthorOf = std::function<AuthorKey(PostKey)>;
  /// Makes `from` part of `into`: posts and findings go over, an open alert ends as a duplicate.
  void merge(Case& from, Case& into, Person by, Instant at);
  /// Takes posts that are in the case out of it, into a new case; its id.
  CaseId split(Case& from, const std::vector<PostKey>& posts, const AuthorOf& author_of, Person by,
               Instant at);

  void take_changed(Commit& commit);
  void durable(std::uint64_t commit);
  std::uint64_t raised() const { return raised_; }
  /// Alerts that began to ask for somebody: raised, or opened again.
  std::uint64_t opened() const { return opened_; }

 private:
  Case& open_case(CaseId id, std::string_view brand, const CasePost& post);
  void join(Case& c, const CasePost& post);
  void raise(Case& c, const CasePost& post, std::span<const Finding> findings);
  void reopen(Case& c, Alert& a, const CasePost& post, std::span<const Finding> findings);
  void withdraw(Case& c, Alert& a, std::string_view because, Instant at);
  Event& tell(EventKind kind, Case& c, Alert& a, Instant at);
  void add_findings(Alert& a, std::span<const Finding> findings);
  void count_open(const Alert& a, int by);
  CaseId place_of(CaseId id, PostKey post);
  void hand_over(Alert& from, Case& into, Instant at);
  void raise_for(Case& c, const Alert& like, AuthorKey author, std::vector<Finding> findings,
                 Instant at);

  Case& insert(Case fresh);

  const Store& store_;
  Authors& authors_;
  EventLog& events_;
  KeyFilter known_{bounds::case_filter_bytes};
  RecordCache<CaseId, Case, IdHash> cases_;
  RecordCache<AlertId, Alert, IdHash> alerts_;
  std::uint64_t raised_ = 0;
  std::uint64_t opened_ = 0;
};

}  // namespace tocsin
