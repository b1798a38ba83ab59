#include "tools/rule_profile.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace tocsin::tools {
namespace {

constexpr std::chrono::milliseconds rest_least{20};

std::chrono::nanoseconds thread_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

std::unique_ptr<RawBatch> copy_of(const RawBatch& batch) {
  auto copy = std::make_unique<RawBatch>();
  copy->wire = batch.wire;
  copy->default_source = batch.default_source;
  copy->received = batch.received;
  copy->time_is_created_at = batch.time_is_created_at;
  for (std::size_t i = 0; i < batch.frames.size(); ++i) copy->add(batch.frame(i));
  return copy;
}

}  // namespace

RuleProfile::RuleProfile() : thread_([this](const std::stop_token& stop) { work(stop); }) {}

RuleProfile::~RuleProfile() = default;

void RuleProfile::saw(const ReadBatch& batch) {
  if (!wants_.load(std::memory_order_relaxed) || !wants_.exchange(false)) return;
  Taken taken{copy_of(*batch.raw), batch.book};
  const std::lock_guard lock(mutex_);
  taken_ = std::move(taken);
  given_.notify_one();
}

void RuleProfile::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (given_.wait(lock, stop, [this] { return taken_.has_value(); })) {
    const Taken taken = std::move(*taken_);
    taken_.reset();
    lock.unlock();
    const auto began = thread_time();
    measure(taken);
    const auto rest =
        std::max<std::chrono::nanoseconds>(rest_least, (thread_time() - began) * rest_times);
    lock.lock();
    given_.wait_for(lock, stop, rest, [] { return false; });
    wants_ = true;
  }
}

void RuleProfile::measure(const Taken& taken) {
  const std::lock_guard lock(measuring_);
  if (taken.book != book_) {
    meter_ = rules::cost_meter(*taken.book);
    book_ = taken.book;
  }
  if (!meter_) return;
  auto& decoder = made_[taken.raw->wire];
  if (!decoder) decoder = decoders_.make(taken.raw->wire);
  const auto frames = taken.raw->frames.size();
  for (std::size_t first = 0; first < frames; first += WireDecoder::width) {
    const auto count = std::min(WireDecoder::width, frames - first);
    std::array<const PostView*, WireDecoder::width> posts{};
    std::size_t n = 0;
    for (const auto& frame : decoder->decode(*taken.raw, first, count))
      if (frame.kind == FrameKind::post) posts[n++] = &frame.post;
    // What cannot be searched, the reader has told of.
    if (n > 0 && !meter_->measure({posts.data(), n})) return;
  }
}

RuleProfile::Now RuleProfile::now() const {
  const std::lock_guard lock(measuring_);
  if (!meter_) return {};
  return {book_, meter_->sum()};
}

std::optional<double> RuleProfile::cost_of(std::string_view rule) const {
  const std::lock_guard lock(measuring_);
  if (!meter_ || meter_->posts() == 0) return std::nullopt;
  const auto rules = book_->rules();
  const auto at = std::ranges::lower_bound(rules, rule, {}, &RuleInfo::id);
  if (at == rules.end() || at->id != rule) return std::nullopt;
  const auto& cost = meter_->of(RuleIndex{static_cast<std::uint32_t>(at - rules.begin())});
  return static_cast<double>(cost.ns) / static_cast<double>(meter_->posts());
}

}  // namespace tocsin::tools
