#include "connectors/public_address.h"

#include <string>

#include <arpa/inet.h>
#include <catch2/catch_test_macros.hpp>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connectors/platform_call.h"

using namespace tocsin;

TEST_CASE("an address of this machine or of a closed network is not public, however it is written",
          "[public_address]") {
  for (const char* host : {"127.0.0.1",
                           "127.1",
                           "127.0.1",
                           "2130706433",
                           "0x7f000001",
                           "0x7f.1",
                           "017700000001",
                           "0177.0.0.1",
                           "127.255.255.254",
                           "127.0.0.1.",
                           "0",
                           "0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.1",
                           "10.255.255.255",
                           "0xa.1",
                           "100.64.0.1",
                           "100.127.255.255",
                           "169.254.169.254",
                           "0xa9fea9fe",
                           "2852039166",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.8",
                           "192.0.2.1",
                           "192.88.99.1",
                           "192.168.0.1",
                           "192.168.255.255",
                           "0300.0250.0.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.7",
                           "203.0.113.9",
                           "224.0.0.1",
                           "239.255.255.255",
                           "240.0.0.1",
                           "255.255.255.255",
                           "[::]",
                           "[::1]",
                           "[0:0:0:0:0:0:0:1]",
                           "[::ffff:127.0.0.1]",
                           "[::ffff:10.0.0.1]",
                           "[::ffff:7f00:1]",
                           "[::127.0.0.1]",
                           "[64:ff9b::10.0.0.1]",
                           "[64:ff9b::7f00:1]",
                           "[64:ff9b:1::1]",
                           "[2002:7f00:1::]",
                           "[2002:a00:1::1]",
                           "[2001::1]",
                           "[2001:db8::1]",
                           "[fc00::1]",
                           "[fdff::1]",
                           "[fe80::1]",
                           "[fe80::1%eth0]",
                           "[febf::1]",
                           "[fec0::1]",
                           "[ff02::1]",
                           "[100::1]",
                           "[nonsense]",
                           "localhost",
                           "LocalHost",
                           "localhost.",
                           "a.localhost",
                           "ip6-localhost"}) {
    INFO(host);
    CHECK_FALSE(may_be_public(host));
  }
  for (const char* host : {"bsky.social",        "localhost.evil.example",
                           "mastodon.example",   "1.1.1.1",
                           "9.255.255.255",      "11.0.0.1",
                           "100.63.255.255",     "100.128.0.1",
                           "126.255.255.255",    "128.0.0.1",
                           "169.253.0.1",        "172.15.255.255",
                           "172.32.0.1",         "192.167.255.255",
                           "192.169.0.1",        "198.17.255.255",
                           "198.20.0.1",         "223.255.255.255",
                           "[2606:4700::1111]",  "[::ffff:1.1.1.1]",
                           "[64:ff9b::101:101]", "[2a00:1450::1]",
                           "[2002:101:101::]"}) {
    INFO(host);
    CHECK(may_be_public(host));
  }
  sockaddr local{};
  local.sa_family = AF_UNIX;
  CHECK_FALSE(is_public(local));
}

TEST_CASE("a name that leads to this machine is not connected to, unless that is meant",
          "[public_address]") {
  const int listens = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  REQUIRE(::bind(listens, reinterpret_cast<sockaddr*>(&at), size) == 0);
  REQUIRE(::listen(listens, 4) == 0);
  REQUIRE(::getsockname(listens, reinterpret_cast<sockaddr*>(&at), &size) == 0);
  const auto somebody_came = [&] {
    pollfd waits{listens, POLLIN, 0};
    return ::poll(&waits, 1, 0) == 1;
  };
  // No name server is asked for this one, but curl resolves it as it does any other.
  const std::string base = "https://localhost:" + std::to_string(ntohs(at.sin_port));

  PlatformCall outward(base, "", Destination::on_the_internet);
  const auto refused = outward.call("/x", "{}", {"Authorization: Bearer secret"});
  CHECK(refused.reached == Reached::not_sent);
  CHECK(refused.error.find("private: true") != std::string::npos);
  CHECK_FALSE(somebody_came());

  // Meant: it is connected to, and nobody there speaks TLS.
  ::shutdown(listens, SHUT_RD);
  ::close(listens);
  PlatformCall inward(base, "", Destination::anywhere);
  const auto tried = inward.call("/x", "{}", {});
  CHECK(tried.reached == Reached::not_sent);
  CHECK(tried.error.find("private: true") == std::string::npos);
}
