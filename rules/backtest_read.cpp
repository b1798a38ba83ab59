#include "rules/backtest_read.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include <xxhash.h>

#include "engine/store.h"
#include "engine/workshop/bounds.h"

namespace tocsin::rules {
namespace {

std::int64_t minute_of(Instant at) {
  return std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count();
}

/// One thread's share.
class PastReader {
 public:
  PastReader(const BacktestOrder& order, bool keeps_all) : keeps_all_(keeps_all) {
    for (const auto& book : {order.book, order.against})
      if (book) {
        books_.push_back(book.get());
        matchers_.push_back(book->matcher());
      }
  }

  /// False: the text could not be searched.
  bool read(std::span<const PastPost> posts) {
    for (std::size_t first = 0; first < posts.size(); first += slice) {
      const auto some = posts.subspan(first, std::min(slice, posts.size() - first));
      if (!read_slice(some)) return false;
    }
    return true;
  }
  PastReading& reading() { return out_; }

 private:
  static constexpr std::size_t slice = 16;

  bool read_slice(std::span<const PastPost> posts) {
    std::array<const PostView*, slice> views{};
    for (std::size_t i = 0; i < posts.size(); ++i) {
      views[i] = &posts[i].post;
      count(posts[i]);
      found_[i] = {};
    }
    for (std::size_t set = 0; set < books_.size(); ++set) {
      matches_.clear();
      if (!matchers_[set]->match({views.data(), posts.size()}, matches_)) return false;
      take(set);
    }
    for (std::size_t i = 0; i < posts.size(); ++i) {
      const bool matched = found_[i][0].count + found_[i][1].count > 0;
      if ((matched || keeps_all_) && !posts[i].ours) add(posts[i], found_[i]);
    }
    return true;
  }

  void count(const PastPost& post) {
    auto& minute = out_.minutes[minute_of(post.at)];
    ++minute.kept;
    minute.heard += 1.0 / static_cast<double>(post.kept_rate);
    minute.sampled += post.kept_rate < 1;
    if (out_.posts == 0 || post.at < out_.first) out_.first = post.at;
    if (out_.posts == 0 || post.at > out_.last) out_.last = post.at;
    ++out_.posts;
  }

  void take(std::size_t set) {
    for (const PostMatches& p : matches_.posts) {
      auto& found = found_[p.post][set];
      found = {static_cast<std::uint32_t>(out_.matches.size()), p.match_count, p.brands, p.ours};
      const auto from = matches_.matches.begin() + p.first_match;
      out_.matches.insert(out_.matches.end(), from, from + p.match_count);
    }
  }

  bool wants_text(const std::array<PastMatches, 2>& found) const {
    for (std::size_t set = 0; set < books_.size(); ++set)
      for (std::uint32_t i = 0; i < found[set].count; ++i)
        if (Windows::wants_text(books_[set]->info(out_.matches[found[set].first + i].rule)))
          return true;
    return false;
  }

  void add(const PastPost& past, const std::array<PastMatches, 2>& found) {
    const PostView& post = past.post;
    PastHit hit;
    hit.at = past.at;
    hit.key = past.key;
    hit.author = author_key(post.source, post.author.id);
    hit.conversation = post_key(post.source, conversation_of(post));
    hit.text_hash = XXH3_64bits(post.text.data(), post.text.size());
    hit.place = past.place;
    if (wants_text(found)) hit.near = books_.front()->near_text(post);
    hit.kept_rate = past.kept_rate;
    hit.repost = post.is_repost.value_or(!post.repost_of.empty());
    hit.sets = found;
    out_.hits.push_back(hit);
  }

  bool keeps_all_;
  std::vector<const RuleBook*> books_;
  std::vector<std::unique_ptr<RuleMatcher>> matchers_;
  Matches matches_;
  std::array<std::array<PastMatches, 2>, slice> found_{};
  PastReading out_;
};

/// What the threads share.
class PastReaders {
 public:
  PastReaders(const PastPosts& posts, const BacktestOrder& order, Instant from,
              const std::stop_token& stop)
      : posts_(posts), order_(order), from_(from), stop_(stop) {
    for (const auto& book : {order.book, order.against})
      keeps_all_ =
          keeps_all_ || (book && std::ranges::any_of(book->rules(), &RuleInfo::needs_history));
  }

