#include "engine/read/reader.h"

#include <algorithm>

#include <xxhash.h>

namespace tocsin {
namespace {

std::string_view held(std::pmr::memory_resource& arena, std::string_view s) {
  if (s.empty()) return {};
  auto* to = static_cast<char*>(arena.allocate(s.size(), 1));
  s.copy(to, s.size());
  return {to, s.size()};
}

void count_other(ReadBatch& batch, std::string_view kind) {
  for (auto& [name, n] : batch.other)
    if (name == kind) {
      ++n;
      return;
    }
  batch.other.emplace_back(kind, 1);
}

}  // namespace

void ReadBatch::clear() {
  raw.reset();
  book.reset();
  items.clear();
  posts.clear();
  notices.clear();
  plain.clear();
  rejects.clear();
  matches.clear();
  last_time = Instant::min();
  decoded_posts = retractions = repaired = lists_cut = unscanned = 0;
  other.clear();
  arena_.release();
}

WireDecoder& Reader::decoder_for(Wire wire) {
  auto& decoder = made_[wire];
  if (!decoder) decoder = decoders_.make(wire);
  return *decoder;
}

void Reader::read(ReadBatch& batch) {
  if (batch.book != book_) {
    matcher_ = batch.book->matcher();
    book_ = batch.book;
  }
  decoder_ = &decoder_for(batch.raw->wire);
  const std::size_t frames = batch.raw->frames.size();
  for (std::size_t first = 0; first < frames; first += WireDecoder::width) {
    const std::size_t count = std::min(WireDecoder::width, frames - first);
    read_slice(batch, first, decoder_->decode(*batch.raw, first, count));
  }
}

void Reader::read_slice(ReadBatch& batch, std::size_t first, std::span<const DecodedFrame> frames) {
  Slice slice;
  for (std::size_t i = 0; i < frames.size(); ++i)
    if (frames[i].kind == FrameKind::post) {
      slice.frame[slice.count] = static_cast<std::uint32_t>(i);
      slice.posts[slice.count++] = &frames[i].post;
    }
  found_.clear();
  const bool scanned = slice.count == 0 || scan(slice, found_);

  auto hit = found_.posts.begin();
  std::size_t at = 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto record = static_cast<std::uint32_t>(first + i);
    const auto& frame = frames[i];
    batch.repaired += frame.repaired;
    batch.lists_cut += frame.list_cut;
    if (frame.kind != FrameKind::post) {
      note(batch, record, frame);
      continue;
    }
    const PostMatches* found = nullptr;
    if (hit != found_.posts.end() && hit->post == at) found = &*hit++;
    ++at;
    ++batch.decoded_posts;
    batch.last_time = std::max(batch.last_time, frame.post.time);
    if (!scanned) {
      read_alone(batch, record, frame);
      continue;
    }
    keep_post(batch, record, frame, found);
  }
}

bool Reader::scan(const Slice& slice, Matches& found) {
  if (matcher_->match({slice.posts.data(), slice.count}, found)) return true;
  found.clear();
  return false;
}

/// Of a slice that could not be searched as a whole: each post for itself, so that one at most goes
/// on unsearched.
void Reader::read_alone(ReadBatch& batch, std::uint32_t record, const DecodedFrame& frame) {
  const PostView* alone[] = {&frame.post};
  found_alone_.clear();
  if (!matcher_->match(alone, found_alone_)) {
    ++batch.unscanned;
    hand_on(batch, record, frame).unscanned = true;
    return;
  }
  std::swap(found_, found_alone_);
  keep_post(batch, record, frame, found_.posts.empty() ? nullptr : &found_.posts.front());
  std::swap(found_, found_alone_);
}

PostView Reader::whole(ReadBatch& batch, const DecodedFrame& frame) {
  PostView post = frame.post;
  decoder_->complete(frame, post);
  return copy_into(*batch.arena(), post);
}

void Reader::keep_post(ReadBatch& batch, std::uint32_t record, const DecodedFrame& frame,
                       const PostMatches* found) {
  if (!found && frame.post.change == PostChange::created) {
    batch.plain.push_back({frame.key, batch.last_time, record});
    return;
  }
  auto& post = hand_on(batch, record, frame);
  if (!found) return;
  post.brands = found->brands;
  post.ours = found->ours;
  post.first_match = static_cast<std::uint32_t>(batch.matches.matches.size());
  post.match_count = found->match_count;
  for (std::uint32_t m = 0; m < found->match_count; ++m) {
    auto match = found_.matches[found->first_match + m];
    const auto spans = std::span(found_.spans).subspan(match.first_span, match.span_count);
    match.first_span = static_cast<std::uint32_t>(batch.matches.spans.size());
    batch.matches.spans.insert(batch.matches.spans.end(), spans.begin(), spans.end());
    batch.matches.matches.push_back(match);
  }
}

/// To the judge, without matches as yet.
ReadPost& Reader::hand_on(ReadBatch& batch, std::uint32_t record, const DecodedFrame& frame) {
  ReadPost post;
  post.key = frame.key;
  post.post = whole(batch, frame);
  post.text_hash = XXH3_64bits(post.post.text.data(), post.post.text.size());
  batch.items.push_back(
      {FrameKind::post, record, static_cast<std::uint32_t>(batch.posts.size()), batch.last_time});
  return batch.posts.emplace_back(post);
}

void Reader::note(ReadBatch& batch, std::uint32_t record, const DecodedFrame& frame) {
  switch (frame.kind) {
    case FrameKind::rejected:
      batch.rejects.push_back({record, frame.reason, std::string(frame.detail)});
      return;
    case FrameKind::other:
      count_other(batch, frame.other_kind);
      return;
    case FrameKind::identity:
      count_other(batch, "identity");
      break;
    case FrameKind::account_gone:
    case FrameKind::account_back:
      count_other(batch, "account");
      break;
    default:
      ++batch.retractions;
  }
  auto& arena = *batch.arena();
  ReadNotice notice;
  notice.key = frame.key;
  notice.source = held(arena, frame.post.source);
  const bool account = frame.kind != FrameKind::retraction;
  notice.id = held(arena, account ? frame.post.author.id : frame.post.id);
  notice.detail = held(
      arena, frame.kind == FrameKind::identity ? frame.post.author.handle : frame.account_status);
  notice.time = frame.post.time;
  batch.last_time = std::max(batch.last_time, notice.time);
  batch.items.push_back(
      {frame.kind, record, static_cast<std::uint32_t>(batch.notices.size()), batch.last_time});
  batch.notices.push_back(notice);
}

bool Reader::reread(ReadBatch& batch, std::uint32_t record, ReadPost& out) {
  decoder_ = &decoder_for(batch.raw->wire);
  const auto frames = decoder_->decode(*batch.raw, record, 1);
  if (frames.empty() || frames.front().kind != FrameKind::post) return false;
  out = {};
  out.key = frames.front().key;
  out.post = whole(batch, frames.front());
  out.text_hash = XXH3_64bits(out.post.text.data(), out.post.text.size());
  return true;
}

}  // namespace tocsin
