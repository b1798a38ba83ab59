#include <array>
#include <charconv>

#include "rules/excerpt.h"
#include "rules/pack_keys.h"
#include "rules/pack_parser.h"
#include "rules/yaml_reading.h"

namespace tocsin::rules {
namespace {

constexpr auto example_keys = keys::names_of(keys::examples);
constexpr auto post_keys = keys::names_of(keys::post);
constexpr auto author_keys = keys::names_of(keys::author);
constexpr auto customer_keys = keys::names_of(keys::customer);
constexpr auto history_keys = keys::names_of(keys::history);

/// When an example was written, where it does not say: any fixed moment.
constexpr Instant example_time{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

/// Reads one example given as a post.
class PostReader {
 public:
  PostReader(const yaml::Node& node, ProblemSink& problems, Example& example)
      : node_(node), problems_(problems), example_(example) {}

  void run() {
    const yaml::Mapping map(node_, "an example post", post_keys, problems_);
    if (!map.ok()) return;
    Post& post = example_.post;
    post.text = map.needed_text("text", "text: \"what the post says\"");
    for (const yaml::Entry& entry : node_.entries) read(entry.key.value, entry.value, post);
    if (post.created_at) post.time = *post.created_at;
    if (const auto* author = map.get("author"); author && author->is_null())
      state("author.followers", *author);  // the one default that it has
    else if (author)
      read_author(*author, post);
    read_state("customer", customer_keys);
    read_state("history", history_keys);
  }

 private:
  void state(std::string_view field, const yaml::Node& value) {
    example_.stated[std::string(field)] =
        value.is_null() ? std::nullopt : std::optional(value.value);
  }

  void read(std::string_view key, const yaml::Node& value, Post& post) {
    if (key == "brand") return state("brand", value);
    if (key == "lang") return text("lang", value, post.lang);
    if (key == "source") return text("source", value, post.source);
    if (key == "id") return text("id", value, post.id);
    if (key == "url") return text("url", value, post.url);
    if (key == "reply_to") return text("reply_to", value, post.reply_to);
    if (key == "quoted") return text("post.quoted", value, post.quoted_text);
    if (key == "created_at") return time("created_at", value, post.created_at);
    if (key == "is_repost") return truth("post.is_repost", value, post.is_repost);
    if (key == "is_quote") return truth("post.is_quote", value, post.is_quote);
    if (key == "likes") return number("post.likes", value, post.likes);
    if (key == "reposts") return number("post.reposts", value, post.reposts);
    if (key == "replies") return number("post.replies", value, post.replies);
    if (key == "links") return void(post.links = texts("post.links", value));
    if (key == "media") return void(post.media = texts("post.media", value));
    if (key == "mentions") {
      for (std::string& handle : texts("post.mentions", value))
        post.mentions.push_back({without_sign(std::move(handle), '@'), {}});
      post.lists_mentions = value.kind == yaml::Kind::list;
    }
    if (key == "hashtags") {
      for (std::string& name : texts("post.hashtags", value))
        post.hashtags.push_back({without_sign(std::move(name), '#')});
      post.lists_hashtags = value.kind == yaml::Kind::list;
    }
  }

  void read_author(const yaml::Node& node, Post& post) {
    const yaml::Mapping map(node, "`author`", author_keys, problems_);
    if (!map.ok()) return;
    Author& author = post.author;
    std::optional<std::int64_t> age_days;
    for (const auto& [key_node, value] : node.entries) {
      const std::string& key = key_node.value;
      if (key == "id") text("author.id", value, author.id);
      if (key == "handle") text("author.handle", value, author.handle);
      if (key == "name") text("author.name", value, author.name);
      if (key == "bio") text("author.bio", value, author.bio);
      if (key == "kind") text("author.kind", value, author.kind);
      if (key == "followers") number("author.followers", value, author.followers);
      if (key == "following") number("author.following", value, author.following);
      if (key == "posts") number("author.posts", value, author.posts);
      if (key == "verified") truth("author.verified", value, author.verified);
      if (key == "created_at") time("author.created_at", value, author.created_at);
      if (key == "age_days") number("author.age_days", value, age_days);
    }
    if (age_days && *age_days < 100'000)
      author.created_at = post.time - std::chrono::days(*age_days);
  }

  /// What is known of the author beside the post: told by name only.
  void read_state(std::string_view group, std::span<const std::string_view> keys) {
    const yaml::Entry* entry = node_.find(group);
    if (!entry || entry->value.is_null()) return;
    const yaml::Mapping map(entry->value, ticked(group), keys, problems_);
    if (!map.ok()) return;
    for (const auto& [key, value] : entry->value.entries)
      state(std::string(group) + '.' + key.value, value);
  }

  void text(std::string_view field, const yaml::Node& value, std::string& into) {
    state(field, value);
    if (value.is_null()) return;
    if (value.is_scalar())
      into = value.value;
    else
      wrong(field, value, "text");
  }

  void number(std::string_view field, const yaml::Node& value, std::optional<std::int64_t>& into) {
    state(field, value);
    if (value.is_null()) return;
    const auto number = value.is_scalar() ? yaml::whole_number(value.value) : std::nullopt;
    if (number && *number >= 0 && *number <= keys::number_most)
      into = number;
    else
      wrong(field, value, "a whole number");
  }

  void truth(std::string_view field, const yaml::Node& value, std::optional<bool>& into) {
    state(field, value);
    if (value.is_null()) return;
    if (value.value == "true" || value.value == "false")
      into = value.value == "true";
    else
      wrong(field, value, "`true` or `false`");
  }

  void time(std::string_view field, const yaml::Node& value, std::optional<Instant>& into) {
    state(field, value);
    if (value.is_null()) return;
    Instant parsed{};
    if (parse_rfc3339(value.value.data(), value.value.data() + value.value.size(), parsed))
      into = parsed;
    else
      wrong(field, value, "a time like `2026-11-21T10:00:00Z`");
  }

  std::vector<std::string> texts(std::string_view field, const yaml::Node& value) {
    state(field, value);
    std::vector<std::string> out;
    if (value.is_null()) return out;
    if (value.kind != yaml::Kind::list) {
      wrong(field, value, "a list, as `[a, b]`");
      return out;
    }
    for (const yaml::Node& item : value.items) out.push_back(item.value);
    return out;
  }

  static std::string without_sign(std::string tag, char sign) {
    if (tag.starts_with(sign)) tag.erase(0, 1);
    return tag;
  }

  void wrong(std::string_view field, const yaml::Node& value, std::string_view expected) {
    problems_.error(
        value.offset, "example",
        ticked(field) + " of an example is " + std::string(expected) + ", not " +
            (value.is_scalar() ? ticked(value.value) : std::string(yaml::name_of(value.kind))));
  }

  const yaml::Node& node_;
  ProblemSink& problems_;
  Example& example_;
};

std::optional<Example> read_example(const yaml::Node& node, bool flags, ProblemSink& problems) {
  Example example;
  example.flags = flags;
  example.place = problems.place(node.offset);
  example.post.time = example_time;
  if (node.is_null() || node.kind == yaml::Kind::list) {
    problems.error(node.offset, "example",
                   "an example is a text in quotes, or a post: `{text: \"…\", brand: acme}`");
    return std::nullopt;
  }
  if (node.is_scalar())
    example.post.text = node.value;
  else
    PostReader(node, problems, example).run();
  example.written = example.post.text;
  return example;
}

}  // namespace

std::vector<Example> read_examples(const yaml::Node& node, ProblemSink& problems) {
  std::vector<Example> examples;
  const yaml::Mapping map(node, "`examples`", example_keys, problems);
  if (!map.ok()) return examples;
  for (const std::string_view key : example_keys) {
    const yaml::Node* list = map.get(key);
    if (!list || list->is_null()) continue;
    if (!yaml::is_list(*list, ticked(key), "- \"what a post says\"", problems)) continue;
    for (const yaml::Node& item : list->items)
      if (auto example = read_example(item, key == "flag", problems))
        examples.push_back(std::move(*example));
  }
  return examples;
}

}  // namespace tocsin::rules
