#include "tools/rules_match.h"

#include <algorithm>
#include <array>

#include "engine/judge/history.h"

namespace tocsin::tools {
namespace {

/// Offsets of a text in code points and UTF-16 units, for byte offsets that rise.
class Offsets {
 public:
  explicit Offsets(std::string_view text) : text_(text) {}

  void go_to(std::size_t byte) {
    if (byte < byte_) byte_ = points_ = units_ = 0;
    for (; byte_ < byte && byte_ < text_.size(); ++byte_) {
      const auto c = static_cast<unsigned char>(text_[byte_]);
      if ((c & 0xC0) == 0x80) continue;
      ++points_;
      units_ += c >= 0xF0 ? 2 : 1;
    }
  }
  std::size_t points() const { return points_; }
  std::size_t units() const { return units_; }

 private:
  std::string_view text_;
  std::size_t byte_ = 0;
  std::size_t points_ = 0;
  std::size_t units_ = 0;
};

void write_pair(JsonWriter& json, std::string_view name, std::size_t first, std::size_t second) {
  json.key(name).begin_array().value(first).value(second).end_array();
}

void write_spans(JsonWriter& json, const RuleBook& book, std::string_view text,
                 std::vector<Span> spans) {
  std::ranges::sort(spans, {}, [](const Span& s) { return std::tuple(s.begin, s.end, s.term); });
  Offsets offsets(text);
  json.key("spans").begin_array();
  for (const Span& span : spans) {
    offsets.go_to(span.begin);
    const auto [point, unit] = std::pair(offsets.points(), offsets.units());
    Offsets end = offsets;
    end.go_to(span.end);
    json.begin_object().field("term", book.term_name(span.term));
    json.field("start", point).field("end", end.points());
    write_pair(json, "bytes", span.begin, span.end);
    write_pair(json, "utf16", unit, end.units());
    json.end_object();
  }
  json.end_array();
}

std::string reason_of(const DecodedFrame& frame) {
  std::string why(name_of(frame.reason));
  if (!frame.detail.empty()) (why += ": ") += frame.detail;
  return why;
}

}  // namespace

FindingPrinter::FindingPrinter(const RuleBook& book)
    : book_(book), matcher_(book.matcher()), decoder_(Decoders().make(Wire::posts)) {
  remembers_ = std::ranges::any_of(book.rules(), &RuleInfo::needs_state);
}

void FindingPrinter::feed(std::string_view chunk, std::string& out, std::vector<BadLine>& bad) {
  lines_.feed(chunk);
  while (const auto line = lines_.next()) add(*line, out, bad);
  read_batch(out, bad);
}

void FindingPrinter::finish(std::string& out, std::vector<BadLine>& bad) {
  if (const auto line = lines_.finish()) add(*line, out, bad);
  read_batch(out, bad);
}

void FindingPrinter::add(const Line& line, std::string& out, std::vector<BadLine>& bad) {
  if (batch_.empty()) {
    batch_.wire = Wire::posts;
    batch_.default_source = "posts";
    batch_.time_is_created_at = true;
    batch_line_ = line_;
  }
  batch_.add(line.text);
  ++line_;
  if (batch_.full()) read_batch(out, bad);
}

void FindingPrinter::read_batch(std::string& out, std::vector<BadLine>& bad) {
  for (std::size_t first = 0; first < batch_.frames.size(); first += WireDecoder::width)
    read_slice(first, std::min(WireDecoder::width, batch_.frames.size() - first), out, bad);
  batch_.clear();
}

void FindingPrinter::read_slice(std::size_t first, std::size_t count, std::string& out,
                                std::vector<BadLine>& bad) {
  std::array<const PostView*, WireDecoder::width> posts{};
  std::size_t post_count = 0;
  const auto frames = decoder_->decode(batch_, first, count);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (frames[i].kind == FrameKind::post) posts[post_count++] = &frames[i].post;
    if (frames[i].kind == FrameKind::rejected)
      bad.push_back({batch_line_ + first + i + 1, reason_of(frames[i])});
  }
  matches_.clear();
  if (!matcher_->match({posts.data(), post_count}, matches_)) {
    scan_failed_ = true;
    return;
  }
  for (const PostMatches& found : matches_.posts) judge(*posts[found.post], found, out);
}

void FindingPrinter::judge(const PostView& post, const PostMatches& found, std::string& out) {
  HistoryFacts facts;
  if (remembers_) facts = facts_of(author_of(post), post.time);
  bool complaint = false;
  bool raises = false;
  for (std::uint32_t i = 0; i < found.match_count; ++i) {
    const Match& match = matches_.matches[found.first_match + i];
    const RuleInfo& rule = book_.info(match.rule);
    if (rule.status != RuleStatus::live && rule.status != RuleStatus::shadow) continue;
    if (rule.needs_state && !book_.holds_with(match.rule, facts)) continue;
    complaint = complaint || rule.signal == "complaint";
    raises = raises || rule.status == RuleStatus::live;
    write(post, match, out);
  }
  if (remembers_ && !found.ours) remember(post, complaint, raises);
}

AuthorState& FindingPrinter::author_of(const PostView& post) {
  return authors_[static_cast<std::uint64_t>(author_key(post.source, post.author.id))];
}

void FindingPrinter::remember(const PostView& post, bool complaint, bool raises) {
  AuthorState& author = author_of(post);
  count_post(author, post.time, complaint);
  const auto conversation =
      post_key(post.source, post.conversation.empty() ? post.id : post.conversation);
  const auto owner = author_key(post.source, post.author.id);
  const auto key =
      static_cast<std::uint64_t>(conversation) * 31 + static_cast<std::uint64_t>(owner);
  if (raises && cases_.insert(key).second) ++author.open_cases;
}

void FindingPrinter::write(const PostView& post, const Match& match, std::string& out) {
  const RuleInfo& rule = book_.info(match.rule);
  const auto first = matches_.spans.begin() + match.first_span;
  JsonWriter json(out);
  json.begin_object().field("post", post.id).field("source", post.source);
  json.field("rule", std::string_view(rule.id)).field("version", rule.pack_version);
  json.field("signal", std::string_view(rule.signal)).field("severity", name_of(rule.severity));
  json.field("score", rule.score);
  write_spans(json, book_, post.text, std::vector<Span>(first, first + match.span_count));
  if (rule.status == RuleStatus::shadow) json.field("shadow", true);
  json.end_object();
  out += '\n';
}

}  // namespace tocsin::tools
