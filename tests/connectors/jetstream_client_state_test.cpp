#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "connectors/jetstream_client_head.h"
#include "connectors/jetstream_client_options.h"
#include "connectors/jetstream_client_progress.h"
#include "connectors/overlap_filter.h"
#include "connectors/reconnect_plan.h"

using namespace tocsin;
using namespace std::chrono_literals;

namespace {

JetstreamHead head_of(std::string text) {
  const std::size_t size = text.size();
  text.resize(size + bounds::padding);
  JetstreamHeadReader reader;
  return reader.read({text.data(), size});
}

std::string commit(std::string_view operation, std::string_view rev, std::string_view tail = "") {
  return R"({"did":"did:plc:aa","time_us":1700000000000001,"kind":"commit","commit":{"rev":")" +
         std::string(rev) + R"(","operation":")" + std::string(operation) +
         R"(","collection":"app.bsky.feed.post","rkey":"3k")" + std::string(tail) + "}}";
}

constexpr std::int64_t t0 = 1'700'000'000'000'000;
const Instant now = instant_from_us(t0);

}  // namespace

TEST_CASE("Jetstream hosts are taken apart", "[jetstream_client]") {
  struct Case {
    const char* text;
    bool tls;
    const char* host;
    const char* port;
    const char* path;
  };
  for (const Case& c :
       {Case{"jet.example.org", true, "jet.example.org", "443", "/subscribe"},
        Case{"wss://jet.example.org/", true, "jet.example.org", "443", "/subscribe"},
        Case{"wss://j:8443/v/s", true, "j", "8443", "/v/s"},
        Case{"ws://127.0.0.1:6008", false, "127.0.0.1", "6008", "/subscribe"},
        Case{"ws://[::1]:6008", false, "::1", "6008", "/subscribe"}}) {
    INFO(c.text);
    const auto host = parse_jetstream_host(c.text);
    REQUIRE(host);
    CHECK(host->tls == c.tls);
    CHECK(host->host == c.host);
    CHECK(host->port == c.port);
    CHECK(host->path == c.path);
  }
  for (const auto* text : {"", "https://j", "wss://", "wss://j:0x1", "wss://j:99999",
                           "wss://j:", "wss://u@j", "wss://j/s?cursor=1", "wss://a b"}) {
    INFO(text);
    CHECK_FALSE(parse_jetstream_host(text));
  }
}

TEST_CASE("the request target carries filters, cursor and compression", "[jetstream_client]") {
  JetstreamOptions options;
  const auto host = parse_jetstream_host("wss://j");
  CHECK(jetstream_target(*host, options, std::nullopt) ==
        "/subscribe?wantedCollections=app.bsky.feed.post");
  options.collections = {};
  CHECK(jetstream_target(*host, options, std::nullopt) == "/subscribe");
  options.collections = {"app.bsky.feed.*"};
  options.dids = {"did:web:a%3A1"};
  options.dictionary = "d";
  CHECK(jetstream_target(*host, options, t0) ==
        "/subscribe?wantedCollections=app.bsky.feed.*&wantedDids=did:web:a%253A1"
        "&cursor=1700000000000000&compress=true");
}

TEST_CASE("the default options are valid, and wrong ones are named", "[jetstream_client]") {
  CHECK(JetstreamOptions{}.validate().empty());
  JetstreamOptions bad;
  bad.name = "";
  bad.hosts = {"ws://far.example.org", "ftp://x"};
  bad.collections = {"a&b"};
  bad.dictionary = "/no/such/file";
  bad.pass_on_after = 6ms;
  bad.overlap_keys = 1;
  const auto wrong = bad.validate();
  REQUIRE(wrong.size() == 7);
  CHECK(wrong[1].find("insecure: true") != std::string::npos);
  CHECK(wrong[2].find("neither wss:// nor ws://") != std::string::npos);
  CHECK(wrong[4] == "dictionary: /no/such/file: no such file");
  CHECK(wrong[5] == "pass_on_after: must be 0 to 5ms");
  bad.plain_text = PlainText::anywhere;
  CHECK(bad.validate().size() == 6);
}

TEST_CASE("an event's key is its own, and its record does not matter", "[jetstream_client]") {
  const auto head = head_of(commit("create", "r1"));
  CHECK(head.time_us == t0 + 1);
  CHECK(head.key != 0);
  CHECK(head.key == head_of(commit("create", "r1", R"(,"record":{"text":"\ud800"})")).key);
  CHECK(head.key != head_of(commit("update", "r1")).key);
  CHECK(head.key != head_of(commit("create", "r2")).key);
  const std::string account =
      R"({"did":"did:plc:aa","time_us":5,"kind":"account","account":{"active":true,"seq":12}})";
  std::string other = account;
  other.replace(other.find("12"), 2, "13");
  CHECK(head_of(account).key != 0);
  CHECK(head_of(account).key != head_of(other).key);
}

TEST_CASE("of what is no event nothing is known", "[jetstream_client]") {
  for (const auto* text : {"", "{", "[]", "null", "{\"did\":5}", "\xff\xfe", "{\"time_us\":\"x\"}",
                           R"({"kind":"commit","commit":[]})", R"({"commit":{"rev":1}})"}) {
    INFO(text);
    CHECK(head_of(text).key == 0);
    CHECK(head_of(text).time_us == 0);
  }
  CHECK(head_of(R"({"did":"d","time_us":7,"kind":"new"})").time_us == 7);
}

