#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/people/actor.h"
#include "engine/workshop/workshop_changes.h"

namespace tocsin::serve {

/// A pack's file as the workshop shows it.
struct PackFile {
  std::string pack;
  std::string file;  ///< empty: it travels with the program
  std::string text;  ///< filled where one pack is asked for
  std::string etag;  ///< of the text, without quotes
  int version = 0;   ///< as it says itself
  bool writable = false;
  std::string how;  ///< where it is not: what to do, for a person
};

/// What is wrong with a pack, and where.
struct PackProblem {
  std::string file;
  int line = 0;
  int column = 0;
  std::string level;
  std::string text;
  std::string lint{};  ///< its stable name, where it is known
  std::string fix{};   ///< a mend, as JSON: `says`, `safe`, `edits`; empty: none
};

/// A draft that was looked at.
struct CheckedDraft {
  bool ok = false;
  std::size_t rules = 0;
  std::size_t examples = 0;
  std::vector<PackProblem> problems{};
  std::size_t more = 0;  ///< problems that are not told
};

/// Why the workshop did not do what it was asked.
struct DeskFault {
  int status = 400;
  std::string code;
  std::string detail;
  std::vector<PackProblem> problems{};  ///< of 422
  std::string etag{};                   ///< of 409: of the text as it is
  std::string retry_after{};            ///< seconds, of 429 and 503
};

/// What is to be explained, and with which rules.
struct ExplainRequest {
  std::string rule;                   ///< `pack/id`; empty: the only one of the draft
  std::optional<std::string> pack{};  ///< a draft's text; nothing: the rules in force
  std::optional<std::string> text{};
  std::string post{};  ///< where there is no text: one JSON object
};

struct BacktestRequest {
  std::vector<std::string> packs;    ///< texts; empty: the packs in use
  std::vector<std::string> against;  ///< texts
  bool against_used = false;         ///< compare with the packs in use
  std::string since = "7d";
};

/// The rule author's workshop in a running engine: packs, their versions, rules' lives, cost,
/// back-tests.
///
/// Threads    Any. Calls may take seconds: they compile in a process beside; the server makes them
///            one after the other, on a thread of its own (Serving::workshop); only check() and
///            explain() are safe beside others (Serving::drafts).
/// Errors     DeskFault, with the HTTP status that says it.
class RuleDesk {
 public:
  /// Whether nobody waits for the answer any more; asked now and then by what takes long.
  using Unwanted = std::function<bool()>;
  template <class T>
  using Or = std::expected<T, DeskFault>;

  virtual ~RuleDesk() = default;
  virtual std::vector<PackFile> packs() = 0;
  virtual Or<PackFile> pack(std::string_view name) = 0;
  /// Checks the text with all others, writes the file by rename, and keeps the version. `if_match`:
  /// the etag that the caller has seen; empty: the pack is new.
  virtual Or<PackFile> put(std::string_view name, std::string text, std::string_view if_match,
                           std::string why, const Actor& by) = 0;
  virtual Or<std::vector<PackVersion>> versions(std::string_view name) = 0;
  virtual Or<PackVersion> version(std::string_view name, std::uint64_t number) = 0;
  virtual Or<PackFile> revert(std::string_view name, std::uint64_t number,
                              std::string_view if_match, std::string why, const Actor& by) = 0;
  virtual Or<PackFile> set_status(std::string_view pack, std::string_view rule, RuleStatus status,
                                  std::string why, const Actor& by) = 0;
  /// A text checked as it would stand among the packs in use, and proved by its examples. What is
  /// wrong with it is the answer; a fault says that it could not be looked at.
  virtual Or<CheckedDraft> check(const std::string& text, const Unwanted& unwanted) = 0;
  /// Why a rule matches a text or post, or not: the JSON of `tocsin rules explain --json`.
  virtual Or<std::string> explain(const ExplainRequest& request, const Unwanted& unwanted) = 0;
  /// Costs of rules and terms, as JSON; at most `most` lines of each.
  virtual std::string profile(std::size_t most) = 0;
  /// The job's id.
  virtual Or<std::string> begin_backtest(BacktestRequest request, const Actor& by) = 0;
  /// As JSON; nothing where there is no such job (any more).
  virtual std::optional<std::string> job(std::string_view id) = 0;
  /// False: there is no such job.
  virtual bool cancel_job(std::string_view id) = 0;
};

}  // namespace tocsin::serve
