// Matching: our RuleBook against one big Hyperscan regex database (the bare loop), RE2::Set,
// FilteredRE2 and a PCRE2-JIT loop, on the same rules and the same texts, all after our fold.
#include <cstring>
#include <set>
#include <stdexcept>

#include "engine/wire_decoder.h"
#include "match_corpus.h"
#include "match_peers.h"
#include "rules/expression.h"
#include "rules/fold.h"
#include "rules/rules.h"
#include "side_by_side.h"

namespace {

using namespace tocsin;
using Pairs = std::set<std::pair<std::size_t, unsigned>>;

struct Options {
  bool json = false;
  bool smoke = false;
  bool alone = false;  ///< only our side, many times: to be profiled
};

rules::LoadedPacks packs_of(const std::vector<bench::MatchRule>& list) {
  rules::LoadedPacks packs;
  packs.packs.emplace_back();
  rules::Pack& pack = packs.packs.back();
  pack.name = "bench";
  pack.version = 1;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto parsed = rules::parse_expression(
        list[i].when, [](std::size_t) { return rules::Place{}; },
        [](std::string_view) { return false; });
    if (!parsed.expr || !parsed.faults.empty())
      throw std::logic_error(list[i].when + ": " + parsed.faults.front().text);
    pack.rules.emplace_back();
    rules::Rule& rule = pack.rules.back();
    // Numbers of equal length, so that the order by id is the order of the list.
    rule.id = "r" + std::to_string(1'000'000 + i);
    rule.signal = "complaint";
    rule.when = std::move(parsed.expr);
  }
  return packs;
}

/// Calls visit(post, rule) for each pair that our matcher finds. As a reader does, it decodes into
/// the same few posts again and again.
template <class Visit>
void by_ours(RuleMatcher& matcher, const std::vector<std::string>& texts, Matches& out,
             Visit&& visit) {
  std::array<PostView, WireDecoder::width> posts;
  std::array<const PostView*, WireDecoder::width> batch{};
  for (std::size_t first = 0; first < texts.size(); first += batch.size()) {
    const std::size_t count = std::min(batch.size(), texts.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      posts[i].text = texts[first + i];
      batch[i] = &posts[i];
    }
    out.clear();
    if (!matcher.match({batch.data(), count}, out)) throw std::runtime_error("scan failed");
    for (const PostMatches& p : out.posts)
      for (std::uint32_t m = 0; m < p.match_count; ++m)
        visit(first + p.post, static_cast<unsigned>(out.matches[p.first_match + m].rule));
  }
}

/// The bare loop: fold as many posts behind one another as we do, one hs_scan over them.
template <class Visit>
void by_hyperscan(bench::HyperscanRegexes& peer, rules::FoldBuffer& folded,
                  const std::vector<std::string>& texts, Visit&& visit) {
  std::array<rules::FoldBuffer::Folded, WireDecoder::width> places{};
  for (std::size_t first = 0; first < texts.size(); first += places.size()) {
    const std::size_t count = std::min(places.size(), texts.size() - first);
    folded.clear();
    for (std::size_t i = 0; i < count; ++i) places[i] = folded.append(texts[first + i]);
    auto found = [&](unsigned rule, std::size_t end) {
      std::size_t i = 0;
      while (i + 1 < count && end > places[i].end + 1) ++i;
      visit(first + i, rule);
    };
    peer.scan({folded.data(), folded.size()}, found);
  }
}

template <class Peer, class Visit>
void one_by_one(Peer& peer, rules::FoldBuffer& folded, const std::vector<std::string>& texts,
                Visit&& visit) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    folded.clear();
    const auto place = folded.append(texts[i]);
    peer.scan(folded.view(place), [&](unsigned rule) { visit(i, rule); });
  }
}

void must_equal(const char* name, const Pairs& ours, const Pairs& peer,
                const bench::MatchCorpus& corpus) {
  if (ours == peer) return;
  for (const auto& [post, rule] : ours)
    if (!peer.contains({post, rule}))
      std::fprintf(stderr, "only ours: %s\n  %s\n", corpus.rules[rule].when.c_str(),
                   corpus.texts[post].c_str());
  for (const auto& [post, rule] : peer)
    if (!ours.contains({post, rule}))
      std::fprintf(stderr, "only %s: %s\n  %s\n", name, corpus.rules[rule].when.c_str(),
                   corpus.texts[post].c_str());
  throw std::runtime_error(std::string("matches differ from ") + name);
}

template <class Run>
Pairs pairs_of(Run&& run) {
  Pairs out;
  run([&](std::size_t post, unsigned rule) { out.emplace(post, rule); });
  return out;
}

