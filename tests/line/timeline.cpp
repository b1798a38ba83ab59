#include "timeline.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include <catch2/catch_test_macros.hpp>

#include "engine/json_writer.h"
#include "rules/rules.h"
#include "tests/support/rule_yaml.h"

using namespace tocsin;
using namespace tocsin::test;
using namespace std::chrono_literals;

namespace {

constexpr Instant start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 1}};

Micros offset(std::string_view text) {
  std::int64_t n = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), n).ptr;
  REQUIRE(end != text.data() + text.size());
  switch (*end) {
    case 's':
      return std::chrono::seconds{n};
    case 'm':
      return std::chrono::minutes{n};
    case 'h':
      return std::chrono::hours{n};
    default:
      return std::chrono::days{n};
  }
}

std::string rfc3339(Instant time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

std::string after(const std::string& line, std::string_view key) {
  return line.substr(std::min(line.find_first_not_of(' ', key.size()), line.size()));
}

TimelinePost post_of(const std::string& line, std::size_t number) {
  TimelinePost post;
  post.outcome = line[0];
  const auto bar = line.find(" | ");
  REQUIRE(bar != std::string::npos);
  std::string text = line.substr(bar + 3);
  if (const auto arrow = text.find(" => "); arrow != std::string::npos) {
    post.saw = text.substr(arrow + 4);
    post.checks_saw = true;
    text.resize(arrow);
  }
  std::istringstream words(line.substr(2, bar - 2));
  std::string time, author, word;
  words >> time >> author;
  post.id = "p" + std::to_string(number);
  JsonWriter json(post.frame);
  json.begin_object().field("source", "demo").field("text", std::string_view(text));
  json.field("created_at", std::string_view(rfc3339(start + offset(time))));
  json.key("author").begin_object().field("id", std::string_view(author)).end_object();
  while (words >> word) {
    const std::string value = word.substr(std::min(word.find('=') + 1, word.size()));
    if (word == "repost")
      json.field("is_repost", true);
    else if (word.starts_with("conv="))
      json.field("conversation", std::string_view(value));
    else if (word.starts_with("to="))
      json.field("reply_to", std::string_view(value));
    else if (word.starts_with("lang="))
      json.field("lang", std::string_view(value));
    else if (word.starts_with("id="))
      post.id = value;
    else
      FAIL("unknown field " + word);
  }
  json.field("id", std::string_view(post.id)).end_object();
  return post;
}

}  // namespace

std::vector<Timeline> read_timelines(const std::string& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::vector<Timeline> out;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    const std::string place = path + ":" + std::to_string(number);
    INFO(place << ": " << line);
    if (line.starts_with("rule:")) {
      out.emplace_back();
      out.back().when = after(line, "rule:");
      out.back().place = place;
      continue;
    }
    REQUIRE(!out.empty());
    if (line.starts_with("more:")) {
      out.back().more.push_back(after(line, "more:"));
    } else if (line.starts_with("other:")) {
      out.back().others.push_back(after(line, "other:"));
    } else if (line.starts_with("brands:")) {
      std::istringstream names(after(line, "brands:"));
      for (std::string name; names >> name;) out.back().brands.push_back(name);
    } else {
      REQUIRE(std::string_view("-+=~r").find(line[0]) != std::string_view::npos);
      out.back().posts.push_back(post_of(line, out.back().posts.size()));
      out.back().posts.back().place = place;
    }
  }
  return out;
}

std::string yaml_of(const Timeline& timeline) {
  std::string yaml = "pack: t\ntitle: t\nversion: 1\n";
  if (!timeline.brands.empty()) yaml += "brands:\n";
  for (const auto& b : timeline.brands)
    yaml +=
        "  - {id: " + b + ", name: " + b + ", words: [" + b + "], accounts: ['demo:" + b + "']}\n";
  yaml += "rules:\n" + rule_yaml("r", "complaint", timeline.when, timeline.more);
  for (const auto& other : timeline.others) yaml += rule_yaml_of_line(other);
  return yaml;
}

RuleBookPtr book_of(const Timeline& timeline) {
  const std::string yaml = yaml_of(timeline);
  rules::LoadedPacks packs;
  packs.packs.push_back(rules::parse_pack("t.yaml", yaml, {}, packs.problems));
  std::string said;
  for (const auto& p : packs.problems) said += to_string(p) + "\n";
  INFO(timeline.place << "\n" << yaml << said);
  REQUIRE(packs.ok());
  auto book = rules::compile(packs, {});
  if (!book) UNSCOPED_INFO(to_string(book.error().front()));
  REQUIRE(book);
  return *book;
}

Instant TimelineRun::LateClock::now() const {
  return start + std::chrono::days{365};
}

TimelineRun::TimelineRun(RuleBookPtr book) : book_(std::move(book)) {
  restart();
}

void TimelineRun::restart() {
  reader_ = std::make_unique<Reader>(decoders_);
  judge_ = std::make_unique<Judge>(store_, decoders_, clock_, JudgeOptions{false});
  judge_->restore();
}

void TimelineRun::hear(const std::vector<std::string>& frames) {
  auto raw = std::make_unique<RawBatch>();
  raw->number = ++batches_;
  raw->wire = Wire::posts;
  raw->received = clock_.now();
  raw->source_name = "test";
  raw->time_is_created_at = true;
  for (const auto& frame : frames) raw->add(frame);
  auto batch = std::make_unique<ReadBatch>();
  batch->raw = std::move(raw);
  batch->book = book_;
  reader_->read(*batch);
  CHECK(batch->rejects.empty());
  judge_->judge(std::move(batch));
  const auto commit = judge_->take_commit();
  const Commit* const commits[] = {commit.get()};
  REQUIRE(store_.write(commits));
  judge_->durable(commit->number);
}

TimelineRun::Outcome TimelineRun::outcome(const std::string& id) const {
  const auto kept = store_.post(post_key("demo", id));
  if (!kept) return {};
  const auto finding = std::ranges::find(kept->findings, "t/r", &Finding::rule);
  if (finding == kept->findings.end()) return {};
  Outcome out;
  out.sign = finding->shadow ? '~' : finding->limited ? '=' : kept->cases.empty() ? 'r' : '+';
  for (const auto& tested : finding->tested)
    if (tested.field == "repeat" || tested.field == "surge" || tested.field == "distinct")
      out.saw += (out.saw.empty() ? "" : "; ") + tested.value;
  return out;
}
