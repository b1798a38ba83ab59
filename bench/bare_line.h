#pragma once
#include <array>
#include <atomic>
#include <charconv>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <hs.h>
#include <simdjson.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <xxhash.h>

#include "bench/customer_corpus.h"

/// What the pipeline is measured against: the same libraries in the tightest loop that we could
/// write. It parses nine fields (what tells a new post from all else, and six of it), folds, scans
/// many posts at once, confirms hits by hand, counts the posts of every author in memory (asked for
/// ahead, as the place of a state that misses the cache) and writes the alerts' JSON to a string.
/// It keeps nothing on disk, handles no edit, deletion, repeat, error, limit or order, and could
/// not be used for anything.
namespace tocsin::bench {

/// How many posts everybody wrote: open addressing, linear probing. Loops on several threads share
/// one, since the posts of one author come to all of them.
class BareAuthors {
 public:
  BareAuthors() : places_(std::size_t{1} << 19) {}
  void ask_ahead(std::uint64_t author) const { __builtin_prefetch(&places_[place_of(author)]); }

  /// More authors than places would go round for ever; the corpus has 200,000.
  template <bool shared>
  void count(std::uint64_t author, std::int64_t at) {
    std::size_t place = place_of(author);
    while (!is_of<shared>(places_[place], author)) place = (place + 1) & (places_.size() - 1);
    auto& found = places_[place];
    if constexpr (shared) {
      std::atomic_ref(found.posts).fetch_add(1, std::memory_order_relaxed);
      std::atomic_ref(found.last).store(at, std::memory_order_relaxed);
    } else {
      ++found.posts;
      found.last = at;
    }
  }

 private:
  struct Author {
    std::uint64_t key = 0;  ///< 0: free
    std::uint64_t posts = 0;
    std::int64_t last = 0;
  };

  static std::size_t place_of(std::uint64_t author) { return author >> 45; }

  /// A free place becomes the author's.
  template <bool shared>
  static bool is_of(Author& place, std::uint64_t author) {
    if constexpr (shared) {
      const std::atomic_ref key(place.key);
      std::uint64_t seen = key.load(std::memory_order_relaxed);
      return seen == author ||
             (seen == 0 && (key.compare_exchange_strong(seen, author) || seen == author));
    } else {
      if (place.key == 0) place.key = author;
      return place.key == author;
    }
  }

