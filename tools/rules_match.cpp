#include "tools/rules_match.h"

#include <algorithm>
#include <array>

#include "engine/judge/history.h"
#include "engine/text_offsets.h"

namespace tocsin::tools {
namespace {

void write_spans(JsonWriter& json, const RuleBook& book, const PostView& post,
                 std::vector<Span> spans) {
  std::ranges::sort(spans, {}, [](const Span& s) { return std::tuple(s.begin, s.end, s.term); });
  TextOffsets offsets(post.text);
  json.key("spans").begin_array();
  for (const Span& span : spans)
    write_span(json, offsets, book.term_name(span.term), span.begin, span.end,
               part_at(post.parts, span.begin));
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
  remembers_ = std::ranges::any_of(book.rules(), &RuleInfo::needs_history);
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
  auto found = matches_.posts.begin();
  for (std::uint32_t i = 0; i < post_count; ++i) {
    hear(*posts[i]);
    if (found != matches_.posts.end() && found->post == i) judge(*posts[i], *found++, out);
  }
}

void FindingPrinter::judge(const PostView& post, const PostMatches& found, std::string& out) {
  if (found.ours) return;  // Our own words are nothing to find, as in the engine.
  LatePost seen;
  seen.post = &post;
  seen.key = post_key(post.source, post.id);
  seen.brands = found.brands;
  if (remembers_) seen.history = facts_of(author_of(post), post.time);
  seen.at = post.time;
  seen.now = latest_;
  const auto matches = std::span(matches_.matches).subspan(found.first_match, found.match_count);
  const auto verdicts = late_.judge(book_, matches, seen);
  bool complaint = false;
  bool raises = false;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const RuleInfo& rule = book_.info(matches[i].rule);
    if (!verdicts[i].holds) continue;
    complaint = complaint || rule.signal == "complaint";
    raises = raises || rule.status == RuleStatus::live;
    write(post, matches[i], verdicts[i].said, out);
  }
  if (remembers_) remember(post, complaint, raises);
}

/// The first post of the input is where a rule's usual rate is known from.
void FindingPrinter::hear(const PostView& post) {
  if (std::exchange(heard_, true))
    latest_ = std::max(latest_, post.time);
  else
    windows_.begin(book_, latest_ = post.time);
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

void FindingPrinter::write(const PostView& post, const Match& match,
                           const std::vector<TestedField>& said, std::string& out) {
  const RuleInfo& rule = book_.info(match.rule);
  const auto first = matches_.spans.begin() + match.first_span;
  JsonWriter json(out);
  json.begin_object().field("post", post.id).field("source", post.source);
  json.field("rule", std::string_view(rule.id)).field("version", rule.pack_version);
  json.field("signal", std::string_view(rule.signal)).field("severity", name_of(rule.severity));
  json.field("score", rule.score);
  write_spans(json, book_, post, std::vector<Span>(first, first + match.span_count));
  if (rule.status == RuleStatus::shadow) json.field("shadow", true);
  if (!said.empty()) {
    json.key("windows").begin_array();
    for (const auto& window : said)
      json.begin_object().field("window", window.field).field("saw", window.value).end_object();
    json.end_array();
  }
  json.end_object();
  out += '\n';
}

}  // namespace tocsin::tools
