#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// Made-up posts and rules like a customer's, for the benches of folding and matching: the same
/// for the same seed, everywhere.
namespace tocsin::bench {

/// A rule as an author writes it, as a regular expression over folded ASCII text, and taken apart
/// for a hand-written loop.
struct MatchRule {
  enum class Form : std::uint8_t {
    phrase,  ///< the word, or one of several phrases
    gap,     ///< the first word, at most three others, the second
    handle,  ///< `@` and the word
    prefix,  ///< the begin of a word
  };
  std::string when;
  std::string regex;
  std::string said;  ///< a text for which it holds
  Form form = Form::phrase;
  std::vector<std::string> words = {};
};

struct MatchCorpus {
  std::vector<MatchRule> rules;
  std::vector<std::string> texts;
};

class MatchMaker {
 public:
  explicit MatchMaker(std::uint64_t seed) : random_(seed) {
    for (std::uint32_t i = 0; i < 20'000; ++i) vocabulary_.push_back(word(i, i < 200 ? 1 : 2));
    double sum = 0;
    for (std::size_t i = 0; i < vocabulary_.size(); ++i)
      cumulative_.push_back(sum += 1.0 / (static_cast<double>(i) + 3));
  }

  std::vector<MatchRule> make_rules(std::size_t count) {
    std::vector<MatchRule> rules;
    for (std::uint32_t i = 0; i < count; ++i) rules.push_back(rule(i));
    return rules;
  }

  /// `share` of the texts hold what some rule asks for; `foreign` of them are not ASCII.
  MatchCorpus make(std::size_t rules, std::size_t texts, double share, double foreign) {
    MatchCorpus out;
    out.rules = make_rules(rules);
    for (std::size_t i = 0; i < texts; ++i)
      out.texts.push_back(next_text(out.rules, share, foreign));
    return out;
  }

  /// The next text, likewise.
  std::string next_text(const std::vector<MatchRule>& rules, double share, double foreign) {
    std::string text = chance() < foreign ? foreign_text() : plain_text();
    if (chance() < share) text += ' ' + rules[below(rules.size())].said;
    return text;
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  double chance() { return static_cast<double>(random_() >> 11) * 0x1p-53; }

  static std::string word(std::uint32_t n, int syllables) {
    static constexpr std::array<const char*, 24> parts{
        "re",  "can", "tion", "ser", "vi",  "con", "tra", "pho",  "ne",  "bil", "ling", "wor",
        "sup", "por", "net",  "lo",  "sig", "nal", "mo",  "ther", "pay", "ca",  "der",  "sto"};
    std::uint64_t mixed = (n + 1) * 0x9E3779B97F4A7C15ULL;
    std::string out;
    for (int i = 0; i <= syllables; ++i, mixed >>= 8) out += parts[(mixed >> 13) % parts.size()];
    // A tail that no two words share, so that planted words are seldom met by accident.
    for (std::uint32_t rest = n; rest > 0; rest /= 19) {
      out += "bcdfghjklmnpqrstvwz"[rest % 19];
      out += "aeiou"[rest % 5];
    }
    return out;
  }
  const std::string& common() {
    const double at = chance() * cumulative_.back();
    return vocabulary_[static_cast<std::size_t>(std::ranges::lower_bound(cumulative_, at) -
                                                cumulative_.begin())];
  }
  const std::string& ranked(std::size_t from, std::size_t to) {
    return vocabulary_[from + below(to - from)];
  }
  /// A word that only rules hold.
  std::string seldom() { return word(1'000'000 + seldom_++, 2); }

  MatchRule rule(std::uint32_t number) {
    MatchRule r;
    switch (number % 5) {
      case 0: {  // a phrase
        const std::string a = ranked(200, 4000), b = ranked(200, 4000);
        r.said = a + ' ' + b;
        r.when = '"' + r.said + '"';
        r.regex = "\\b" + r.said + "\\b";
        r.words = {r.said};
        break;
      }
      case 1: {  // alternatives
        const std::string a = seldom(), b = seldom(),
                          c = ranked(200, 4000) + ' ' + ranked(200, 4000);
        r.when = '"' + a + "\" OR \"" + b + "\" OR \"" + c + '"';
        r.regex = "\\b(?:" + a + '|' + b + '|' + c + ")\\b";
        r.said = number % 2 ? b : c;
        r.words = {a, b, c};
        break;
      }
      case 2: {  // a gap, one of its words seldom
        const std::string a = seldom(), b = ranked(100, 1000);
        gap(a, b, r);
        break;
      }
      case 3: {  // a gap between ordinary words
        const std::string a = ranked(500, 3000), b = ranked(500, 3000);
        gap(a, b, r);
        break;
      }
      default: {  // a handle, or the begin of a word
        const std::string a = seldom();
        if (number % 2) {
          r.when = "\"@" + a + '"';
          r.regex = "(?:^|[^\\w])@" + a + "(?:[^\\w.@-]|$)";
          r.said = "hey @" + a + " hello";
          r.form = MatchRule::Form::handle;
          r.words = {'@' + a};
        } else {
          r.when = '"' + a + "*\"";
          r.regex = "\\b" + a;
          r.said = "so " + a + "ing bad";
          r.form = MatchRule::Form::prefix;
          r.words = {a};
        }
      }
    }
    return r;
  }

  static void gap(const std::string& a, const std::string& b, MatchRule& r) {
    r.when = '"' + a + "\" BEFORE/3 \"" + b + '"';
    r.regex = "\\b" + a + "[^\\w\\n]+(?:\\w+[^\\w\\n]+){0,3}" + b + "\\b";
    r.said = a + " is the " + b;
    r.form = MatchRule::Form::gap;
    r.words = {a, b};
  }

  std::string plain_text() {
    std::string text;
    const std::size_t size = 40 + below(150);
    while (text.size() < size) {
      std::string w = common();
      if (below(8) == 0) w[0] = static_cast<char>(w[0] - 32);
      if (!text.empty()) text += below(9) == 0 ? ", " : " ";
      text += w;
    }
    if (below(4) == 0) text += "!";
    return text;
  }

  std::string foreign_text() {
    static constexpr std::array<const char*, 10> bits{
        "für",  "señor", "déjà vu",  "привет как дела", "это плохо", "お客様 サービス",
        "😡😡", "it’s",  "καλημέρα", "안녕하세요"};
    std::string text = plain_text();
    for (std::uint64_t n = 1 + below(3); n > 0; --n)
      text += std::string(" ") + bits[below(bits.size())];
    return text;
  }

  std::mt19937_64 random_;
  std::vector<std::string> vocabulary_;
  std::vector<double> cumulative_;
  std::uint32_t seldom_ = 0;
};

}  // namespace tocsin::bench