/// The same (post, rule) pairs as every peer, on ASCII texts.
void check_equal(RuleMatcher& matcher, bench::HyperscanRegexes& hyperscan,
                 const bench::MatchCorpus& corpus, std::size_t slow_texts) {
  rules::FoldBuffer folded;
  Matches out;
  const auto ours = pairs_of([&](auto visit) { by_ours(matcher, corpus.texts, out, visit); });
  must_equal("hyperscan", ours,
             pairs_of([&](auto visit) { by_hyperscan(hyperscan, folded, corpus.texts, visit); }),
             corpus);
  const std::vector<std::string> some(
      corpus.texts.begin(), corpus.texts.begin() + static_cast<std::ptrdiff_t>(slow_texts));
  Pairs our_some;
  for (const auto& p : ours)
    if (p.first < slow_texts) our_some.insert(p);
  bench::Filtered filtered(corpus.rules);
  must_equal("FilteredRE2", our_some,
             pairs_of([&](auto visit) { one_by_one(filtered, folded, some, visit); }), corpus);
  bench::Pcre2Loop pcre(corpus.rules);
  must_equal("PCRE2", our_some,
             pairs_of([&](auto visit) { one_by_one(pcre, folded, some, visit); }), corpus);
  bench::Re2Set set(corpus.rules);
  must_equal("RE2::Set", our_some,
             pairs_of([&](auto visit) { one_by_one(set, folded, some, visit); }), corpus);
}

template <class Peer>
void peer_row(const std::string& name, RuleMatcher& matcher, const bench::MatchCorpus& corpus,
              std::size_t texts, int rounds, const Options& options) {
  Peer peer(corpus.rules);
  const std::vector<std::string> some(corpus.texts.begin(),
                                      corpus.texts.begin() + static_cast<std::ptrdiff_t>(texts));
  rules::FoldBuffer folded;
  Matches out;
  [[maybe_unused]] std::size_t found = 0;  // so that the work is not optimised away
  const auto count = [&](std::size_t, unsigned) { ++found; };
  bench::print(bench::side_by_side(
                   name, rounds, texts, [&] { by_ours(matcher, some, out, count); },
                   [&] { one_by_one(peer, folded, some, count); }),
               options.json);
}

void run(std::size_t count, double share, const Options& options) {
  const std::string size = std::to_string(count);
  const std::size_t texts = options.smoke ? 2'000 : 40'000;
  const int rounds = options.smoke ? 1 : 9;
  const auto corpus = bench::MatchMaker(7).make(count, texts, share, 0.15);
  const auto packs = packs_of(corpus.rules);
  const double start = bench::thread_ns();
  const auto book = rules::compile(packs, {});
  if (!book) throw std::runtime_error(to_string(book.error().front()));
  const double set_up = bench::thread_ns() - start;
  const double peer_start = bench::thread_ns();
  bench::HyperscanRegexes hyperscan(corpus.rules);
  bench::print(bench::Row{"match-setup-" + size, set_up, bench::thread_ns() - peer_start},
               options.json);

  const auto matcher = (*book)->matcher();
  bench::MatchCorpus check{corpus.rules, {}};
  for (const std::string& t : corpus.texts)
    if (std::ranges::all_of(t, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
      check.texts.push_back(t);
  check_equal(*matcher, hyperscan, check, options.smoke ? 50 : 300);

  rules::FoldBuffer folded;
  Matches out;
  std::size_t found = 0, hit = 0;
  const auto tally = [&](std::size_t, unsigned) { ++found; };
  by_ours(*matcher, corpus.texts, out,
          [&, last = corpus.texts.size()](std::size_t post, unsigned) mutable {
            hit += std::exchange(last, post) != post;
          });
  if (!options.json)
    std::printf("%s rules: %.1f %% of the posts hit\n", size.c_str(),
                100.0 * static_cast<double>(hit) / static_cast<double>(corpus.texts.size()));
  bench::print(bench::side_by_side(
                   "match-" + size, rounds, corpus.texts.size(),
                   [&] { by_ours(*matcher, corpus.texts, out, tally); },
                   [&] { by_hyperscan(hyperscan, folded, corpus.texts, tally); }),
               options.json);
  const std::size_t slow = options.smoke ? 100 : 400;
  const int few = options.smoke ? 1 : 3;
  peer_row<bench::Filtered>("match-" + size + "-filteredre2", *matcher, corpus,
                            std::min<std::size_t>(texts, 10 * slow), few, options);
  peer_row<bench::Re2Set>("match-" + size + "-re2set", *matcher, corpus, slow, few, options);
  peer_row<bench::Pcre2Loop>("match-" + size + "-pcre2jit", *matcher, corpus, slow, few, options);
}

/// Our side over the same posts, without a peer: for a profiler.
int alone(std::size_t rules, double share) {
  const auto corpus = bench::MatchMaker(7).make(rules, 40'000, share, 0.15);
  const auto packs = packs_of(corpus.rules);
  const auto book = rules::compile(packs, {});
  if (!book) throw std::runtime_error(to_string(book.error().front()));
  const auto matcher = (*book)->matcher();
  Matches out;
  std::size_t found = 0;
  for (int i = 0; i < 20; ++i) {
    const double start = bench::thread_ns();
    by_ours(*matcher, corpus.texts, out, [&](std::size_t, unsigned) { ++found; });
    std::printf("%.1f ns a post, %zu found\n",
                (bench::thread_ns() - start) / static_cast<double>(corpus.texts.size()), found);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    options.json = options.json || std::strcmp(argv[i], "--json") == 0;
    options.smoke = options.smoke || std::strcmp(argv[i], "--smoke") == 0;
    options.alone = options.alone || std::strcmp(argv[i], "--alone") == 0;
  }
  try {
    if (options.alone) return options.smoke ? alone(1'000, 0.09) : alone(10'000, 0.20);
    run(1'000, 0.09, options);
    if (!options.smoke) run(10'000, 0.20, options);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_match: %s\n", e.what());
    return 1;
  }
  return 0;
}
