#pragma once
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/commit.h"
#include "engine/records.h"

namespace tocsin {

enum class StoreFault : std::uint8_t {
  full,         ///< no space: keep what is unwritten, reopen, try again
  unavailable,  ///< I/O error, stopped: reopen, try again
  corrupt,      ///< the data on disk is damaged: stop, restore
};
struct StoreError {
  StoreFault fault{};
  std::string what;  ///< for a person: what happened and what to do
};

/// Which alerts a list asks for. Empty: any.
struct AlertQuery {
  std::vector<AlertState> states;
  std::optional<Severity> severity_min;
  std::vector<std::string> signals, brands, rules, sources, langs;
  std::vector<std::string> tags;
  std::vector<std::string> assignees;  ///< Person::user; empty text: nobody
  std::string text;                    ///< case-folded substring of the post's text
  std::optional<Instant> raised_from, raised_to;
  std::uint64_t before_raised_seq = 0;  ///< cursor: only alerts raised before; 0: from the newest
  std::size_t limit = 50;
};

struct CaseQuery {
  std::vector<std::string> brands, sources;
  std::optional<bool> open;
  std::optional<CaseId> after;  ///< cursor
  std::size_t limit = 50;
};

struct KindSize {
  std::string kind;           ///< column family
  std::uint64_t records = 0;  ///< estimated
  std::uint64_t bytes = 0;
  std::optional<Instant> oldest;
};

class DeskStore;  // what people did (engine/desk/desk_store.h)

/// What is kept. Reading is point-in-time per call: a commit is seen whole or not at all within
/// one call.
///
/// Threads    write() and reopen() by the keep thread alone; all else from any thread.
/// Errors     A read that fails throws StoreReadFailed (the store is damaged or closed).
class Store {
 public:
  virtual ~Store() = default;

  /// Writes commits, in order, as one atomic write; synced where one of them must be. Afterwards
  /// all is readable. On an error nothing of it is.
  virtual std::expected<void, StoreError> write(std::span<const Commit* const> commits) = 0;
  /// After a failed write: closes and opens again. Data written before is there.
  virtual std::expected<void, StoreError> reopen() = 0;

  virtual std::optional<KeptPost> post(PostKey key) const = 0;
  virtual std::optional<AuthorState> author(AuthorKey key) const = 0;
  virtual std::optional<Case> find_case(CaseId id) const = 0;
  virtual std::optional<Alert> alert(AlertId id) const = 0;
  virtual std::vector<std::optional<KeptPost>> posts(std::span<const PostKey> keys) const = 0;

  /// Newest first by raised_seq.
  virtual std::vector<Alert> alerts(const AlertQuery& query) const = 0;
  virtual std::vector<Case> cases(const CaseQuery& query) const = 0;
  /// Every alert, ascending raised_seq.
  virtual void each_alert(const std::function<void(const Alert&)>& visit) const = 0;
  /// Every kept post key and case id: to fill the judge's filters at start.
  virtual void each_post_key(const std::function<void(PostKey)>& visit) const = 0;
  virtual void each_case_id(const std::function<void(CaseId)>& visit) const = 0;
  /// Kept posts with last_seen >= since, in key order; false from visit stops.
  virtual void each_post(Instant since,
                         const std::function<bool(const KeptPost&)>& visit) const = 0;
  virtual void each_dead_letter(const std::function<void(const DeadLetter&)>& visit) const = 0;

  /// Events with seq > since, ascending, at most `most`.
  virtual std::vector<Event> events(std::uint64_t since, std::size_t most) const = 0;
  virtual std::uint64_t first_seq() const = 0;  ///< the oldest kept; last_seq() + 1 where none
  virtual std::uint64_t last_seq() const = 0;   ///< 0: none yet

  virtual std::string cursor(std::string_view source_name) const = 0;  ///< empty: none
  virtual std::optional<std::string> meta(std::string_view key) const = 0;
  /// Every meta record whose key begins so, ascending.
  virtual void each_meta(
      std::string_view prefix,
      const std::function<void(std::string_view key, std::string_view value)>& visit) const = 0;
  /// Kept posts of an author (an index that write() keeps), not counting those already gone.
  virtual std::vector<PostKey> posts_of(AuthorKey author) const = 0;
  virtual std::vector<KindSize> sizes() const = 0;
  /// What people did; null: this store keeps nothing of it.
  virtual const DeskStore* desk() const { return nullptr; }

  /// Drops what is older than each kind's retention, as of `now`. Any thread; may take seconds.
  virtual void enforce_retention(Instant now) = 0;
};

class StoreReadFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace tocsin
