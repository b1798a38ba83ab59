#include "storage/past_posts.h"

#include <map>

#include "filled.h"
#include "storage/encode.h"
#include "storage/skim_posts.h"
#include "store_fixture.h"

using namespace tocsin;
using namespace tocsin::test;

namespace {

std::map<std::uint64_t, std::string> texts_of(const PastPosts& posts,
                                              Instant since = Instant::min()) {
  std::map<std::uint64_t, std::string> texts;
  for (std::size_t part = 0; part < posts.parts(); ++part)
    posts.read(part, since, [&](std::span<const PastPost> some) {
      for (const auto& p : some)
        REQUIRE(texts.emplace(static_cast<std::uint64_t>(p.key), p.post.text).second);
    });
  return texts;
}

std::unique_ptr<StoredPosts> beside(const TempFolder& folder) {
  auto posts = open_posts_beside(folder.path());
  if (!posts) FAIL(posts.error().what);
  return std::move(*posts);
}

/// Every field that matching needs, of an owned post and of a skimmed one, in a form to compare.
Post without_the_rest(Post post) {
  post.url.clear();
  return post;
}

}  // namespace

TEST_CASE("a skimmed post says what the whole record says", "[past_posts]") {
  auto kept = filled<KeptPost>();
  kept.gone = Gone::no;
  kept.version = 2;
  kept.kept_rate = 0.25F;
  std::string record;
  storage::encode(kept, record);
  storage::SkimmedPosts skimmed;
  skimmed.add(PostKey{7}, record);
  KeptPost plain;
  plain.post.id = "plain";
  plain.first_seen = at_second(5);
  std::string second;
  storage::encode(plain, second);
  skimmed.add(PostKey{8}, second);
  const auto posts = skimmed.posts();
  REQUIRE(posts.size() == 2);
  CHECK(differences(own(posts[0].post), without_the_rest(kept.post)) == 0);
  CHECK(posts[0].ours == kept.ours);
  CHECK(posts[0].kept_rate == 0.25F);
  CHECK(posts[0].at == kept.last_seen);  // of a later version
  CHECK(posts[1].at == at_second(5));
  CHECK(posts[1].post.mentions.empty());  // the first one's are not its
  CHECK(posts[1].kept_rate == 1);
}

TEST_CASE("a record cut anywhere is refused or read, and never read beyond", "[past_posts]") {
  auto kept = filled<KeptPost>();
  kept.gone = Gone::no;
  std::string record;
  storage::encode(kept, record);
  for (std::size_t size = 0; size < record.size(); ++size) {
    const auto cut = std::make_unique<std::string>(record.substr(0, size));
    storage::SkimmedPosts skimmed;
    skimmed.add(PostKey{1}, *cut);
    CHECK(skimmed.posts().size() + skimmed.bad() == 1);
  }
}

TEST_CASE("posts are read beside the store that has them open", "[past_posts]") {
  const TempFolder folder;
  const auto store = opened(folder);
  std::vector<std::unique_ptr<Words>> words;
  const auto write = [&](std::uint64_t number, std::uint64_t from, std::uint64_t to) {
    Commit commit;
    commit.number = number;
    commit.must_sync = true;
    for (auto key = from; key < to; ++key) {
      words.push_back(std::make_unique<Words>(key * 0x9e3779b97f4a7c15U,
                                              "post " + std::to_string(key),
                                              at_second(static_cast<std::int64_t>(key))));
      commit.posts.push_back(words.back()->write);
    }
    commit.meta.emplace_back("judge/stream_time", std::to_string(us_of(at_second(500))));
    must_write(*store, commit);
  };
  write(1, 1, 400);
  const auto first = beside(folder);
  CHECK(texts_of(*first).size() == 399);
  CHECK(first->stream_time() == at_second(500));
  CHECK(texts_of(*store->past_posts()) == texts_of(*first));
  CHECK(texts_of(*first, at_second(390)).size() == 10);
  CHECK(first
            ->post(words[3]->write.key == PostKey{}
                       ? 0
                       : static_cast<std::uint64_t>(words[3]->write.key))
            ->text == "post 4");

  write(2, 400, 500);
  Commit gone;
  gone.number = 3;
  gone.must_sync = true;
  gone.gone.push_back({words[0]->write.key, Gone::deleted, at_second(600)});
  must_write(*store, gone);
  CHECK(texts_of(*beside(folder)).size() == 498);
  CHECK(texts_of(*store->past_posts()).size() == 498);
  // What was opened before stays at its moment, also where tables are rewritten under it.
  REQUIRE(store->scrub());
  CHECK(texts_of(*first).size() == 399);
  CHECK(texts_of(*beside(folder)).size() == 498);
  CHECK(store->post(words[9]->write.key)->post.text == "post 10");  // and the store goes on
}

TEST_CASE("a folder without a store is told as such", "[past_posts]") {
  const TempFolder folder;
  const auto posts = open_posts_beside(folder.path());
  REQUIRE(!posts);
  CHECK(posts.error().what.find("no store") != std::string::npos);
  CHECK(std::filesystem::is_empty(folder.path()));
}
