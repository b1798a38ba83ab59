#include "tools/config.h"

#include <fstream>
#include <sstream>

#include <catch2/catch_test_macros.hpp>

#include "tests/places.h"
#include "tools/configured_sources.h"

using namespace tocsin;
using namespace tocsin::tools;

namespace {

struct Read {
  Config config;
  std::vector<std::string> problems;
};

Read read(std::string_view text) {
  std::vector<rules::Problem> problems;
  Read out{read_config("etc/tocsin.yaml", text, problems), {}};
  for (const auto& problem : problems) out.problems.push_back(to_string(problem));
  return out;
}

/// The one problem of a text.
std::string problem_of(std::string_view text) {
  const auto problems = read(text).problems;
  REQUIRE(problems.size() == 1);
  return problems.front();
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("an empty configuration is the default one", "[config]") {
  const auto [config, problems] = read("# nothing\n");
  CHECK(problems.empty());
  CHECK(config.listen.host == "127.0.0.1");
  CHECK(config.listen.port == 8420);
  CHECK_FALSE(config.sources);
  CHECK(config.retention.posts == bounds::keep_posts);
  CHECK_FALSE(config.limits.disk_floor);
}

TEST_CASE("what is wrong with accounts or TLS is told", "[config]") {
  CHECK(holds(problem_of("people:\n  idle: 3m\n"), "5m to 30d"));
  CHECK(holds(problem_of("people:\n  require_totp: [boss]\n"), "no role"));
  CHECK(holds(problem_of("tls: {certificate: a.pem}\n"), "both files"));
  CHECK(holds(problem_of("people:\n  idel: 3h\n"), "idle"));
  CHECK(holds(problem_of("people:\n  step_up: 1m\n"), "5m to 30d"));
  CHECK(holds(problem_of("trusted_proxies: [proxy.example]\n"), "no address or network"));
  CHECK(holds(problem_of("trusted_proxies: [0.0.0.0/0]\n"), "everybody"));
}

TEST_CASE("the configuration in docs/operations.md is right, and says all keys", "[config]") {
  std::ifstream in(std::string(TOCSIN_SOURCE_DIR) + "/docs/operations.md");
  std::ostringstream page;
  page << in.rdbuf();
  const auto text = page.str();
  const auto begin = text.find("```yaml\n") + 8;
  REQUIRE(begin != std::string::npos + 8);
  const auto [config, problems] = read(text.substr(begin, text.find("```", begin) - begin));
  CHECK(problems == std::vector<std::string>{});
  CHECK(config.listen.port == 8420);
  CHECK(config.data == "/var/lib/tocsin");
  CHECK(config.people.idle_desk == std::chrono::hours(12));
  CHECK(config.people.require_totp == std::vector<Role>{Role::admin, Role::lead});
  CHECK(config.tls.key == "etc/tls/key.pem");
  CHECK(config.packs == std::vector<std::string>{"etc/rules"});
  CHECK(config.readers == 2);
  CHECK(config.ingest_secret_file == "etc/ingest.key");
  CHECK(config.signals == std::vector<std::string>{"roaming"});
  REQUIRE(config.brands.size() == 1);
  CHECK(config.brands.front().id == "acme");
  REQUIRE(config.sources);
  REQUIRE(config.sources->size() == 3);
  CHECK((*config.sources)[1].files == std::vector<std::string>{"etc/monday.ndjson"});
  CHECK((*config.sources)[2].files == std::vector<std::string>{"/var/log/posts.ndjson"});
  CHECK(config.retention.feed == std::chrono::hours{7 * 24});
  CHECK(config.retention.dead_letters == 64 << 20);
  CHECK(config.limits.disk_floor == 1ULL << 30);
  CHECK(config.reply.bluesky.handle == "acme.example");
  CHECK(config.reply.bluesky.secret_file == "etc/bluesky.password");
  CHECK(config.reply.mastodon.service == "https://mastodon.example");
  CHECK(config.reply.approval == std::vector<std::string>{"legal", "safety"});
  CHECK(config.reply.undo == std::chrono::seconds(10));
}

TEST_CASE("an account that a password would leak to is refused", "[config]") {
  const auto account = [](const std::string& service) {
    return read("reply: {bluesky: {service: '" + service + "', handle: a.b, password_file: p}}\n")
        .problems.size();
  };
  for (const char* good : {"https://bsky.social", "https://bsky.social/", "https://1.1.1.1:2583"})
    CHECK(account(good) == 0);
  for (const char* bad :
       {"http://bsky.social", "http://localhost.evil.example", "http://127.0.0.1@evil.example",
        "https://a@b", "https://", "ftp://x", "https://x/y", "bsky.social", ""})
    CHECK(account(bad) >= 1);
  // What is no platform's server is named as one's own.
  const std::string own = "', private: true, handle: a.b, password_file: p}}\n";
  for (const char* closed :
       {"http://127.0.0.1:2583", "http://localhost:1", "http://[::1]:2583", "https://127.1",
        "https://10.1.2.3", "https://192.168.1.1:8443", "https://169.254.169.254",
        "https://[fd00::1]", "https://0x7f000001", "https://localhost."}) {
    INFO(closed);
    const auto text = std::string("reply: {bluesky: {service: '") + closed;
    CHECK(holds(problem_of(text + "', handle: a.b, password_file: p}}\n"), "set private: true"));
    CHECK(read(text + own).problems.empty());
    CHECK(read(text + own).config.reply.bluesky.may_be_private);
  }
  CHECK(holds(problem_of("reply: {bluesky: {service: 'http://10.1.2.3" + own), "insecure: true"));
  CHECK(holds(problem_of("reply: {mastodon: {service: 'https://10.1.2.3', token_file: t}}\n"),
              "set private: true"));
  CHECK(holds(problem_of("reply: {undo: 10m}\n"), "from 0s to 5m"));
  CHECK(holds(problem_of("reply: {bluesky: {service: 'https://x.y'}}\n"), "password_file"));
}

TEST_CASE("an unknown key is told with its place and what was meant", "[config]") {
  const auto problem = problem_of("data: /tmp/x\nlisen: 127.0.0.1:1\n");
  CHECK(problem.starts_with("etc/tocsin.yaml:2:1: error: "));
  CHECK(holds(problem, "did you mean `listen`?"));
}

TEST_CASE("every problem is told, not only the first", "[config]") {
  CHECK(read("readers: 0\nlisten: here\nsources: [{name: a, kind: smoke}]\n").problems.size() == 3);
}

TEST_CASE("a value outside its range is told with the range", "[config]") {
  CHECK(holds(problem_of("readers: 65\n"), "from 1 to 64"));
  CHECK(holds(problem_of("retention: {feed: 3d}\n"), "from 7d to 3650d"));
  CHECK(holds(problem_of("retention: {posts: 30 fortnights}\n"), "`30d`"));
  CHECK(holds(problem_of("limits: {sampled_per_hour: 12KB}\n"), "from 1MB to 16GB"));
  CHECK(holds(problem_of("listen: 127.0.0.1:70000\n"), "127.0.0.1:8420"));
}

TEST_CASE("a source takes the options of its kind and no others", "[config]") {
  CHECK(holds(problem_of("sources: [{name: a, kind: stdin, path: x}]\n"), "`path`"));
  CHECK(holds(problem_of("sources: [{name: a, kind: follow}]\n"), "`path`"));
  CHECK(holds(problem_of("sources: [{name: A!, kind: stdin}]\n"), "write `a`"));
  CHECK(holds(problem_of("sources: [{name: a, kind: file, files: x, wire: telex}]\n"), "posts"));
  CHECK(holds(problem_of("sources: [{name: a, kind: jetstream, url: 'http://x'}]\n"), "wss://"));
}

TEST_CASE("a stream without TLS needs the operator's word, and then a warning", "[config]") {
  const auto made = [](std::string_view rest) {
    const auto [config, problems] =
        read("sources: [{name: far, kind: jetstream, url: 'ws://stream.example.org'" +
             std::string(rest) + "}]\n");
    REQUIRE(problems.empty());
    return config.sources->front();
  };
  const SystemClock clock;
  const auto refused = make_source(made(""), clock);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ExitCode::bad_config);
  CHECK(refused.error().what.starts_with("etc/tocsin.yaml:1:11: error: source `far`: "));
  CHECK(holds(refused.error().what, "insecure: true"));
  CHECK_FALSE(make_source(made(", insecure: false"), clock));
  CHECK(make_source(made(", insecure: true"), clock));
  CHECK(holds(risk_of(made(", insecure: true")), "ws://stream.example.org"));
  CHECK(risk_of(made("")).empty());
  CHECK(holds(problem_of("sources: [{name: a, kind: jetstream, insecure: perhaps}]\n"),
              "`true` or `false`"));
}

TEST_CASE("two sources of one name are told, with the line of the first", "[config]") {
  CHECK(holds(problem_of("sources:\n  - {name: a, kind: stdin}\n  - {name: a, kind: stdin}\n"),
              "line 2"));
}

TEST_CASE("a file that cannot be read is told", "[config]") {
  std::vector<rules::Problem> problems;
  load_config("/nonexistent/tocsin.yaml", problems);
  REQUIRE(problems.size() == 1);
  CHECK(holds(to_string(problems.front()), "/nonexistent/tocsin.yaml"));
}
