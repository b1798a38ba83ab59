#include "match_cases.h"

#include <algorithm>
#include <filesystem>

#include <catch2/catch_test_macros.hpp>

#include "tests/places.h"

using namespace tocsin;

namespace {

std::string shown(const std::vector<std::pair<std::size_t, std::size_t>>& spans,
                  std::string_view text) {
  std::string out;
  for (const auto& [begin, end] : spans)
    out += "[" + std::to_string(begin) + "," + std::to_string(end) + ") " +
           std::string(text.substr(begin, end - begin)) + "; ";
  return out;
}

void check(const MatchCase& one, const RuleBook& book) {
  const Post post = post_of(one.post, one.text);
  PostViewArrays arrays;
  const PostView view = view_of(post, arrays);
  const PostView* const list[] = {&view};
  Matches matches;
  REQUIRE(book.matcher()->match(list, matches));
  INFO(one.place << "\nrule: " << one.rule << "\ntext: " << one.text);
  const auto rule = std::ranges::find_if(
      matches.matches, [&](const Match& m) { return book.info(m.rule).id == "t/r"; });
  CHECK((rule != matches.matches.end()) == one.matches);
  if (rule == matches.matches.end() || !one.checks_spans) return;
  std::vector<std::pair<std::size_t, std::size_t>> spans;
  for (const Span& s : std::span(matches.spans).subspan(rule->first_span, rule->span_count))
    spans.emplace_back(s.begin, s.end);
  spans.erase(std::unique(spans.begin(), spans.end()), spans.end());
  CHECK(shown(spans, one.text) == shown(one.spans, one.text));
}

}  // namespace

TEST_CASE("every case of the rule language matches as its file says", "[match]") {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(TOCSIN_TESTS_DIR "/data/rules/match"))
    if (entry.path().extension() == ".cases") files.push_back(entry.path().string());
  std::ranges::sort(files);
  REQUIRE(files.size() >= 8);
  std::size_t cases = 0;
  for (const std::string& file : files) {
    std::string header;
    RuleBookPtr book;
    for (const MatchCase& one : read_match_cases(file)) {
      std::string key = one.rule + '\n' + one.languages;
      for (const auto* list : {&one.terms, &one.brands, &one.where, &one.others})
        for (const std::string& s : *list) key += '\n' + s;
      if (key != header) book = book_of(one);
      header = key;
      check(one, *book);
      ++cases;
    }
  }
  CHECK(cases >= 400);
}
