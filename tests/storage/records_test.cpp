#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "filled.h"
#include "storage/decode.h"
#include "storage/encode.h"
#include "storage/records.pb.h"

using namespace tocsin;
using namespace tocsin::test;
namespace proto = tocsin::storage::proto;

namespace {

template <class Noun, class... Key>
Noun through_the_record(const Noun& noun, Key... key) {
  std::string bytes;
  storage::encode(noun, bytes);
  Noun back;
  REQUIRE(storage::decode(bytes, key..., back));
  return back;
}

/// Our bytes are what the generated class would have written.
template <class Message, class Noun>
void is_what_protobuf_writes(const Noun& noun) {
  std::string bytes;
  storage::encode(noun, bytes);
  Message message;
  REQUIRE(message.ParseFromString(bytes));
  CHECK(message.SerializeAsString() == bytes);
}

/// Everything that a commit hands over of a post, in its borrowed form.
PostWrite borrowed(const KeptPost& kept, PostViewArrays& arrays) {
  return {.key = PostKey{7},
          .post = view_of(kept.post, arrays),
          .version = kept.version,
          .ours = kept.ours,
          .first_seen = kept.first_seen,
          .last_seen = kept.last_seen,
          .brands = kept.brands,
          .findings = kept.findings,
          .cases = kept.cases,
          .kept_rate = kept.kept_rate,
          .unscanned = kept.unscanned};
}

}  // namespace

TEST_CASE("every field of every noun comes back from its record", "[records]") {
  CHECK(differences(filled<KeptPost>(), through_the_record(filled<KeptPost>())) == 0);
  const auto author = filled<AuthorState>();
  CHECK(differences(author, through_the_record(author, author.key)) == 0);
  CHECK(differences(filled<Case>(), through_the_record(filled<Case>())) == 0);
  CHECK(differences(filled<Alert>(), through_the_record(filled<Alert>())) == 0);
  const auto event = filled<Event>();
  CHECK(differences(event, through_the_record(event, event.seq)) == 0);
  CHECK(differences(filled<DeadLetter>(), through_the_record(filled<DeadLetter>())) == 0);
}

TEST_CASE("mentions and hashtags are listed each for itself", "[records]") {
  for (const bool mentions : {false, true})
    for (const bool hashtags : {false, true}) {
      KeptPost kept;
      kept.post.lists_mentions = mentions;
      kept.post.lists_hashtags = hashtags;
      CHECK(differences(kept, through_the_record(kept)) == 0);
    }
}

TEST_CASE("nouns as they are made come back as they were", "[records]") {
  CHECK(differences(KeptPost{}, through_the_record(KeptPost{})) == 0);
  CHECK(differences(AuthorState{}, through_the_record(AuthorState{}, AuthorKey{})) == 0);
  CHECK(differences(Case{}, through_the_record(Case{})) == 0);
  CHECK(differences(Alert{}, through_the_record(Alert{})) == 0);
  CHECK(differences(Event{}, through_the_record(Event{}, std::uint64_t{0})) == 0);
  CHECK(differences(DeadLetter{}, through_the_record(DeadLetter{})) == 0);
}

TEST_CASE("a difference in any field is a difference", "[records]") {
  Alert changed = filled<Alert>();
  changed.findings[1].spans[1].end ^= 1;
  CHECK(differences(filled<Alert>(), changed) == 1);
}

TEST_CASE("a post is written from views as from what it owns", "[records]") {
  auto kept = filled<KeptPost>();
  kept.gone = Gone::no;
  PostViewArrays arrays;
  std::string from_views;
  storage::encode(borrowed(kept, arrays), from_views);
  std::string from_owned;
  storage::encode(kept, from_owned);
  CHECK(from_views == from_owned);
  CHECK(differences(storage::own(borrowed(kept, arrays)), kept) == 0);
}

TEST_CASE("records are Protocol Buffers, byte for byte", "[records]") {
  is_what_protobuf_writes<proto::Post>(filled<KeptPost>());
  is_what_protobuf_writes<proto::AuthorState>(filled<AuthorState>());
  is_what_protobuf_writes<proto::Case>(filled<Case>());
  is_what_protobuf_writes<proto::Alert>(filled<Alert>());
  is_what_protobuf_writes<proto::Event>(filled<Event>());
  is_what_protobuf_writes<proto::DeadLetter>(filled<DeadLetter>());
}