  std::vector<Author> places_;
};

class BareLine {
 public:
  /// `shared`: loops on other threads count in `authors` too.
  BareLine(const std::vector<MatchRule>& rules, Raising raising, BareAuthors& authors, bool shared)
      : rules_(rules), raising_(raising), authors_(authors), shared_(shared) {
    std::map<std::string, std::vector<std::uint32_t>> by_literal;
    for (std::uint32_t i = 0; i < rules.size(); ++i)
      for (const auto& literal : literals_of(rules[i])) by_literal[literal].push_back(i);
    std::vector<std::string> literals;
    for (const auto& [literal, users] : by_literal) {
      literals.push_back(literal);
      literals_.push_back({static_cast<std::uint32_t>(uses_.size()),
                           static_cast<std::uint16_t>(users.size()),
                           static_cast<std::uint16_t>(literal.size())});
      for (const std::uint32_t rule : users) use(rule);
    }
    found_in_.resize(rules.size());
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    std::vector<unsigned> ids, flags(literals.size(), 0);
    for (std::size_t i = 0; i < literals.size(); ++i) {
      texts.push_back(literals[i].c_str());
      sizes.push_back(literals[i].size());
      ids.push_back(static_cast<unsigned>(i));
    }
    hs_compile_error_t* error = nullptr;
    if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(),
                             static_cast<unsigned>(texts.size()), HS_MODE_BLOCK, nullptr,
                             &database_, &error) != HS_SUCCESS ||
        hs_alloc_scratch(database_, &scratch_) != HS_SUCCESS)
      throw std::runtime_error("bare loop: hyperscan");
    UErrorCode status = U_ZERO_ERROR;
    normalizer_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
    folded_.resize(1 << 20);
    alerts_.reserve(1 << 20);
  }
  ~BareLine() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }

  /// Frames of contiguous bytes with padding behind.
  void run(const char* bytes, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& frames) {
    for (std::size_t at = 0; at < frames.size(); at += width) {
      const std::size_t count = std::min(width, frames.size() - at);
      used_ = 0;
      for (std::size_t i = 0; i < count; ++i)
        parse(i, bytes + frames[at + i].first, frames[at + i].second);
      hits_.clear();
      hs_scan(database_, folded_.data(), static_cast<unsigned>(used_), 0, scratch_,
              &BareLine::on_hit, this);
      for (const auto& [literal, end] : hits_) confirm(literals_[literal], end, count);
      for (std::size_t i = 0; i < count; ++i)
        shared_ ? authors_.count<true>(posts_[i].author, posts_[i].time_us)
                : authors_.count<false>(posts_[i].author, posts_[i].time_us);
      scanned_ += count;
    }
  }
  std::uint64_t hits() const { return confirmed_; }
  std::uint64_t alerts() const { return raised_; }

 private:
  /// Posts that are scanned at once.
  static constexpr std::size_t width = 32;
  /// Packed, so that what a hit asks for is one cache line or two.
  struct Literal {
    std::uint32_t first_use = 0;
    std::uint16_t uses = 0;
    std::uint16_t size = 0;
  };
  /// A rule that begins with a literal.
  struct Use {
    std::uint32_t rule = 0;
    std::uint32_t second = 0;  ///< of a gap: its other word, in words_
    std::uint16_t second_size = 0;
    MatchRule::Form form = MatchRule::Form::phrase;
  };
  struct Post {
    std::string_view did, kind, operation, collection, rkey, text, created_at, lang;
    std::int64_t time_us = 0;
    std::uint64_t author = 0;
    std::uint32_t begin = 0, end = 0;
  };

  void parse(std::size_t slot, const char* bytes, std::uint32_t size) {
    auto& post = posts_[slot];
    auto doc = parsers_[slot].iterate(bytes, size, size + simdjson::SIMDJSON_PADDING);
    for (auto field : doc.get_object()) {
      simdjson::ondemand::raw_json_string key = field.key();
      if (key == "did")
        post.did = field.value().get_string();
      else if (key == "time_us")
        post.time_us = field.value().get_int64();
      else if (key == "kind")
        post.kind = field.value().get_string();
      else if (key == "commit") {
        for (auto inner : field.value().get_object()) {
          simdjson::ondemand::raw_json_string name = inner.key();
          if (name == "operation")
            post.operation = inner.value().get_string();
          else if (name == "collection")
            post.collection = inner.value().get_string();
          else if (name == "rkey")
            post.rkey = inner.value().get_string();
          else if (name == "record") {
            for (auto part : inner.value().get_object()) {
              simdjson::ondemand::raw_json_string what = part.key();
              if (what == "text")
                post.text = part.value().get_string();
              else if (what == "createdAt")
                post.created_at = part.value().get_string();
              else if (what == "langs") {
                for (auto lang : part.value().get_array()) {
                  post.lang = lang.get_string();
                  break;
                }
              }
            }
          }
        }
      }
    }
    if (post.kind != "commit" || post.operation != "create" ||
        post.collection != "app.bsky.feed.post")
      throw std::runtime_error("bare loop: not a post");
    post.author = XXH3_64bits(post.did.data(), post.did.size()) | 1;
    authors_.ask_ahead(post.author);
    fold(post);
  }

  void fold(Post& post) {
    if (used_ + post.text.size() * 4 + 16 > folded_.size()) folded_.resize(folded_.size() * 2);
    post.begin = static_cast<std::uint32_t>(used_);
    char* const to = folded_.data() + used_;
    if (!lower(post.text.data(), post.text.size(), to)) {
      UErrorCode status = U_ZERO_ERROR;
      icu::CheckedArrayByteSink sink(to, static_cast<int32_t>(folded_.size() - used_));
      normalizer_->normalizeUTF8(
          0, icu::StringPiece(post.text.data(), static_cast<int32_t>(post.text.size())), sink,
          nullptr, status);
      used_ += static_cast<std::size_t>(sink.NumberOfBytesWritten());
    } else {
      used_ += post.text.size();
    }
    post.end = static_cast<std::uint32_t>(used_);
    folded_[used_++] = '\n';
  }

  /// False: there is a byte that is not ASCII. (Sizes and places in locals that nothing aliases:
  /// gcc then vectorises the loop.)
  static bool lower(const char* __restrict from, std::size_t size, char* __restrict to) {
    unsigned char all = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const auto c = static_cast<unsigned char>(from[i]);
      all |= c;
      to[i] = static_cast<char>(c | (static_cast<unsigned char>(c - 'A') < 26 ? 0x20 : 0));
    }
    return (all & 0x80) == 0;
  }

  static int on_hit(unsigned id, unsigned long long, unsigned long long to, unsigned, void* self) {
    static_cast<BareLine*>(self)->hits_.emplace_back(id, static_cast<std::uint32_t>(to));
    return 0;
  }

  static bool word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
  }

  /// What must stand somewhere: of a gap its first word.
  static std::vector<std::string> literals_of(const MatchRule& rule) {
    if (rule.form == MatchRule::Form::gap) return {rule.words.front()};
    return rule.words;
  }

  void use(std::uint32_t rule) {
    const auto& r = rules_[rule];
    Use use{rule, static_cast<std::uint32_t>(words_.size()), 0, r.form};
    if (r.form == MatchRule::Form::gap) {
      words_ += r.words[1];
      use.second_size = static_cast<std::uint16_t>(r.words[1].size());
    }
    uses_.push_back(use);
  }

  /// Whether `wanted` is the word behind `at`, or one of the three after that.
  bool follows(std::uint32_t at, std::string_view wanted) const {
    for (int n = 0; n < 4; ++n) {
      while (folded_[at] != '\n' && !word(folded_[at])) ++at;
      const std::uint32_t begin = at;
      while (word(folded_[at])) ++at;
      if (std::string_view(folded_.data() + begin, at - begin) == wanted) return true;
    }
    return false;
  }

  bool holds(const Use& use, std::uint32_t end) const {
    if (use.form == MatchRule::Form::prefix) return true;
    if (word(folded_[end])) return false;
    if (use.form == MatchRule::Form::handle)
      return folded_[end] != '.' && folded_[end] != '@' && folded_[end] != '-';
    return use.form == MatchRule::Form::phrase ||
           follows(end, std::string_view(words_).substr(use.second, use.second_size));
  }

  void confirm(const Literal& literal, std::uint32_t end, std::size_t count) {
    const std::uint32_t begin = end - literal.size;
    if (begin > 0 && word(folded_[begin - 1])) return;
    for (std::uint32_t i = literal.first_use; i < literal.first_use + literal.uses; ++i)
      if (holds(uses_[i], end)) found(uses_[i].rule, begin, end, count);
  }

  void found(std::uint32_t rule, std::uint32_t begin, std::uint32_t end, std::size_t count) {
    std::size_t slot = 0;
    while (slot + 1 < count && posts_[slot + 1].begin <= begin) ++slot;
    // A rule counts once in a post, however often it is met.
    const std::uint64_t number = scanned_ + slot + 1;
    if (std::exchange(found_in_[rule], number) == number) return;
    ++confirmed_;
    const auto& post = posts_[slot];
    if (raises(rule, rules_.size(), raising_))
      alert(post, rule, begin - post.begin, end - post.begin);
  }

  void alert(const Post& post, unsigned id, std::uint32_t begin, std::uint32_t end) {
    ++raised_;
    if (alerts_.size() > (1 << 20) - 4096) alerts_.clear();
    alerts_ +=
        R"({"type":"event","kind":"alert.raised","alert":{"state":"open","severity":"medium","risk":20,"rule":"bench/r)";
    alerts_ += std::to_string(id);
    alerts_ += R"(","spans":[{"start":)" + std::to_string(begin) + R"(,"end":)" +
               std::to_string(end) + R"(}],"post":{"id":"at://)";
    alerts_ += post.did;
    alerts_ += "/app.bsky.feed.post/";
    alerts_ += post.rkey;
    alerts_ += R"(","text":")";
    for (const char c : post.text) {
      if (c == '"' || c == '\\') alerts_ += '\\';
      if (static_cast<unsigned char>(c) >= 0x20) alerts_ += c;
    }
    alerts_ += R"("},"why":[{"points":20,"because":"bench"}],"version":1}})";
  }

  const std::vector<MatchRule>& rules_;
  std::vector<Literal> literals_;
  std::vector<Use> uses_;
  std::string words_;
  std::vector<std::uint64_t> found_in_;  ///< by rule: the last post that it was found in
  std::uint64_t scanned_ = 0;
  Raising raising_;
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
  const icu::Normalizer2* normalizer_ = nullptr;
  std::array<simdjson::ondemand::parser, width> parsers_;
  std::array<Post, width> posts_;
  std::vector<char> folded_;
  std::size_t used_ = 0;
  std::vector<std::pair<unsigned, std::uint32_t>> hits_;
  BareAuthors& authors_;
  const bool shared_;
  std::string alerts_;
  std::uint64_t confirmed_ = 0;
  std::uint64_t raised_ = 0;
};

}  // namespace tocsin::bench
