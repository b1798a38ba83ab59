// The book as the pipeline uses it: many posts, brands, ours, state, the cache, allocations.
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <new>

#include <catch2/catch_test_macros.hpp>
#include <unistd.h>

#include "rules/bounds.h"
#include "rules/rules.h"

using namespace tocsin;

namespace {
std::atomic<std::size_t> allocations{0};
}

// Not inlined, or GCC sees `free` beside `new`.
[[gnu::noinline]] void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* p = std::malloc(size)) return p;
  throw std::bad_alloc();
}
// std::stable_sort takes its buffer from this one.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size);
}
[[gnu::noinline]] void operator delete(void* p) noexcept {
  std::free(p);
}
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept {
  std::free(p);
}

namespace {

rules::LoadedPacks packs_of(const std::string& yaml) {
  rules::LoadedPacks packs;
  packs.packs.push_back(rules::parse_pack("t.yaml", yaml, {}, packs.problems));
  for (const auto& p : packs.problems) UNSCOPED_INFO(to_string(p));
  REQUIRE(packs.ok());
  return packs;
}

RuleBookPtr book_of(const std::string& yaml, const rules::CompileOptions& options = {}) {
  auto book = rules::compile(packs_of(yaml), {}, options);
  if (!book) UNSCOPED_INFO(to_string(book.error().front()));
  REQUIRE(book);
  return *book;
}

std::string rule(const std::string& id, const std::string& when, const std::string& more = {}) {
  return "  - {id: " + id + ", title: t, signal: complaint, severity: low, status: live, when: '" +
         when + "'" + more + "}\n";
}
const std::string head = "pack: t\ntitle: t\nversion: 3\nterms:\n  bad: [bad, awful]\n";

PostView post(std::string_view text) {
  PostView p;
  p.source = "demo";
  p.id = "p";
  p.text = text;
  p.author.id = "someone";
  return p;
}

Matches matched(const RuleBook& book, const std::vector<PostView>& posts) {
  std::vector<const PostView*> list;
  for (const PostView& p : posts) list.push_back(&p);
  Matches out;
  REQUIRE(book.matcher()->match(list, out));
  return out;
}

std::string refusal(const std::string& yaml) {
  const auto book = rules::compile(packs_of(yaml), {});
  REQUIRE(!book);
  return to_string(book.error().front());
}

}  // namespace

TEST_CASE("posts of more than one micro-batch keep their numbers, rules come in order of id",
          "[match]") {
  const auto book =
      book_of(head + "rules:\n" + rule("b", "bad") + rule("a", "bad") + rule("c", "\"phone\""));
  std::vector<PostView> posts(50, post("all is well"));
  posts[3] = post("bad phone");
  posts[40] = post("awful");
  const Matches m = matched(*book, posts);
  REQUIRE(m.posts.size() == 2);
  CHECK(m.posts[0].post == 3);
  CHECK(m.posts[0].match_count == 3);
  CHECK(m.posts[1].post == 40);
  CHECK(m.posts[1].match_count == 2);
  for (std::uint32_t i = 0; i < 3; ++i) CHECK(m.matches[i].rule == RuleIndex{i});
  CHECK(book->info(RuleIndex{0}).id == "t/a");
  CHECK(book->info(RuleIndex{0}).pack_version == 3);
  CHECK(book->term_name(m.spans[0].term) == "bad");
}

TEST_CASE("rules that begin with the same word are told apart by whatever else they need",
          "[match]") {
  // One rule, a few, and more than are looked for before the post is; each with a text longer than
  // what is looked for of it.
  for (const std::size_t count : {1UL, 3UL, 20UL}) {
    CAPTURE(count);
    std::string yaml = head + "rules:\n";
    std::vector<std::string> needs;
    for (std::size_t i = 0; i < count; ++i) {
      needs.push_back("need" + std::to_string(100 + i));
      if (i % 2 == 0) needs.back() += " of the harbour office in the evening";
      yaml += rule("r" + std::to_string(100 + i), "\"ferryboat\" AND \"" + needs.back() + '"');
    }
    const auto book = book_of(yaml);
    for (std::size_t i = 0; i < count; ++i) {
      CAPTURE(needs[i]);
      const std::string both = "the ferryboat, " + needs[i];
      const Matches m = matched(*book, {post("ferryboat"), post(both), post(needs[i])});
      REQUIRE(m.matches.size() == 1);
      CHECK(m.posts[0].post == 1);
      CHECK(m.matches[0].rule == RuleIndex{static_cast<std::uint32_t>(i)});
      // Its begin is there, its end is not.
      if (i % 2 == 0)
        CHECK(matched(*book, {post(both.substr(0, both.size() - 2))}).matches.empty());
    }
  }
}

TEST_CASE("a draft or retired rule judges nothing, a shadow rule does", "[match]") {
  std::string shadow = rule("s", "bad"), draft = rule("d", "bad"), retired = rule("r", "bad");
  const auto with = [](std::string text, const std::string& status) {
    return text.replace(text.find("live"), 4, status);
  };
  const auto book = book_of(head + "rules:\n" + with(shadow, "shadow") + with(draft, "draft") +
                            with(retired, "retired"));
  REQUIRE(book->rules().size() == 1);
  CHECK(book->rules()[0].status == RuleStatus::shadow);
  CHECK(matched(*book, {post("bad")}).matches.size() == 1);
}

