#include "engine/serve/presence.h"

#include <catch2/catch_test_macros.hpp>

namespace tocsin::serve {
namespace {

using namespace std::chrono_literals;

const Person dana{"u_dana", "Dana"};
const Person ben{"u_ben", "Ben"};

CaseId a_case(std::uint64_t n) {
  CaseId id;
  id.low = n;
  return id;
}

std::size_t here(const std::string& message) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = message.find("{\"user\"", at)) != std::string::npos; ++at) ++n;
  return n;
}

TEST_CASE("others hear who looks, who types, and who left", "[presence]") {
  Presence presence;
  const Presence::Time now{};
  const auto one = presence.take_seat();
  CHECK(presence.see(one, dana, a_case(1), false, now));
  auto news = presence.since(0, now);
  REQUIRE(news.messages.size() == 1);
  CHECK(news.messages[0].find(R"({"user":"u_dana","name":"Dana","typing":false})") !=
        std::string::npos);
  CHECK(presence.since(news.upto, now).messages.empty());

  CHECK_FALSE(presence.see(one, dana, a_case(1), false, now));  // nothing new
  CHECK(presence.see(one, dana, a_case(1), true, now));
  news = presence.since(news.upto, now);
  REQUIRE(news.messages.size() == 1);
  CHECK(news.messages[0].find("\"typing\":true") != std::string::npos);

  CHECK(presence.see(one, dana, a_case(2), false, now));  // one case at a time
  news = presence.since(news.upto, now);
  REQUIRE(news.messages.size() == 2);
  CHECK(here(news.messages[0]) == 0);
  CHECK(here(news.messages[1]) == 1);

  CHECK(presence.leave(one, now));
  news = presence.since(news.upto, now);
  REQUIRE(news.messages.size() == 1);
  CHECK(here(news.messages[0]) == 0);
  CHECK(presence.since(0, now).messages.empty());  // whoever comes now sees nobody
}

TEST_CASE("a person with two windows is one, and leaves with the last", "[presence]") {
  Presence presence;
  const Presence::Time now{};
  const auto one = presence.take_seat(), two = presence.take_seat(), three = presence.take_seat();
  presence.see(one, dana, a_case(1), true, now);
  presence.see(two, dana, a_case(1), false, now);
  presence.see(three, ben, a_case(1), false, now);
  auto news = presence.since(0, now);
  REQUIRE(news.messages.size() == 1);
  CHECK(here(news.messages[0]) == 2);
  presence.leave(one, now);
  news = presence.since(news.upto, now);
  CHECK(here(news.messages.at(0)) == 2);
  CHECK(news.messages[0].find("\"typing\":true") == std::string::npos);
}

TEST_CASE("whoever says nothing for a minute is not there", "[presence]") {
  Presence presence;
  const Presence::Time now{};
  const auto one = presence.take_seat(), two = presence.take_seat();
  presence.see(one, dana, a_case(1), false, now);
  presence.see(two, ben, a_case(1), false, now);
  const auto first = presence.since(0, now);
  presence.see(two, ben, a_case(1), false, now + 50s);
  const auto news = presence.since(first.upto, now + 61s);
  REQUIRE(news.messages.size() == 1);
  CHECK(here(news.messages[0]) == 1);
  // And in the end nothing is remembered.
  const auto last = presence.since(news.upto, now + 120s);
  CHECK(here(last.messages.at(0)) == 0);
  CHECK(presence.since(last.upto, now + 300s).messages.empty());
}

}  // namespace
}  // namespace tocsin::serve
