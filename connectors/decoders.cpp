#include "connectors/decoders.h"

#include <stdexcept>
#include <string>

#include "connectors/jetstream_decoder.h"
#include "connectors/json_walk.h"
#include "connectors/posts_decoder.h"

namespace tocsin {
namespace {

// What tells the wires apart: the names of the outer fields.
struct OuterNames {
  bool did = false;
  bool kind = false;
  bool id = false;
  bool text = false;
  bool author = false;
  bool retracts = false;
};

bool read_names(std::string_view line, OuterNames& names) {
  TextArena arena;
  JsonWalk walk(arena);
  return walk.document(line, [&](JsonKey key, JsonValue value) {
    names.did |= key.is("did");
    names.kind |= key.is("kind");
    names.id |= key.is("id");
    names.text |= key.is("text");
    names.author |= key.is("author");
    if (!key.is("delete") || !value.is_object()) return walk.skip(value);
    // X's old wire has a `delete` too, with the id one level deeper.
    return walk.fields(value, [&](JsonKey inner, JsonValue held) {
      names.retracts |= inner.is("id");
      return walk.skip(held);
    });
  });
}

}  // namespace

std::unique_ptr<WireDecoder> Decoders::make(Wire wire) const {
  switch (wire) {
    case Wire::posts:
      return std::make_unique<PostsDecoder>();
    case Wire::jetstream:
      return std::make_unique<JetstreamDecoder>();
    case Wire::mastodon:
    case Wire::x:
    case Wire::x_v1:
    case Wire::reddit:
      break;
  }
  throw std::invalid_argument("no decoder for this wire; there are: " + std::string(wire_names()));
}

std::optional<Wire> wire_named(std::string_view name) {
  if (name == "posts") return Wire::posts;
  if (name == "jetstream") return Wire::jetstream;
  return std::nullopt;
}

std::string_view wire_names() {
  return "posts, jetstream";
}

std::optional<Wire> recognise_wire(std::string_view first_line) {
  // A copy, as nothing is known of what stands behind the caller's line.
  std::string padded(first_line);
  padded.resize(first_line.size() + 1 + bounds::padding);
  OuterNames names;
  if (!read_names({padded.data(), first_line.size()}, names)) return std::nullopt;
  if (names.did && names.kind) return Wire::jetstream;
  if (names.retracts || (names.id && names.text && names.author)) return Wire::posts;
  return std::nullopt;
}

}  // namespace tocsin
