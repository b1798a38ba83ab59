// Jetstream frames to posts, beside a bare simdjson On-Demand loop over the same bytes.
#include <cstring>
#include <random>

#include <simdjson.h>

#include "bench/side_by_side.h"
#include "connectors/decoders.h"

namespace {

using namespace tocsin;
namespace ondemand = simdjson::ondemand;

constexpr std::string_view words[] = {"the",    "train", "was",  "late",   "again",   "and",
                                      "nobody", "said",  "why",  "coffee", "morning", "I",
                                      "like",   "this",  "song", "better", "than",    "yesterday",
                                      "look",   "at",    "that", "sky"};
constexpr std::string_view foreign[] = {"heute", "schöner", "Tag",  "für",    "電車", "遅れ",
                                        "поезд", "опять",   "café", "mañana", "💦",   "😀"};

class Lines {
 public:
  explicit Lines(unsigned seed) : random_(seed) {}

  std::string post() {
    std::string line = start("app.bsky.feed.post");
    if (one_in(3)) line += embed();
    line += R"("langs":["en"],)";
    if (!one_in(3))
      line += all({R"("reply":{"parent":)", reference(), R"(,"root":)", reference(), "},"});
    return line + all({R"("text":")", text(), R"("},"cid":"bafyrei)", name(52), R"("}})"});
  }
  std::string like() {
    return start("app.bsky.feed.like") +
           all({R"("subject":)", reference(), R"(},"cid":"bafyrei)", name(52), R"("}})"});
  }

 private:
  static std::string all(std::initializer_list<std::string> parts) {
    std::string out;
    for (const auto& part : parts) out += part;
    return out;
  }
  bool one_in(unsigned n) { return random_() % n == 0; }
  std::string name(std::size_t size) {
    std::string out(size, 'a');
    for (auto& c : out) c = "abcdefghijklmnopqrstuvwxyz234567"[random_() % 32];
    return out;
  }
  std::string start(const std::string& collection) {
    return all({R"({"did":"did:plc:)", name(24), R"(","time_us":)", std::to_string(time_ += 937),
                R"(,"kind":"commit","commit":{"rev":")", name(13),
                R"(","operation":"create","collection":")", collection, R"(","rkey":")", name(13),
                R"(","record":{"$type":")", collection,
                R"(","createdAt":"2026-11-21T10:00:00.123Z",)"});
  }
  std::string reference() {
    return all({R"({"cid":"bafyrei)", name(52), R"(","uri":"at://did:plc:)", name(24),
                "/app.bsky.feed.post/", name(13), R"("})"});
  }
  std::string embed() {
    return all({R"("embed":{"$type":"app.bsky.embed.images","images":[{"alt":"",)",
                R"("aspectRatio":{"height":670,"width":739},"image":{"$type":"blob","ref":)",
                R"({"$link":"bafkrei)", name(52),
                R"("},"mimeType":"image/jpeg","size":392305}}]},)"});
  }
  // About 15 % of the texts are not ASCII, 20 % hold an escape, as in the network's stream.
  std::string text() {
    const bool is_foreign = random_() % 100 < 15;
    const bool escapes = one_in(5);
    const std::size_t size = 20 + random_() % 210;
    std::string out;
    while (out.size() < size) {
      const auto word = is_foreign ? foreign[random_() % std::size(foreign)]
                                   : words[random_() % std::size(words)];
      out.append(out.empty() ? "" : escapes && one_in(8) ? "\\n" : " ").append(word);
    }
    return out;
  }

  std::mt19937 random_;
  std::int64_t time_ = 1'783'175'888'000'000;
};

std::vector<RawBatch> batches(std::size_t count, double likes) {
  Lines lines(7);
  std::mt19937 random(11);
  std::vector<RawBatch> out(1);
  for (std::size_t i = 0; i < count; ++i) {
    if (out.back().full()) out.emplace_back();
    out.back().wire = Wire::jetstream;
    out.back().add(random() % 1000 < likes * 1000 ? lines.like() : lines.post());
  }
  return out;
}

std::size_t run_ours(WireDecoder& decoder, const std::vector<RawBatch>& all) {
  std::size_t sum = 0;
  for (const auto& batch : all)
    for (std::size_t i = 0; i < batch.frames.size(); i += WireDecoder::width) {
      const auto count = std::min(WireDecoder::width, batch.frames.size() - i);
      for (const auto& frame : decoder.decode(batch, i, count))
        sum += frame.post.text.size() + frame.post.id.size();
    }
  return sum;
}

// Nine fields by view, in document order; nothing is checked but what simdjson checks by itself.
class Bare {
 public:
  std::size_t run(const std::vector<RawBatch>& all) {
    std::size_t sum = 0;
    for (const auto& batch : all)
      for (std::size_t i = 0; i < batch.frames.size(); ++i) sum += frame(batch.frame(i));
    return sum;
  }

 private:
  std::size_t frame(std::string_view line) {
    ondemand::document document;
    simdjson::padded_string_view padded(line.data(), line.size(), line.size() + 64);
    if (parser_.iterate(padded).get(document)) std::abort();
    ondemand::object object;
    if (document.get_object().get(object)) std::abort();
    std::size_t sum = 0;
    for (auto field : object) {
      const auto key = field.key().value_unsafe();
      if (key == "did" || key == "kind")
        sum += text_of(field);
      else if (key == "time_us")
        sum += field.value().get_uint64().value_unsafe() & 1;
      else if (key == "commit")
        sum += commit(field.value().get_object().value_unsafe());
    }
    return sum;
  }
  std::size_t commit(ondemand::object object) {
    std::size_t sum = 0;
    for (auto field : object) {
      const auto key = field.key().value_unsafe();
      if (key == "operation" || key == "collection" || key == "rkey")
        sum += text_of(field);
      else if (key == "record")
        sum += record(field.value().get_object().value_unsafe());
    }
    return sum;
  }
  std::size_t record(ondemand::object object) {
    std::size_t sum = 0;
    for (auto field : object) {
      const auto key = field.key().value_unsafe();
      if (key == "text" || key == "createdAt") {
        sum += text_of(field);
      } else if (key == "langs") {
        for (auto lang : field.value().get_array().value_unsafe())
          sum += lang.get_string().value_unsafe().size();
      }
    }
    return sum;
  }
  template <class Field>
  std::size_t text_of(Field& field) {
    return field.value().get_string().value_unsafe().size();
  }

  ondemand::parser parser_;
};

bench::Row measure(std::string name, std::size_t frames, int rounds, double likes) {
  const auto input = batches(frames, likes);
  const auto decoder = Decoders{}.make(Wire::jetstream);
  Bare bare;
  std::size_t sink = 0;
  auto row = bench::side_by_side(
      std::move(name), rounds, frames, [&] { sink += run_ours(*decoder, input); },
      [&] { sink += bare.run(input); });
  if (sink == 0) std::abort();
  return row;
}

}  // namespace

int main(int argc, char** argv) {
  bool json = false, smoke = false;
  for (int i = 1; i < argc; ++i) {
    json |= std::string_view(argv[i]) == "--json";
    smoke |= std::string_view(argv[i]) == "--smoke";
  }
  const std::size_t frames = smoke ? 2'000 : 20'000;
  const int rounds = smoke ? 3 : 41;
  bench::print(measure("decode-posts", frames, rounds, 0), json);
  bench::print(measure("decode-firehose", frames, rounds, 0.85), json);
}
