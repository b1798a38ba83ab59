#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/traffic.h"

/// The stream and the rules that the pipeline's benches run on: made-up traffic in Jetstream's
/// shape with phrases planted that rules find.
namespace tocsin::bench {

/// One rule, in three forms: as an author writes it, as a post says it, and as the bare loop
/// looks for it.
struct BenchRule {
  enum class Form : std::uint8_t { phrase, near, either, both };
  Form form = Form::phrase;
  std::string rare;    ///< the word that only this rule has
  std::string common;  ///< a word that ordinary posts have too
  std::string when;
  std::string said;
};

struct Corpus {
  std::vector<BenchRule> rules;
  std::vector<std::string> frames;
  std::size_t bytes = 0;
};

enum class Raising : std::uint8_t {
  seldom,  ///< one post in 200 raises; other hits meet a shadow rule or a limit
  every,   ///< every hit raises an alert
};

inline std::string rare_word(std::uint32_t n) {
  static constexpr std::array<std::string_view, 16> syllables{
      "zo",  "qua", "bri", "tel", "vex", "ny",  "lor", "mip",
      "dax", "fu",  "jen", "kro", "wi",  "sab", "pu",  "gri"};
  std::string word;
  std::uint32_t mixed = n * 2654435761U;
  for (int i = 0; i < 4; ++i, mixed >>= 4) word += syllables[mixed & 15];
  word += syllables[n & 15].front();
  for (const auto part : {n % 26, n / 26 % 26, n / 676 % 26}) word += static_cast<char>('a' + part);
  return word;
}

inline std::vector<BenchRule> bench_rules(std::uint32_t count) {
  static constexpr std::array<std::string_view, 12> commons{
      "contract", "order",   "refund",  "internet", "bill",   "phone",
      "delivery", "support", "account", "train",    "ticket", "service"};
  std::vector<BenchRule> rules;
  for (std::uint32_t i = 0; i < count; ++i) {
    BenchRule r;
    r.form = static_cast<BenchRule::Form>(i % 4);
    r.rare = rare_word(i);
    r.common = commons[i % commons.size()];
    switch (r.form) {
      case BenchRule::Form::phrase:
        r.when = '"' + r.rare + " took my " + r.common + '"';
        r.said = r.rare + " took my " + r.common;
        break;
      case BenchRule::Form::near:
        r.when = '"' + r.rare + "\" NEAR/6 \"" + r.common + '"';
        r.said = r.rare + " and then my " + r.common;
        break;
      case BenchRule::Form::either:
        r.when =
            "(\"" + r.rare + " late\" OR \"" + r.rare + " broken\" OR \"" + r.rare + " down\")";
        r.said = r.rare + " broken";
        break;
      case BenchRule::Form::both:
        r.when = '"' + r.rare + "\" AND \"" + r.common + '"';
        r.said = "my " + r.common + " from " + r.rare;
        break;
    }
    rules.push_back(std::move(r));
  }
  return rules;
}

/// A pack file's worth of rules: at most 500, since a file is bounded.
template <class Rule>
std::vector<std::string> bench_packs(const std::vector<Rule>& rules, Raising raising) {
  std::vector<std::string> packs;
  std::string text;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (i % 500 == 0) {
      if (!text.empty()) packs.push_back(std::move(text));
      text = "pack: bench-" + std::to_string(i / 500) + "\ntitle: Bench\nversion: 1\nrules:\n";
    }
    // Of 18 rules (1,000) or 40 (10,000) one raises; the others are in shadow or limited.
    const std::size_t one_in = rules.size() > 2000 ? 40 : 18;
    const bool raises = raising == Raising::every || i % one_in == 0;
    const bool shadow = !raises && i % 10 != 5;
    text += "  - {id: r" + std::to_string(i) +
            ", title: Rule, signal: complaint, severity: medium, status: " +
            (shadow ? "shadow" : "live") + ", when: '" + rules[i].when + "'" +
            (raises || shadow ? "" : ", limit: 1 per rule per 24h") + "}\n";
  }
  packs.push_back(std::move(text));
  return packs;
}

inline Corpus make_corpus(std::uint32_t rules, std::uint64_t posts, std::uint64_t seed = 7) {
  Corpus corpus;
  corpus.rules = bench_rules(rules);
  tools::TrafficOptions options;
  options.seed = seed;
  options.posts = posts;
  options.shape = tools::TrafficShape::bench;
  // Stream time as a source of this rate would give it: a million posts a second.
  options.span = Micros{static_cast<std::int64_t>(posts)};
  options.authors = 200'000;
  for (const auto& r : corpus.rules) options.plant.push_back(r.said);
  options.plant_share = rules > 2000 ? 0.20 : 0.09;
  tools::Traffic traffic(options);
  std::string frame;
  while (traffic.next(frame)) {
    corpus.bytes += frame.size();
    corpus.frames.push_back(frame);
  }
  return corpus;
}

}  // namespace tocsin::bench
