#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "connectors/decoders.h"
#include "connectors/line_splitter.h"
#include "engine/json_writer.h"
#include "engine/judge/late_rules.h"
#include "engine/records.h"
#include "engine/rule_book.h"

namespace tocsin::tools {

/// A line that is no post.
struct BadLine {
  std::uint64_t line = 0;
  std::string why;
};

/// What `tocsin rules match` does: NDJSON posts in, a finding a line out, in input order and then
/// by rule id. What rules ask of the author's history, and windows, are judged over the input by
/// the posts' own times.
///
/// Threads    Unsafe to share.
/// Ownership  Borrows the book.
/// Errors     Lines that are no post are told; scan_failed() when the text could not be searched:
///            its findings are unknown, and the caller must say so.
/// Cost       That of decoding and matching; memory grows with the authors of findings.
class FindingPrinter {
 public:
  explicit FindingPrinter(const RuleBook& book);

  /// Reads a chunk of the input; findings are appended to `out`, bad lines to `bad`.
  void feed(std::string_view chunk, std::string& out, std::vector<BadLine>& bad);
  /// The end of the input.
  void finish(std::string& out, std::vector<BadLine>& bad);
  bool scan_failed() const { return scan_failed_; }

 private:
  void add(const Line& line, std::string& out, std::vector<BadLine>& bad);
  void read_batch(std::string& out, std::vector<BadLine>& bad);
  void read_slice(std::size_t first, std::size_t count, std::string& out,
                  std::vector<BadLine>& bad);
  void judge(const PostView& post, const PostMatches& found, std::string& out);
  void hear(const PostView& post);
  void write(const PostView& post, const Match& match, const std::vector<TestedField>& said,
             std::string& out);
  void remember(const PostView& post, bool complaint, bool raises);
  AuthorState& author_of(const PostView& post);

  const RuleBook& book_;
  std::unique_ptr<RuleMatcher> matcher_;
  std::unique_ptr<WireDecoder> decoder_;
  LineSplitter lines_;
  RawBatch batch_;
  Matches matches_;
  bool remembers_ = false;  ///< some rule asks for history
  std::unordered_map<std::uint64_t, AuthorState> authors_;
  std::unordered_set<std::uint64_t> cases_;
  std::uint64_t line_ = 0;        ///< lines read
  std::uint64_t batch_line_ = 0;  ///< of the batch's first frame
  bool scan_failed_ = false;
  Windows windows_;
  LateRules late_{windows_};
  bool heard_ = false;
  Instant latest_{};  ///< of the posts' times
};

}  // namespace tocsin::tools
