#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/traffic.h"

/// The stream and the rules that the pipeline's benches run on: made-up traffic in Jetstream's
/// shape with phrases planted that rules find.
namespace tocsin::bench {

/// One rule, as an author writes it and as a post says it.
struct BenchRule {
  std::string when;
  std::string said;
};

struct Corpus {
  std::vector<BenchRule> rules;
  std::vector<std::string> frames;
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
    const std::string rare = rare_word(i);  // only this rule has it
    const std::string common(commons[i % commons.size()]);
    switch (i % 4) {
      case 0:
        rules.push_back({'"' + rare + " took my " + common + '"', rare + " took my " + common});
        break;
      case 1:
        rules.push_back(
            {'"' + rare + "\" NEAR/6 \"" + common + '"', rare + " and then my " + common});
        break;
      case 2:
        rules.push_back(
            {"(\"" + rare + " late\" OR \"" + rare + " broken\" OR \"" + rare + " down\")",
             rare + " broken"});
        break;
      default:
        rules.push_back(
            {'"' + rare + "\" AND \"" + common + '"', "my " + common + " from " + rare});
    }
  }
  return rules;
}

/// Of 18 rules (1,000) or 40 (10,000) one raises, unless every one does; the others are in shadow
/// or limited.
inline bool raises(std::size_t rule, std::size_t rules, Raising raising) {
  return raising == Raising::every || rule % (rules > 2000 ? 40 : 18) == 0;
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
    const bool loud = raises(i, rules.size(), raising);
    const bool shadow = !loud && i % 10 != 5;
    text += "  - {id: r" + std::to_string(i) +
            ", title: Rule, signal: complaint, severity: medium, status: " +
            (shadow ? "shadow" : "live") + ", when: '" + rules[i].when + "'" +
            (loud || shadow ? "" : ", limit: 1 per rule per 24h") + "}\n";
  }
  packs.push_back(std::move(text));
  return packs;
}

/// New posts by 200,000 authors, at a million a second of stream time.
inline tools::TrafficOptions stream_of(std::uint64_t posts, std::uint64_t seed) {
  tools::TrafficOptions options;
  options.seed = seed;
  options.posts = posts;
  options.shape = tools::TrafficShape::bench;
  options.span = Micros{static_cast<std::int64_t>(posts)};
  options.authors = 200'000;
  return options;
}

inline std::vector<std::string> played(tools::TrafficOptions options) {
  std::vector<std::string> frames;
  tools::Traffic traffic(std::move(options));
  for (std::string frame; traffic.next(frame);) frames.push_back(frame);
  return frames;
}

inline Corpus make_corpus(std::uint32_t rules, std::uint64_t posts, std::uint64_t seed = 7) {
  Corpus corpus{bench_rules(rules), {}};
  auto options = stream_of(posts, seed);
  for (const auto& r : corpus.rules) options.plant.push_back(r.said);
  options.plant_share = rules > 2000 ? 0.20 : 0.09;
  corpus.frames = played(std::move(options));
  return corpus;
}

}  // namespace tocsin::bench