  std::expected<PastReading, std::string> run() {
    int threads = order_.threads;
    if (threads <= 0) threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    std::vector<PastReading> shares(static_cast<std::size_t>(threads));
    {
      std::vector<std::jthread> all;
      for (auto& share : shares) all.emplace_back([this, &share] { work(share); });
    }
    if (!failed_.empty()) return std::unexpected(failed_);
    return joined(shares);
  }

 private:
  void work(PastReading& share) {
    PastReader reader(order_, keeps_all_);
    try {
      for (std::size_t part = next_++; part < posts_.parts() && !over(); part = next_++) {
        std::uint64_t read = 0;
        posts_.read(part, from_, [&](std::span<const PastPost> some) {
          if (over()) return;
          const auto before = reader.reading().hits.size();
          if (!reader.read(some)) fail("the text of a post could not be searched");
          held_ += reader.reading().hits.size() - before;
          if (held_ > bounds::backtest_posts)
            fail("more than " + std::to_string(bounds::backtest_posts) +
                 " posts have something to be judged: take a shorter --since, or narrower rules");
          read += some.size();
        });
        tell(read);
      }
    } catch (const StoreReadFailed& error) {
      fail(error.what());
    }
    share = std::move(reader.reading());
  }

  bool over() {
    if (stop_.stop_requested()) fail("it was stopped");
    return over_;
  }
  void fail(std::string why) {
    const std::lock_guard lock(mutex_);
    if (failed_.empty()) failed_ = std::move(why);
    over_ = true;
  }
  void tell(std::uint64_t read) {
    const std::lock_guard lock(mutex_);
    posts_read_ += read;
    ++parts_read_;
    if (!order_.progress) return;
    order_.progress(
        {posts_read_, static_cast<double>(parts_read_) /
                          static_cast<double>(std::max<std::size_t>(1, posts_.parts()))});
  }

  static PastReading joined(std::vector<PastReading>& shares) {
    PastReading all = std::move(shares.front());
    for (std::size_t i = 1; i < shares.size(); ++i) {
      PastReading& share = shares[i];
      const auto moved = static_cast<std::uint32_t>(all.matches.size());
      all.matches.insert(all.matches.end(), share.matches.begin(), share.matches.end());
      for (auto& hit : share.hits)
        for (auto& set : hit.sets) set.first += moved;
      all.hits.insert(all.hits.end(), share.hits.begin(), share.hits.end());
      for (const auto& [minute, n] : share.minutes) {
        auto& to = all.minutes[minute];
        to.kept += n.kept;
        to.heard += n.heard;
        to.sampled += n.sampled;
      }
      if (share.posts > 0) {
        all.first = all.posts == 0 ? share.first : std::min(all.first, share.first);
        all.last = all.posts == 0 ? share.last : std::max(all.last, share.last);
      }
      all.posts += share.posts;
      share = {};
    }
    std::ranges::sort(all.hits, {},
                      [](const PastHit& h) { return std::tuple(h.at, h.key, h.place); });
    return all;
  }

  const PastPosts& posts_;
  const BacktestOrder& order_;
  Instant from_;
  const std::stop_token& stop_;
  bool keeps_all_ = false;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> held_{0};
  std::atomic<bool> over_{false};
  std::mutex mutex_;
  std::string failed_;
  std::uint64_t posts_read_ = 0;
  std::size_t parts_read_ = 0;
};

}  // namespace

std::expected<PastReading, std::string> read_past(const PastPosts& posts,
                                                  const BacktestOrder& order, Instant from,
                                                  const std::stop_token& stop) {
  return PastReaders(posts, order, from, stop).run();
}

}  // namespace tocsin::rules
