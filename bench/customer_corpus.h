#pragma once
#include <string>
#include <utility>
#include <vector>

#include "bench/match_corpus.h"
#include "bench/pipeline_corpus.h"

/// The stream and the rules of bench_pipeline: the rules and texts of bench_match (words, phrases,
/// alternatives, gaps, handles, begins of words: like a customer's) in Jetstream's frames.
namespace tocsin::bench {

struct CustomerCorpus {
  std::vector<MatchRule> rules;
  std::vector<std::string> frames;
};

/// 9 % of the posts hit one of 1,000 rules, 20 % one of 10,000; 15 % are not ASCII.
inline CustomerCorpus make_customer_corpus(std::uint32_t rules, std::uint64_t posts) {
  MatchMaker maker(7);
  CustomerCorpus corpus{maker.make_rules(rules), {}};
  auto options = stream_of(posts, 7);
  options.say = [&](std::string& text) {
    text = maker.next_text(corpus.rules, rules > 2000 ? 0.20 : 0.09, 0.15);
  };
  corpus.frames = played(std::move(options));
  return corpus;
}

}  // namespace tocsin::bench
