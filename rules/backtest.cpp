#include "rules/backtest.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <deque>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include <xxhash.h>

#include "engine/workshop/bounds.h"
#include "rules/backtest_judge.h"

namespace tocsin::rules {
namespace {

using std::chrono::hours;

std::int64_t day_of(Instant at) {
  return std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
}

/// How far back what rules ask of the past reaches: so much is judged before what counts.
Micros reach_of(const RuleBook& book) {
  Micros reach{0};
  for (const RuleInfo& rule : book.rules()) {
    if (rule.needs_history) reach = std::max<Micros>(reach, hours{24 * AuthorState::days});
    if (rule.limit) reach = std::max(reach, rule.limit->within);
    for (const RuleWindow& w : rule.windows)
      reach = std::max(reach, w.kind == WindowKind::surge
                                  ? w.within + std::max<Micros>(hours{24}, 12 * w.within)
                                  : w.within);
  }
  return reach;
}

/// A few of many, the same ones for the same posts however they come: those whose keys' hashes are
/// lowest.
class Samples {
 public:
  void offer(const PastHit& hit) {
    const auto key = static_cast<std::uint64_t>(hit.key);
    const auto draw = XXH3_64bits(&key, sizeof key);
    if (lowest_.size() == bounds::backtest_samples && draw >= lowest_.back().first) return;
    const auto at = std::ranges::upper_bound(lowest_, draw, {}, &Drawn::first);
    lowest_.insert(at, {draw, {hit.at, hit.place}});
    if (lowest_.size() > bounds::backtest_samples) lowest_.pop_back();
  }
  /// In the order in which they were said.
  std::vector<std::pair<Instant, std::uint64_t>> places() const {
    std::vector<std::pair<Instant, std::uint64_t>> all;
    for (const auto& drawn : lowest_) all.push_back(drawn.second);
    std::ranges::sort(all);
    return all;
  }

 private:
  using Drawn = std::pair<std::uint64_t, std::pair<Instant, std::uint64_t>>;
  std::vector<Drawn> lowest_;
};

/// Conversations that have been counted, with a brand each.
class CaseSet {
 public:
  bool add(const PastHit& hit, std::string_view brand) {
    const auto of = XXH3_64bits_withSeed(brand.data(), brand.size(),
                                         static_cast<std::uint64_t>(hit.conversation));
    return seen_.insert(of).second;
  }

 private:
  std::unordered_set<std::uint64_t> seen_;
};

/// Counts what one set of rules does.
class SetCount {
 public:
  explicit SetCount(const RuleBook& book)
      : rules_(book.rules().size()), samples_(book.rules().size()) {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      const RuleInfo& info = book.rules()[i];
      rules_[i].id = info.id;
      rules_[i].title = info.title;
      rules_[i].status = info.status;
    }
    cases_of_.resize(rules_.size());
  }

  void count(const PastHit& hit, const Match& match, const PastVerdict& verdict,
             std::span<const std::string_view> brands) {
    const auto index = static_cast<std::uint32_t>(match.rule);
    BacktestRule& rule = rules_[index];
    count_finding(hit, verdict, rule.sum);
    count_finding(hit, verdict, sum);
    if (!verdict.raises) return;
    rule.by_day[day_of(hit.at)].add(hit.kept_rate);
    for (const auto brand : brands) {
      rule.by_brand[std::string(brand)].add(hit.kept_rate);
      rule.sum.cases += cases_of_[index].add(hit, brand);
      if (!cases_.add(hit, brand)) continue;
      ++sum.cases;
      ++cases_by_day[day_of(hit.at)];
    }
    samples_[index].offer(hit);
  }

  std::vector<BacktestRule>& rules() { return rules_; }
  const Samples& samples(std::size_t rule) const { return samples_[rule]; }

  BacktestSum sum;
  std::map<std::int64_t, std::uint64_t> cases_by_day;

 private:
  static void count_finding(const PastHit& hit, const PastVerdict& verdict, BacktestSum& to) {
    to.findings.add(hit.kept_rate);
    to.limited += verdict.limited;
    to.reposts += hit.repost;
    if (verdict.raises) to.raising.add(hit.kept_rate);
  }

  std::vector<BacktestRule> rules_;
  std::vector<Samples> samples_;
  std::vector<CaseSet> cases_of_;
  CaseSet cases_;
};

/// A post's id, unless it names its author, as at:// uris do: then a number that stands for it.
std::string masked_id(const Post& post) {
  if (post.author.id.empty() || post.id.find(post.author.id) == std::string::npos) return post.id;
  char text[17] = {};
  const auto key = static_cast<std::uint64_t>(post_key(post.source, post.id));
  const auto done = std::to_chars(text, text + 16, key, 16);
  return {text, done.ptr};
}

/// Texts of samples, with the places that a rule matched in them.
class SampleTexts {
 public:
  explicit SampleTexts(const PastPosts& posts) : posts_(posts) {}