TEST_CASE("a post that speaks of a brand is told without any rule, and so is one of ours",
          "[match]") {
  const auto book =
      book_of(head +
              "brands:\n  - {id: acme, name: Acme, words: [acme], accounts: "
              "['demo:me', 'demo:@acme']}\n  - {id: beta, name: Beta, words: [beta]}\n" +
              "rules:\n" + rule("a", "brand:beta bad"));
  PostView ours = post("hello");
  ours.author.id = "me";
  PostView by_handle = post("hello");
  by_handle.author.handle = "ACME";
  const Matches m =
      matched(*book, {post("acme"), ours, post("x"), by_handle, post("acme beta bad")});
  REQUIRE(m.posts.size() == 4);
  CHECK(m.posts[0].brands == 1);
  CHECK(m.posts[0].match_count == 0);
  CHECK(!m.posts[0].ours);
  CHECK(m.posts[1].ours);
  CHECK(m.posts[2].ours);
  CHECK(m.posts[3].brands == 3);
  // The rule names one brand, so the match is about that one.
  CHECK(m.matches[0].brands == 2);
}

TEST_CASE("conditions on history are judged late, with what is known then", "[match]") {
  const auto book =
      book_of(head + "rules:\n" + rule("h", "bad", ", where: ['history.complaints_30d >= 2']") +
              rule("c", "bad", ", where: ['customer.segment = gold']") +
              rule("u", "bad", ", where: ['customer.segment unknown']"));
  CHECK(matched(*book, {post("bad")}).matches.size() == 3);
  CHECK(book->info(RuleIndex{1}).needs_state);
  CHECK(!book->holds_with({.rule = RuleIndex{1}}, {.complaints_30d = 1}, {}));
  CHECK(book->holds_with({.rule = RuleIndex{1}}, {.complaints_30d = 2}, {}));
  CHECK(!book->holds_with({.rule = RuleIndex{0}}, {}, {}));
  CHECK(book->holds_with({.rule = RuleIndex{2}}, {}, {}));
  const PostView p = post("bad");
  const auto tested = book->tested(RuleIndex{1}, p, {.complaints_30d = 5});
  REQUIRE(tested.size() == 1);
  CHECK(tested[0].field == "history.complaints_30d");
  CHECK(tested[0].value == "5");
}

TEST_CASE("rules that wait for each other are refused by the compiler too", "[match]") {
  CHECK(refusal(head + "rules:\n" + rule("a", "bad rule:t/b") + rule("b", "bad rule:t/a"))
            .contains("this rule waits for itself: t/a → t/b → t/a"));
  CHECK(refusal(head + "rules:\n" + rule("a", "bad rule:t/a"))
            .contains("this rule waits for itself: t/a → t/a"));
}

TEST_CASE("examples are proved, and a failure names the clause", "[match][proof]") {
  const auto packs = packs_of(
      head + "languages: [en]\nrules:\n" +
      rule("a", "bad NEAR/1 \"phone\" AND NOT \"joke\"",
           ", where: ['author.followers < 200'], examples: {flag: ['bad phone', 'bad x y z phone', "
           "'phone', {text: 'bad phone', author: {followers: 300}}], "
           "pass: ['bad phone joke', 'awful phone']}"));
  const auto book = rules::compile(packs, {});
  REQUIRE(book);
  const auto problems = rules::prove(packs, {}, *book);
  std::string said;
  for (const auto& p : problems) said += to_string(p) + "\n";
  INFO(said);
  REQUIRE(problems.size() == 4);
  CHECK(problems[0].text.contains("too far apart"));
  CHECK(problems[1].text.contains("`bad` does not match"));
  CHECK(problems[2].text.contains("`author.followers < 200`, since the field is 300"));
  CHECK(problems[3].text.contains("must pass"));
  CHECK(problems[3].text.contains("`awful` (bad)"));
}

TEST_CASE("an example speaks of the first brand unless it says otherwise", "[match][proof]") {
  const auto packs = packs_of(
      head + "brands:\n  - {id: acme, name: Acme, words: [acme]}\nrules:\n" +
      rule("a", "brand bad",
           ", examples: {flag: ['bad', 'acme bad'], pass: ['good', {text: bad, brand: null}]}"));
  const auto book = rules::compile(packs, {});
  REQUIRE(book);
  const auto problems = rules::prove(packs, {}, *book);
  for (const auto& p : problems) UNSCOPED_INFO(to_string(p));
  CHECK(problems.empty());
}

