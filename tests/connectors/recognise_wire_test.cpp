#include <catch2/catch_test_macros.hpp>

#include "connectors/decoders.h"

using namespace tocsin;

TEST_CASE("a recording's wire is recognised by its first line", "[decode]") {
  CHECK(recognise_wire(R"({"id":"p","text":"t","author":{"id":"a"}})") == Wire::posts);
  CHECK(recognise_wire(R"({"delete":{"id":"p"}})") == Wire::posts);
  CHECK(recognise_wire(R"({"did":"did:plc:a","time_us":1,"kind":"identity","identity":{}})") ==
        Wire::jetstream);
  CHECK_FALSE(recognise_wire(R"({"data":{"id":"1","text":"t"}})"));
  CHECK_FALSE(recognise_wire(R"({"id":"1","content":"<p>t</p>","account":{}})"));
  CHECK_FALSE(recognise_wire(R"({"delete":{"status":{"id":1}}})"));
  CHECK_FALSE(recognise_wire("id,text,author"));
  CHECK_FALSE(recognise_wire(""));
}

TEST_CASE("only wires that can be read have a name and a decoder", "[decode]") {
  CHECK(wire_named("posts") == Wire::posts);
  CHECK(wire_named("jetstream") == Wire::jetstream);
  CHECK_FALSE(wire_named("mastodon"));
  CHECK_FALSE(wire_named("Posts"));
  CHECK(Decoders{}.make(Wire::posts));
  CHECK_THROWS_AS(Decoders{}.make(Wire::reddit), std::invalid_argument);
}