  std::vector<BacktestSample> of(const Samples& samples, const RuleBook& book, RuleIndex rule) {
    std::vector<BacktestSample> out;
    for (const auto& [at, place] : samples.places()) {
      const auto post = posts_.post(place);
      if (!post) continue;  // deleted meanwhile
      BacktestSample sample{place, at, post->source, masked_id(*post), post->text, {}};
      add_spans(book, rule, *post, sample);
      out.push_back(std::move(sample));
    }
    return out;
  }

 private:
  void add_spans(const RuleBook& book, RuleIndex rule, const Post& post, BacktestSample& sample) {
    auto& matcher = matchers_[&book];
    if (!matcher) matcher = book.matcher();
    PostViewArrays arrays;
    const PostView view = view_of(post, arrays);
    const PostView* one[] = {&view};
    Matches found;
    if (!matcher->match(one, found)) return;
    for (const Match& match : found.matches)
      if (match.rule == rule)
        for (const Span& span : std::span(found.spans).subspan(match.first_span, match.span_count))
          sample.spans.emplace_back(book.term_name(span.term),
                                    std::pair<std::size_t, std::size_t>(span.begin, span.end));
  }

  const PastPosts& posts_;
  std::unordered_map<const RuleBook*, std::unique_ptr<RuleMatcher>> matchers_;
};

/// What is gained and lost, by the rules' ids.
class Comparison {
 public:
  Comparison(const RuleBook& ours, const RuleBook& theirs) : books_{&ours, &theirs} {
    for (const RuleInfo& rule : ours.rules()) of(rule.id);
    for (const RuleInfo& rule : theirs.rules()) of(rule.id);
    for (std::size_t set = 0; set < 2; ++set)
      for (const RuleInfo& rule : books_[set]->rules()) at_[set].push_back(by_id_.at(rule.id));
  }

  /// Of a post: the matches of each set that are findings.
  void compare(const PastHit& hit, const std::array<std::vector<RuleIndex>, 2>& found) {
    for (auto& seen : seen_) seen.clear();
    for (std::size_t set = 0; set < 2; ++set)
      for (const RuleIndex rule : found[set])
        seen_[set].push_back(at_[set][static_cast<std::uint32_t>(rule)]);
    for (auto& seen : seen_) std::ranges::sort(seen);
    for (const std::size_t i : seen_[0]) {
      const bool both = std::ranges::binary_search(seen_[1], i);
      (both ? rows_[i].row.same : rows_[i].row.gained).add(hit.kept_rate);
      if (!both) rows_[i].gained.offer(hit);
    }
    for (const std::size_t i : seen_[1])
      if (!std::ranges::binary_search(seen_[0], i)) {
        rows_[i].row.lost.add(hit.kept_rate);
        rows_[i].lost.offer(hit);
      }
    if (!found[0].empty() || !found[1].empty())
      (found[1].empty() ? gained : found[0].empty() ? lost : same).add(hit.kept_rate);
  }

  std::vector<BacktestDifference> rows(SampleTexts& texts) {
    std::vector<BacktestDifference> out;
    for (auto& r : rows_) {
      if (r.row.gained.kept + r.row.lost.kept == 0) continue;
      const auto sampled = [&](std::size_t set, const Samples& samples) {
        const auto rules = books_[set]->rules();
        const auto at = std::ranges::find(rules, r.row.id, &RuleInfo::id);
        if (at == rules.end()) return std::vector<BacktestSample>{};
        return texts.of(samples, *books_[set],
                        RuleIndex{static_cast<std::uint32_t>(at - rules.begin())});
      };
      r.row.gained_samples = sampled(0, r.gained);
      r.row.lost_samples = sampled(1, r.lost);
      out.push_back(std::move(r.row));
    }
    std::ranges::stable_sort(out, std::greater{}, [](const BacktestDifference& d) {
      return d.gained.kept + d.lost.kept;
    });
    return out;
  }

  Weighed gained, lost, same;

 private:
  struct Row {
    BacktestDifference row;
    Samples gained, lost;
  };
  void of(const std::string& id) {
    if (by_id_.emplace(id, rows_.size()).second) rows_.emplace_back().row.id = id;
  }

  std::array<const RuleBook*, 2> books_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::array<std::vector<std::size_t>, 2> at_;
  std::vector<Row> rows_;
  std::array<std::vector<std::size_t>, 2> seen_;
};

/// The second half: in the order in which posts were said.
class Judging {
 public:
  Judging(const BacktestOrder& order, const PastReading& reading, Instant counts_from)
      : order_(order), reading_(reading), counts_from_(counts_from) {
    for (const auto& book : {order.book, order.against})
      if (book) {
        judges_.emplace_back(*book, reading.first);
        counts_.emplace_back(*book);
      }
    if (order.against) comparison_.emplace(*order.book, *order.against);
  }

