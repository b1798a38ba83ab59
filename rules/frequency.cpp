#include "rules/frequency.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "rules/fold.h"

namespace tocsin::rules {
namespace {

constexpr std::string_view head = "# tocsin frequencies 1, posts ";
constexpr std::uint64_t posts_least = 3;
constexpr std::uint64_t one_in = 10'000;
constexpr std::size_t text_most = 8 << 20;

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string Frequencies::to_text() const {
  std::vector<std::pair<std::uint64_t, std::string_view>> all;
  for (const auto& [word, count] : counts_) all.emplace_back(count, word);
  std::ranges::stable_sort(all, std::greater{}, &std::pair<std::uint64_t, std::string_view>::first);
  std::string out = std::string(head) + std::to_string(posts_) + '\n';
  for (const auto& [count, word] : all) {
    const std::string line = std::to_string(count) + '\t' + std::string(word) + '\n';
    if (out.size() + line.size() > text_most) break;
    out += line;
  }
  return out;
}

std::expected<Frequencies, std::string> Frequencies::from_text(std::string_view text) {
  const std::unexpected<std::string> no_table(
      "this is no table of frequencies: make one with `tocsin rules frequencies POSTS --out F`");
  if (!text.starts_with(head) || text.size() > text_most) return no_table;
  text.remove_prefix(head.size());
  Frequencies table;
  bool first = true;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto count = number_in(line.substr(0, line.find('\t')));
    if (!count || first != (line.find('\t') == line.npos)) return no_table;
    if (std::exchange(first, false))
      table.posts_ = *count;
    else
      table.counts_.emplace(line.substr(line.find('\t') + 1), *count);
  }
  return table;
}

std::optional<double> Frequencies::share(const Term& term) const {
  if (posts_ == 0 || term.form != Term::Form::words) return std::nullopt;
  std::string folded = fold(term.pattern);
  const bool begins = folded.ends_with('*');
  if (begins) folded.pop_back();
  if (folded.empty() || folded.find_first_of("*?#@$") != folded.npos) return std::nullopt;
  const bool phrase = folded.find(' ') != folded.npos;
  if (std::ranges::count(folded, ' ') > 1 || (begins && phrase)) return std::nullopt;
  std::uint64_t most = 0;
  if (!begins) {
    const auto found = counts_.find(folded);
    if (found != counts_.end()) most = found->second;
  } else {
    for (auto at = counts_.lower_bound(folded);
         at != counts_.end() && at->first.starts_with(folded); ++at)
      most = std::max(most, at->second);
  }
  return static_cast<double>(most) / static_cast<double>(posts_);
}

void FrequencyCounter::add(std::string_view text) {
  ++posts_;
  const std::string folded = fold(text);
  words_.clear();
  find_words(folded, words_);
  said_.clear();
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const Stretch& word = words_[i];
    said_.push_back(folded.substr(word.begin, word.end - word.begin));
    if (i > 0 && word.begin == words_[i - 1].end + 1 && folded[words_[i - 1].end] == ' ')
      said_.push_back(folded.substr(words_[i - 1].begin, word.end - words_[i - 1].begin));
  }
  std::ranges::sort(said_);
  const auto repeated = std::ranges::unique(said_);
  said_.erase(repeated.begin(), repeated.end());
  for (std::string& one : said_) ++counts_[std::move(one)];
  if (counts_.size() > entries_most) forget_the_rarest();
}

void FrequencyCounter::forget_the_rarest() {
  while (counts_.size() > entries_most / 2) {
    ++lost_;
    std::erase_if(counts_, [&](const auto& entry) { return entry.second <= lost_; });
  }
}

Frequencies FrequencyCounter::table() const {
  Frequencies table;
  table.posts_ = posts_;
  const std::uint64_t least = std::max(posts_least, posts_ / one_in);
  for (const auto& [word, count] : counts_)
    if (count >= least) table.counts_.emplace(word, count);
  return table;
}

}  // namespace tocsin::rules