TEST_CASE("an example has what it states of a customer, and no default that it takes away",
          "[match][proof]") {
  const auto packs = packs_of(
      head + "rules:\n" +
      rule("known", "bad",
           ", where: ['customer.known = true'], examples: {flag: [{text: bad, customer: {known: "
           "true}}, {text: bad, customer: {segment: gold}}], pass: [bad, {text: bad, customer: "
           "{known: false, spend: 3}}]}") +
      rule("gold", "bad",
           ", where: ['customer.segment matches \"gold\"', 'customer.spend > 2'], examples: {flag: "
           "[{text: bad, customer: {segment: old gold, spend: 3}}], pass: [bad, {text: bad, "
           "customer: {segment: golden, spend: 3}}, {text: bad, customer: {segment: gold}}]}") +
      rule("unknown", "bad",
           ", where: ['author.followers unknown'], examples: {flag: [{text: bad, author: null}], "
           "pass: [bad]}"));
  const auto book = rules::compile(packs, {});
  REQUIRE(book);
  const auto problems = rules::prove(packs, {}, *book);
  for (const auto& p : problems) UNSCOPED_INFO(to_string(p));
  CHECK(problems.empty());
}

TEST_CASE("a damaged cache file is made again, not trusted", "[match][cache]") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("tocsin-cache-" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  const std::string yaml = head + "rules:\n" + rule("a", "bad");
  book_of(yaml, {.cache_dir = folder.string()});
  std::vector<std::filesystem::path> files;
  for (const auto& e : std::filesystem::directory_iterator(folder)) files.push_back(e.path());
  REQUIRE(files.size() == 1);
  const auto size = std::filesystem::file_size(files[0]);
  for (const std::uintmax_t at : {std::uintmax_t{0}, std::uintmax_t{20}, size / 2, size - 1}) {
    {
      std::fstream file(files[0], std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(static_cast<std::streamoff>(at));
      const int byte = file.get();
      file.seekp(static_cast<std::streamoff>(at));
      file.put(static_cast<char>(byte ^ 0x55));
    }
    const auto book = book_of(yaml, {.cache_dir = folder.string()});
    CHECK(matched(*book, {post("bad")}).matches.size() == 1);
  }
  std::filesystem::resize_file(files[0], 10);
  CHECK(matched(*book_of(yaml, {.cache_dir = folder.string()}), {post("bad")}).matches.size() == 1);
  CHECK(matched(*book_of(yaml, {.cache_dir = folder.string()}), {post("bad")}).matches.size() == 1);
  // Other literals have another file.
  book_of(head + "rules:\n" + rule("a", "\"other\""), {.cache_dir = folder.string()});
  CHECK(std::distance(std::filesystem::directory_iterator(folder), {}) == 2);
  std::filesystem::remove_all(folder);
}

TEST_CASE("equal sets have equal fingerprints, others do not", "[match]") {
  const std::string yaml = head + "rules:\n" + rule("a", "bad");
  CHECK(book_of(yaml)->fingerprint() == book_of(yaml)->fingerprint());
  CHECK(book_of(yaml)->fingerprint() !=
        book_of(head + "rules:\n" + rule("a", "\"bad\""))->fingerprint());
}

TEST_CASE("a post in which nothing is found costs no allocation", "[match]") {
  const auto book = book_of(
      head +
      "brands:\n  - {id: acme, name: Acme, words: [acme, \"@acme\"], accounts: ['demo:me']}\n"
      "rules:\n" +
      rule("a", "bad NEAR/3 \"phone\"") + rule("b", "\"#fail\""));
  std::vector<PostView> posts(16, post("An ordinary phone, bAdly-made; see https://x.example/bad"));
  posts[1] = post("привет, как дела? ça va déjà — 👍🏽 phone");
  std::vector<BasicMention<Borrowed>> mentions{{"a-stranger.example", "did:plc:1", 0, 0}};
  std::vector<BasicHashtag<Borrowed>> tags{{"failure", 0, 0}};
  posts[2].mentions = mentions;
  posts[2].hashtags = tags;
  posts[2].lists_mentions = posts[2].lists_hashtags = true;
  std::vector<const PostView*> list;
  for (const PostView& p : posts) list.push_back(&p);
  const auto matcher = book->matcher();
  Matches out;
  for (int i = 0; i < 3; ++i) REQUIRE(matcher->match(list, out));
  const std::size_t before = allocations.load();
  bool scanned = true;
  for (int i = 0; i < 100; ++i) scanned = scanned && matcher->match(list, out);
  const std::size_t after = allocations.load();
  CHECK(scanned);
  CHECK(out.posts.empty());
  CHECK(after == before);
}

TEST_CASE("the cache keeps the sets that were used last, not every one that ever was",
          "[match][cache]") {
  const auto folder =
      std::filesystem::temp_directory_path() / ("tocsin-many-" + std::to_string(::getpid()));
  const auto yaml = [](int n) {
    return head + "rules:\n" + rule("a", "\"word" + std::to_string(n) + "\"");
  };
  const auto files = [&] { return std::distance(std::filesystem::directory_iterator(folder), {}); };
  for (int n = 0; n < 40; ++n) book_of(yaml(n), {.cache_dir = folder.string()});
  CHECK(files() == static_cast<std::ptrdiff_t>(bounds::literal_cache_files));
  std::filesystem::remove_all(folder);
}
