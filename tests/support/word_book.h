#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "engine/rule_book.h"

namespace tocsin::test {

/// A rule book small enough to see through: each rule is one word, found as a substring; a brand
/// is another. A text with `unsearchable` in it cannot be searched. For tests of what comes after
/// matching.
class WordBook final : public RuleBook {
 public:
  struct Word {
    std::string id;
    std::string word;
    std::string signal = "complaint";
    Severity severity = Severity::medium;
    int score = 20;
    RuleStatus status = RuleStatus::live;
    std::optional<RuleLimit> limit = {};
    std::int64_t min_complaints = 0;  ///< needs_state: history.complaints_30d >= this
  };
  explicit WordBook(std::vector<Word> words, std::vector<std::string> brands = {},
                    std::string our_account = {})
      : words_(std::move(words)), our_account_(std::move(our_account)) {
    std::ranges::sort(words_, {}, &Word::id);
    for (const auto& w : words_) {
      RuleInfo info;
      info.id = w.id;
      info.title = w.id;
      info.signal = w.signal;
      info.pack_version = 1;
      info.severity = w.severity;
      info.score = w.score;
      info.status = w.status;
      info.limit = w.limit;
      info.needs_state = info.needs_history = w.min_complaints > 0;
      infos_.push_back(info);
    }
    for (const auto& b : brands) brands_.push_back({b, b, ""});
  }

  /// The rule is judged late, by these windows.
  void set_windows(std::string_view id, std::vector<RuleWindow> windows) {
    for (auto& info : infos_)
      if (info.id == id) {
        info.windows = std::move(windows);
        info.needs_state = true;
        return;
      }
  }
  std::span<const RuleInfo> rules() const override { return infos_; }
  std::span<const BrandInfo> brands() const override { return brands_; }
  std::string_view term_name(std::uint32_t term) const override { return words_[term].word; }
  bool holds_with(const Match& match, const HistoryFacts& facts,
                  std::span<const RuleIndex>) const override {
    return facts.complaints_30d >= words_[static_cast<std::uint32_t>(match.rule)].min_complaints;
  }
  NearText near_text(const PostView& post) const override {
    return {std::hash<std::string_view>{}(post.text), true};
  }
  std::vector<TestedField> tested(RuleIndex, const PostView&, const HistoryFacts&) const override {
    return {};
  }
  std::uint64_t fingerprint() const override { return words_.size(); }
  std::unique_ptr<RuleMatcher> matcher() const override { return std::make_unique<Finder>(*this); }

 private:
  class Finder final : public RuleMatcher {
   public:
    explicit Finder(const WordBook& book) : book_(book) {}
    bool match(std::span<const PostView* const> posts, Matches& out) override {
      // What a text like this put out before it failed is not to be used.
      for (const auto* post : posts)
        if (post->text.contains("unsearchable")) {
          find_in(*posts.front(), 0, out);
          return false;
        }
      for (std::size_t i = 0; i < posts.size(); ++i) find_in(*posts[i], i, out);
      return true;
    }

   private:
    void find_in(const PostView& post, std::size_t at, Matches& out) {
      PostMatches found{static_cast<std::uint32_t>(at), 0, false,
                        static_cast<std::uint32_t>(out.matches.size()), 0};
      for (std::size_t b = 0; b < book_.brands_.size(); ++b)
        if (post.text.find(book_.brands_[b].id) != std::string_view::npos)
          found.brands |= std::uint64_t{1} << b;
      found.ours = !book_.our_account_.empty() && post.author.id == book_.our_account_;
      for (std::size_t w = 0; w < book_.words_.size(); ++w) {
        const auto& word = book_.words_[w].word;
        const auto begin = post.text.find(word);
        if (begin == std::string_view::npos) continue;
        out.matches.push_back({static_cast<RuleIndex>(w), found.brands,
                               static_cast<std::uint32_t>(out.spans.size()), 1});
        out.spans.push_back({static_cast<std::uint32_t>(w), static_cast<std::uint32_t>(begin),
                             static_cast<std::uint32_t>(begin + word.size())});
        ++found.match_count;
      }
      if (found.match_count > 0 || found.brands != 0 || found.ours) out.posts.push_back(found);
    }
    const WordBook& book_;
  };

  std::vector<Word> words_;
  std::string our_account_;
  std::vector<RuleInfo> infos_;
  std::vector<BrandInfo> brands_;
};

}  // namespace tocsin::test
