#include "match_cases.h"

#include <charconv>
#include <fstream>
#include <sstream>

#include <catch2/catch_test_macros.hpp>

#include "rules/word.h"
#include "tests/support/rule_yaml.h"

using namespace tocsin;

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
    } else if (text[++i] == 'n') {
      out += '\n';
    } else if (text[i] == 't') {
      out += '\t';
    } else if (text.substr(i).starts_with("u{")) {
      const std::size_t close = text.find('}', i);
      std::uint32_t c = 0;
      std::from_chars(text.data() + i + 2, text.data() + close, c, 16);
      char bytes[4];
      out.append(bytes, rules::encode(c, bytes));
      i = close;
    } else {
      out += '\\';
      out += text[i];
    }
  }
  return out;
}

namespace {

/// Takes `[[` and `]]` out of a text and keeps where they were.
void take_marks(MatchCase& one) {
  std::string plain;
  std::size_t open = 0;
  for (std::size_t i = 0; i < one.text.size(); ++i) {
    const std::string_view rest = std::string_view(one.text).substr(i);
    if (rest.starts_with("[[")) {
      open = plain.size();
      one.checks_spans = true;
      ++i;
    } else if (rest.starts_with("]]")) {
      one.spans.emplace_back(open, plain.size());
      ++i;
    } else {
      plain += one.text[i];
    }
  }
  one.text = std::move(plain);
}

}  // namespace

std::vector<MatchCase> read_match_cases(const std::string& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::vector<MatchCase> out;
  MatchCase now;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    const auto value = [&](std::string_view key) -> std::string {
      return line.substr(std::min(line.find_first_not_of(' ', key.size()), line.size()));
    };
    now.place = path + ":" + std::to_string(number);
    if (line.starts_with("rule:")) {
      MatchCase fresh;
      fresh.rule = value("rule:");
      fresh.place = now.place;
      now = std::move(fresh);
    } else if (line.starts_with("terms:")) {
      now.terms.push_back(value("terms:"));
    } else if (line.starts_with("brands:")) {
      now.brands.push_back(value("brands:"));
    } else if (line.starts_with("where:")) {
      now.where.push_back(value("where:"));
    } else if (line.starts_with("other:")) {
      now.others.push_back(value("other:"));
    } else if (line.starts_with("languages:")) {
      now.languages = value("languages:");
    } else if (line.starts_with("post:")) {
      now.post = value("post:");
    } else {
      INFO(now.place << ": " << line);
      REQUIRE((line.starts_with("+ ") || line.starts_with("- ")));
      MatchCase one = now;
      one.matches = line[0] == '+';
      one.text = unescaped(std::string_view(line).substr(2));
      take_marks(one);
      out.push_back(std::move(one));
    }
  }
  return out;
}

std::string yaml_of(const MatchCase& one) {
  std::string yaml = "pack: t\ntitle: t\nversion: 1\n";
  if (!one.languages.empty()) yaml += "languages: " + one.languages + "\n";
  if (!one.terms.empty()) yaml += "terms:\n";
  for (const std::string& t : one.terms) {
    const std::size_t equals = t.find(" = ");
    yaml += "  " + t.substr(0, equals) + ": " + t.substr(equals + 3) + "\n";
  }
  if (!one.brands.empty()) yaml += "brands:\n";
  for (const std::string& b : one.brands) yaml += "  - " + b + "\n";
  yaml +=
      "rules:\n  - id: r\n    title: r\n    signal: complaint\n    severity: low\n    status: "
      "live\n";
  yaml += "    when: " + test::quoted(one.rule) + "\n";
  if (!one.where.empty()) yaml += "    where:\n";
  for (const std::string& w : one.where) yaml += "      - " + test::quoted(w) + "\n";
  for (const std::string& o : one.others) yaml += test::rule_yaml_of_line(o);
  return yaml;
}

RuleBookPtr book_of(const MatchCase& one) {
  const std::string yaml = yaml_of(one);
  rules::LoadedPacks packs;
  packs.packs.push_back(rules::parse_pack("t.yaml", yaml, {}, packs.problems));
  std::string said;
  for (const auto& p : packs.problems) said += to_string(p) + "\n";
  INFO(one.place << "\n" << yaml << said);
  REQUIRE(packs.ok());
  auto book = rules::compile(packs, {});
  if (!book)
    for (const auto& p : book.error()) UNSCOPED_INFO(to_string(p));
  REQUIRE(book);
  return *book;
}

Post post_of(std::string_view fields, std::string text) {
  Post post;
  post.source = "demo";
  post.id = "p";
  post.text = std::move(text);
  post.author.id = "a";
  std::istringstream words{std::string(fields)};
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    const std::string key = word.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    std::vector<std::string> items;
    std::istringstream list(value);
    for (std::string item; std::getline(list, item, ',');) items.push_back(item);
    const auto number = [&] { return std::stoll(value); };
    if (key == "lang")
      post.lang = value;
    else if (key == "source")
      post.source = value;
    else if (key == "followers")
      post.author.followers = number();
    else if (key == "following")
      post.author.following = number();
    else if (key == "posts")
      post.author.posts = number();
    else if (key == "reposts")
      post.reposts = number();
    else if (key == "replies")
      post.replies = number();
    else if (key == "verified")
      post.author.verified = value == "true";
    else if (key == "handle")
      post.author.handle = value;
    else if (key == "author")
      post.author.id = value;
    else if (key == "bio")
      post.author.bio = value;
    else if (key == "name")
      post.author.name = value;
    else if (key == "kind")
      post.author.kind = value;
    else if (key == "likes")
      post.likes = number();
    else if (key == "reply_to")
      post.reply_to = value;
    else if (key == "reply_to_account")
      post.reply_to_account = value;
    else if (key == "repost_of")
      post.repost_of = value;
    else if (key == "repost")
      post.is_repost = value == "true";
    else if (key == "quote")
      post.is_quote = value == "true";
    else if (key == "following")
      post.author.following = number();
    else if (key == "posts")
      post.author.posts = number();
    else if (key == "quoted")
      post.quoted_text = value;
    else if (key == "links")
      post.links = items;
    else if (key == "media")
      post.media = items;
    else if (key == "time")
      post.time = instant_from_us(number() * 86'400'000'000);
    else if (key == "joined")
      post.author.created_at = instant_from_us(number() * 86'400'000'000);
    else if (key == "listed")
      post.lists_mentions = post.lists_hashtags = true;
    else if (key == "mentions") {
      post.lists_mentions = true;
      for (const auto& i : items) post.mentions.push_back({i, "", 0, 0});
    } else if (key == "mentioned") {  // by account id
      for (const auto& i : items) post.mentions.push_back({"", i, 0, 0});
    } else if (key == "hashtags") {
      post.lists_hashtags = true;
      for (const auto& i : items) post.hashtags.push_back({i, 0, 0});
    } else {
      FAIL("unknown field " + key);
    }
  }
  return post;
}