TEST_CASE("the overlap filter drops what it remembers and never what it does not know",
          "[jetstream_client]") {
  OverlapFilter filter(64);
  CHECK(filter.first_time(0));
  CHECK(filter.first_time(0));
  for (std::uint64_t key = 1; key <= 64; ++key) CHECK(filter.first_time(key));
  for (std::uint64_t key = 1; key <= 64; ++key) CHECK_FALSE(filter.first_time(key));
  CHECK(filter.first_time(64 + 8));  // takes the place of the oldest of its eight
  CHECK(filter.first_time(8));
}

TEST_CASE("attempts wait longer and longer, by chance, up to a bound", "[jetstream_client]") {
  ReconnectPlan plan(1, {500ms, 30s, 5min}, [] { return 0.5; });
  CHECK(plan.next(now).wait == 0us);
  std::vector<Micros> waits;
  for (int i = 0; i < 9; ++i) {
    plan.failed(RetryWhen::soon, now);
    waits.push_back(plan.next(now).wait);
  }
  CHECK(waits == std::vector<Micros>{250ms, 500ms, 1s, 2s, 4s, 8s, 15s, 15s, 15s});
  for (int i = 0; i < 100; ++i) plan.failed(RetryWhen::soon, now);
  CHECK(plan.next(now).wait == 15s);
  plan.works();
  plan.failed(RetryWhen::soon, now);
  CHECK(plan.next(now).wait == 250ms);
}

TEST_CASE("the host that worked is asked once more, then the others in turn",
          "[jetstream_client]") {
  ReconnectPlan plan(3, {}, [] { return 0.0; });
  CHECK(plan.next(now).host == 0);
  plan.works();
  std::vector<std::size_t> hosts;
  for (int i = 0; i < 5; ++i) {
    plan.failed(RetryWhen::soon, now);
    hosts.push_back(plan.next(now).host);
  }
  CHECK(hosts == std::vector<std::size_t>{0, 1, 2, 0, 1});
}

TEST_CASE("a host that refused is left alone while another may be asked", "[jetstream_client]") {
  ReconnectPlan plan(2, {500ms, 30s, 5min}, [] { return 0.0; });
  CHECK(plan.next(now).host == 0);
  plan.failed(RetryWhen::slowly, now);
  CHECK(plan.next(now).host == 1);
  plan.failed(RetryWhen::soon, now);
  CHECK(plan.next(now).host == 1);
  plan.failed(RetryWhen::slowly, now + 1min);
  const auto both_refused = plan.next(now + 1min);
  CHECK(both_refused.host == 0);
  CHECK(both_refused.wait == 4min);
  CHECK(plan.next(now + 6min).wait == 0us);
}

TEST_CASE("a resume asks for a little before the newest event, for more at another instance",
          "[jetstream_client]") {
  const JetstreamOptions options;
  JetstreamProgress progress(options, "");
  CHECK_FALSE(progress.resume_at("a:443"));
  CHECK(progress.cursor().empty());
  progress.connected("a:443");
  CHECK_FALSE(progress.hear({t0 + 30'000, 1}, now).gap);
  progress.hear({t0, 2}, now);  // servers are out of order by milliseconds
  CHECK(progress.cursor() == "1700000000030000@a:443");
  CHECK(progress.resume_at("a:443") == t0 + 30'000 - 5'000'000);
  CHECK(progress.resume_at("b:443") == t0 + 30'000 - 60'000'000);
  const JetstreamProgress restarted(options, progress.cursor());
  CHECK(restarted.resume_at("a:443") == progress.resume_at("a:443"));
  CHECK(restarted.resume_at("b:443") == progress.resume_at("b:443"));
}

TEST_CASE("a cursor that is none begins live", "[jetstream_client]") {
  const JetstreamOptions options;
  for (const auto* cursor :
       {"", "@", "12@a", "x@a", "-1700000000000000@a", "1700000000000000x@a"}) {
    INFO(cursor);
    CHECK_FALSE(JetstreamProgress(options, cursor).resume_at("a"));
  }
}

TEST_CASE("a server's clock that is far ahead does not become the cursor", "[jetstream_client]") {
  const JetstreamOptions options;
  JetstreamProgress progress(options, "");
  progress.connected("a");
  progress.hear({t0 + 86'400'000'000, 1}, now);
  CHECK(progress.newest() == now + 1min);
}

TEST_CASE("what comes twice is a repeat", "[jetstream_client]") {
  const JetstreamOptions options;
  JetstreamProgress progress(options, "");
  progress.connected("a");
  CHECK_FALSE(progress.hear({t0, 9}, now).repeat);
  progress.connected("b");
  CHECK(progress.hear({t0 + 3, 9}, now).repeat);
  CHECK_FALSE(progress.hear({t0 + 3, 0}, now).repeat);
}

TEST_CASE("a first event that is much newer than what was asked for is a gap",
          "[jetstream_client]") {
  const JetstreamOptions options;
  JetstreamProgress progress(options, std::to_string(t0) + "@a");
  progress.connected("a");
  CHECK_FALSE(progress.hear({t0 + 60'000'000, 1}, now + 1min).gap);
  CHECK_FALSE(progress.hear({t0 + 600'000'000, 2}, now + 10min).gap);  // silence, not a reconnect
  progress.connected("a");
  const auto gap = progress.hear({t0 + 700'000'000, 3}, now + 12min).gap;
  REQUIRE(gap);
  CHECK(gap->from == now + 10min);
  CHECK(gap->to == instant_from_us(t0 + 700'000'000));
  CHECK(gap->because.find("sent nothing for this time") != std::string::npos);
  progress.connected("a");
  const auto old = progress.hear({t0 + 86'400'000'000, 4}, now + 72h).gap;
  REQUIRE(old);
  CHECK(old->because == "a: we were away for longer than the server can replay");
}