TEST_CASE("lengths around each size of a length come back", "[records]") {
  for (const std::size_t size : {0UL, 1UL, 126UL, 127UL, 128UL, 16'383UL, 16'384UL, 262'144UL}) {
    Event event = filled<Event>();
    event.alert->ended_because.assign(size, 'x');
    event.alert->findings[0].spans[0].term.assign(size, 'y');
    CHECK(differences(event, through_the_record(event, event.seq)) == 0);
  }
}

TEST_CASE("words that are not UTF-8 come back as they were", "[records]") {
  DeadLetter letter = filled<DeadLetter>();
  letter.detail = "\xff\xfe\x00 broken";
  letter.bytes = std::string("\xc3\x28\0{", 4);
  CHECK(differences(letter, through_the_record(letter)) == 0);
}

TEST_CASE("an author's days come back from any record of a ring of days", "[records]") {
  proto::AuthorState author;
  author.set_newest_day(20'010);  // slot 0: the others are of the 29 days before
  for (const auto n : {5, 0, 7}) author.add_posts(n);
  for (const auto n : {1, 0, 0, 2}) author.add_complaints(n);
  AuthorState state;
  REQUIRE(storage::decode(author.SerializeAsString(), AuthorKey{1}, state));
  std::vector<std::array<int, 3>> days;
  for (const auto& each : state.by_day) days.push_back({each.day, each.posts, each.complaints});
  CHECK(days == std::vector<std::array<int, 3>>{{19'982, 7, 0}, {19'983, 0, 2}, {20'010, 5, 1}});
}

TEST_CASE("numbers that no noun has are refused", "[records]") {
  proto::Alert alert;
  alert.set_state(9);
  Alert out;
  CHECK_FALSE(storage::decode(alert.SerializeAsString(), out));
  proto::AuthorState author;
  for (int i = 0; i <= AuthorState::days; ++i) author.add_posts(1);
  AuthorState state;
  CHECK_FALSE(storage::decode(author.SerializeAsString(), AuthorKey{1}, state));
  author.clear_posts();
  author.add_complaints(0x10000);
  CHECK_FALSE(storage::decode(author.SerializeAsString(), AuthorKey{1}, state));
  author.clear_complaints();
  for (const auto day : {INT32_MIN, INT32_MAX}) {
    author.set_newest_day(day);
    CHECK_FALSE(storage::decode(author.SerializeAsString(), AuthorKey{1}, state));
  }
  Event event;
  CHECK_FALSE(storage::decode("", 1, event));  // no kind
}

TEST_CASE("the kinds of events have the same names in records and on the feed", "[records]") {
  for (int i = 1; i < proto::EventKind_ARRAYSIZE; ++i) {
    std::string name = proto::EventKind_Name(static_cast<proto::EventKind>(i));
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c == '_' ? '.' : static_cast<char>(c | 0x20); });
    CHECK(name_of(static_cast<EventKind>(i - 1)) == name);
  }
}

TEST_CASE("what a deletion takes is nowhere in the record", "[records]") {
  auto kept = filled<KeptPost>();
  kept.gone = Gone::no;
  const std::string author = kept.post.author.id;
  const std::string text = kept.post.text;
  for (const auto gone : {Gone::deleted, Gone::erased}) {
    KeptPost left = kept;
    storage::strip(left, gone);
    std::string bytes;
    storage::encode(left, bytes);
    for (const std::string& word :
         {kept.post.text, kept.post.url, kept.post.quoted_text, kept.post.links[0],
          kept.post.hashtags[0].name, kept.post.mentions[0].handle, kept.post.author.handle,
          kept.post.author.name, kept.post.author.bio, kept.findings[0].spans[0].term,
          kept.findings[0].tested[0].value})
      CHECK(bytes.find(word) == std::string::npos);
    CHECK((bytes.find(author) != std::string::npos) == (gone == Gone::deleted));
    CHECK(left.gone == gone);
    CHECK(left.post.id == kept.post.id);
    CHECK(left.findings[1].rule == kept.findings[1].rule);
    CHECK(left.cases == kept.cases);
    CHECK(left.version == kept.version);
  }
}
