#include <set>

#include <catch2/catch_test_macros.hpp>

#include "engine/people/directory.h"
#include "engine/people/password.h"
#include "engine/people/secrets.h"
#include "engine/people/throttle.h"
#include "engine/people/totp.h"

namespace tocsin {
namespace {

using namespace std::chrono_literals;

TEST_CASE("one-time codes are those of RFC 6238, appendix B", "[totp]") {
  const std::string seed = "12345678901234567890";
  const std::vector<std::pair<std::int64_t, std::string>> vectors{
      {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
      {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [seconds, code] : vectors) {
    const auto at = instant_from_us(seconds * 1'000'000);
    CHECK(totp_code(seed, totp_step(at), 8) == code);
    CHECK(totp_step_of(code.substr(2), seed, at, 0) == totp_step(at));
    CHECK(totp_step_of(code.substr(2), seed, at + 30s, 0) == totp_step(at));  // a slow clock
    CHECK_FALSE(totp_step_of(code.substr(2), seed, at + 90s, 0));
    CHECK_FALSE(totp_step_of(code.substr(2), seed, at, totp_step(at)));  // taken before
  }
  CHECK_FALSE(totp_step_of("", seed, instant_from_us(59'000'000), 0));
}

TEST_CASE("base 32 is that of RFC 4648", "[secrets]") {
  CHECK(base32("") == "");
  CHECK(base32("f") == "MY");
  CHECK(base32("foobar") == "MZXW6YTBOI");
}

TEST_CASE("an API token says of itself whether it was copied whole", "[secrets]") {
  const auto token = new_api_token();
  CHECK(has_form_of_api_token(token));
  CHECK(token.starts_with("tcsn_"));
  CHECK_FALSE(has_form_of_api_token(token.substr(0, token.size() - 1)));
  auto changed = token;
  changed[10] = changed[10] == 'A' ? 'B' : 'A';
  CHECK_FALSE(has_form_of_api_token(changed));
  CHECK_FALSE(has_form_of_api_token(""));
}

TEST_CASE("passwords that everybody tries are not taken", "[password]") {
  for (const char* weak : {"", "elevenchars", "password1234", "PASSWORD!!!!", "123456789012",
                           "abcdefghijkl", "aaaaaaaaaaaaa", "abcabcabcabc", "qwertyuiop123",
                           "tocsintocsin", "administrator1", "dana12345678"})
    CHECK_FALSE(trouble_with_password(weak, "dana").empty());
  CHECK_FALSE(trouble_with_password(std::string(129, 'x') + "y", "dana").empty());
  for (const char* good : {"heron lamp quarry", "correct horse battery", "zwölf Boxkämpfer"})
    CHECK(trouble_with_password(good, "dana").empty());
}

TEST_CASE("guesses wait twice as long each time, and a right one ends it", "[throttle]") {
  Throttle throttle;
  const Throttle::Time start{};
  for (int i = 0; i + 1 < bounds::failures_of_account; ++i) {
    throttle.failed("dana", "192.0.2.1", start);
    CHECK(throttle.wait("dana", "192.0.2.1", start) == 0s);
  }
  auto now = start;
  for (const auto wait : {1s, 2s, 4s, 8s}) {
    throttle.failed("dana", "192.0.2.1", now);
    CHECK(throttle.wait("dana", "198.51.100.1", now) == wait);
    now += wait;
    CHECK(throttle.wait("dana", "198.51.100.1", now) == 0s);
  }
  for (int i = 0; i < 30; ++i) throttle.failed("dana", "192.0.2.1", now);
  CHECK(throttle.wait("dana", "198.51.100.1", now) == bounds::longest_wait_of_account);
  throttle.succeeded("dana");
  CHECK(throttle.wait("dana", "198.51.100.1", now) == 0s);
  // The address has tried too often, whoever it tries next.
  CHECK(throttle.wait("ann", "192.0.2.1", now) > 0s);
}

TEST_CASE("an address of IPv6 stands for its network", "[throttle]") {
  CHECK(network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2:ffff::1"));
  CHECK(network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1"));
  CHECK(network_of("192.0.2.1") == "192.0.2.1");
}

struct House {
  Directory directory{PeopleRules{}};
  Instant now = instant_from_us(1'800'000'000'000'000);
  std::string secret = new_secret();

  explicit House(Role role) {
    PeopleChanges changes;
    User user;
    user.id = "u_1";
    user.login = "dana";
    user.role = role;
    changes.users.push_back(user);
    Session session;
    session.id = "s_1";
    session.user = "u_1";
    session.hash = hash_of_secret(secret);
    session.created = session.last_seen = now;
    changes.sessions.push_back(session);
    directory.apply(changes);
  }
  bool in(Instant at) { return directory.of_session(secret, "", at).has_value(); }
};

TEST_CASE("a session ends when it is not used, and when it is a day old", "[directory]") {
  House office(Role::admin);
  CHECK(office.in(office.now + 29min));
  CHECK(office.in(office.now + 58min));  // each use counts
  CHECK_FALSE(office.in(office.now + 89min));
  House desk(Role::agent);
  CHECK(desk.in(desk.now + 11h));
  CHECK(desk.in(desk.now + 22h));
  CHECK_FALSE(desk.in(desk.now + 24h));
}

TEST_CASE("what was used is kept, and what has expired goes", "[directory]") {
  House house(Role::admin);
  CHECK(house.directory.used_since(house.now, house.now).sessions.empty());
  CHECK(house.in(house.now + 5min));
  const auto kept = house.directory.used_since(house.now, house.now + 6min);
  REQUIRE(kept.sessions.size() == 1);
  CHECK(kept.sessions[0].last_seen == house.now + 5min);
  CHECK(house.directory.used_since(house.now, house.now + 2h).sessions_gone ==
        std::vector<std::string>{"s_1"});
}

TEST_CASE("being looked at keeps no session, doing something does", "[directory]") {
  House house(Role::admin);
  const auto actor = house.directory.of_session(house.secret, "", house.now);
  REQUIRE(actor);
  CHECK(house.directory.now_of(*actor, house.now + 20min));
  CHECK_FALSE(house.directory.now_of(*actor, house.now + 31min));
  CHECK(house.directory.now_of(*actor, house.now + 20min, true));
  CHECK(house.directory.now_of(*actor, house.now + 31min));
}

}  // namespace
}  // namespace tocsin