  bool run(const std::stop_token& stop) {
    std::size_t done = 0;
    for (const PastHit& hit : reading_.hits) {
      if ((++done & 4095) == 0 && stop.stop_requested()) return false;
      // Files may hold a post twice; a store does not.
      if (!heard_.insert(static_cast<std::uint64_t>(hit.key)).second) continue;
      judge(hit);
    }
    return true;
  }

  void fill(BacktestResult& out, const PastPosts& posts) {
    SampleTexts texts(posts);
    SetCount& ours = counts_.front();
    out.sum = ours.sum;
    out.by_day = std::move(by_day_);
    out.by_brand = std::move(by_brand_);
    out.cases_by_day = std::move(ours.cases_by_day);
    for (std::size_t i = 0; i < ours.rules().size(); ++i)
      ours.rules()[i].samples =
          texts.of(ours.samples(i), *order_.book, RuleIndex{static_cast<std::uint32_t>(i)});
    out.rules = std::move(ours.rules());
    std::ranges::stable_sort(out.rules, std::greater{}, [](const BacktestRule& r) {
      return std::pair(r.sum.raising.kept, r.sum.findings.kept);
    });
    if (!comparison_) return;
    out.against = counts_.back().sum;
    out.gained = comparison_->gained;
    out.lost = comparison_->lost;
    out.same = comparison_->same;
    out.differences = comparison_->rows(texts);
  }

 private:
  void judge(const PastHit& hit) {
    const bool counts = hit.at >= counts_from_;
    std::array<std::vector<RuleIndex>, 2>& found = found_;
    for (std::size_t set = 0; set < judges_.size(); ++set) {
      found[set].clear();
      const PastMatches& matched = hit.sets[set];
      const auto matches = std::span(reading_.matches).subspan(matched.first, matched.count);
      const auto verdicts = judges_[set].judge(hit, matched, matches);
      if (!counts) continue;
      bool raises = false;
      for (std::size_t i = 0; i < matches.size(); ++i) {
        if (!verdicts[i].found) continue;
        found[set].push_back(matches[i].rule);
        raises = raises || verdicts[i].raises;
        const auto brands = judges_[set].brands_of(matches[i], matched);
        counts_[set].count(hit, matches[i], verdicts[i], brands);
      }
      if (set == 0 && raises) {
        by_day_[day_of(hit.at)].add(hit.kept_rate);
        for (const auto brand : judges_[set].brands_of({}, matched))
          by_brand_[std::string(brand)].add(hit.kept_rate);
      }
    }
    if (counts && comparison_) comparison_->compare(hit, found);
  }

  const BacktestOrder& order_;
  const PastReading& reading_;
  Instant counts_from_;
  std::deque<PastJudge> judges_;
  std::deque<SetCount> counts_;
  std::optional<Comparison> comparison_;
  std::unordered_set<std::uint64_t> heard_;
  std::array<std::vector<RuleIndex>, 2> found_;
  std::map<std::int64_t, Weighed> by_day_;
  std::map<std::string, Weighed> by_brand_;
};

void count_posts(const PastReading& reading, Instant from, BacktestResult& out) {
  const auto first = std::chrono::floor<std::chrono::minutes>(from).time_since_epoch().count();
  for (auto at = reading.minutes.lower_bound(first); at != reading.minutes.end(); ++at) {
    out.posts += at->second.kept;
    out.sampled += at->second.sampled;
    out.heard += at->second.heard;
  }
  if (reading.posts == 0) return;
  out.from = std::max(reading.first, from);
  out.to = reading.last;
}

}  // namespace

std::expected<BacktestResult, std::string> run_backtest(const PastPosts& posts,
                                                        const BacktestOrder& order,
                                                        const std::stop_token& stop) {
  const auto began = std::chrono::steady_clock::now();
  auto read_from = Instant::min();
  if (order.since && order.last_time) {
    auto reach = reach_of(*order.book);
    if (order.against) reach = std::max(reach, reach_of(*order.against));
    read_from = *order.last_time - *order.since - reach;
  }
  auto reading = read_past(posts, order, read_from, stop);
  if (!reading) return std::unexpected(reading.error());
  auto counts_from = Instant::min();
  if (order.since && reading->posts > 0)
    counts_from = std::max(order.last_time.value_or(reading->last), reading->last) - *order.since;
  BacktestResult out;
  count_posts(*reading, counts_from, out);
  Judging judging(order, *reading, counts_from);
  if (!judging.run(stop)) return std::unexpected("it was stopped");
  judging.fill(out, posts);
  out.unreadable = posts.unreadable();
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return out;
}

std::map<std::string, RuleStatus> wake_drafts(LoadedPacks& packs) {
  std::map<std::string, RuleStatus> written;
  for (Pack& pack : packs.packs)
    for (Rule& rule : pack.rules) {
      written.emplace(pack.name + '/' + rule.id, rule.status);
      if (rule.status == RuleStatus::draft) rule.status = RuleStatus::shadow;
    }
  return written;
}

}  // namespace tocsin::rules
