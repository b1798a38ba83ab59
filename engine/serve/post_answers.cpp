#include <algorithm>
#include <atomic>
#include <charconv>

#include "engine/desk/bounds.h"
#include "engine/desk/desk_store.h"
#include "engine/serve/answers.h"
#include "engine/serve/author_json.h"
#include "engine/serve/post_json.h"
#include "engine/serve/problem.h"
#include "engine/serve/query.h"

namespace tocsin::serve {
namespace {

/// A search reads all that is kept: one at a time.
std::atomic<bool> searching{false};

class Turn {
 public:
  Turn() : mine_(!searching.exchange(true)) {}
  ~Turn() {
    if (mine_) searching = false;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  bool mine() const { return mine_; }

 private:
  const bool mine_;
};

std::string text_of(const PostPlace& place) {
  return std::to_string(us_of(place.at)) + '-' +
         std::to_string(static_cast<std::uint64_t>(place.key));
}

std::optional<PostPlace> place_of(std::string_view text) {
  std::int64_t us = 0;
  std::uint64_t key = 0;
  const char* const end = text.data() + text.size();
  const auto [dash, code] = std::from_chars(text.data(), end, us);
  if (code != std::errc{} || dash == end || *dash != '-') return std::nullopt;
  const auto read = std::from_chars(dash + 1, end, key);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return PostPlace{instant_from_us(us), PostKey{key}};
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto space = std::min(text.find(' '), text.size());
    if (space > 0) words.emplace_back(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return words;
}

PostQuery read_query(QueryReader& reader) {
  PostQuery query;
  const auto text = reader.text("q");
  query.words = words_of(text);
  if (text.size() > bounds::search_bytes || query.words.size() > bounds::search_words)
    reader.refuse("q", "at most 16 words, 400 bytes together");
  query.sources = reader.list("source");
  query.brands = reader.list("brand");
  query.author = reader.text("author");
  const auto unscanned = reader.text("unscanned");
  query.unscanned = unscanned == "true";
  if (!unscanned.empty() && !query.unscanned) reader.refuse("unscanned", "`true`, or leave it out");
  query.from = reader.time("from");
  query.to = reader.time("to");
  if (const auto cursor = reader.text("cursor"); !cursor.empty()) {
    query.after = place_of(cursor);
    if (!query.after) reader.refuse("cursor", "the `next` of the page before");
  }
  query.limit = reader.number("limit", 50, 200);
  return query;
}

void write_posts(JsonWriter& json, const std::vector<KeptPost>& posts) {
  json.key("posts").begin_array();
  for (const auto& kept : posts) write_post(json, kept);
  json.end_array();
}

std::vector<KeptPost> newest_posts(const Store& store, AuthorKey author) {
  std::vector<KeptPost> posts;
  auto keys = store.posts_of(author);
  if (keys.size() > bounds::author_posts_read) keys.resize(bounds::author_posts_read);
  for (auto& kept : store.posts(keys))
    if (kept && kept->gone == Gone::no) posts.push_back(std::move(*kept));
  std::ranges::sort(posts, std::ranges::greater{}, &KeptPost::last_seen);
  if (posts.size() > bounds::author_posts_shown) posts.resize(bounds::author_posts_shown);
  return posts;
}

}  // namespace

Response answer_search(const Request& request, const EngineView& engine) {
  QueryReader reader(request.target);
  auto query = read_query(reader);
  if (const auto problem = reader.problem()) return problem_response(*problem, request.id);
  const auto* desk = engine.store().desk();
  const Turn turn;
  if (!turn.mine()) {
    auto busy =
        problem_response({503, "busy", "another search is under way: ask again"}, request.id);
    busy.fields.emplace_back("Retry-After", "1");
    return busy;
  }
  bool gone = false;
  query.unwanted = [&] { return gone = request.asker.has_gone(); };
  const auto page = desk ? desk->search(query) : PostPage{};
  if (gone) return gone_response(request.id);
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object();
  write_posts(json, page.posts);
  json.field("searched", page.searched).field("all", page.all).key("next");
  page.next ? json.value(text_of(*page.next)) : json.null();
  json.end_object();
  response.body += '\n';
  return response;
}

Response answer_author(const Request& request, const EngineView& engine) {
  const auto& platform = request.parameters.at(0);
  const auto& id = request.parameters.at(1);
  const auto key = author_key(platform, id);
  const auto author = engine.store().author(key);
  if (!author || author->source != platform || author->id != id)
    return problem_response({404, "no-such-author", "nothing is remembered of this author"},
                            request.id);
  auto response = json_response({});
  JsonWriter json(response.body);
  json.begin_object();
  write_author_facts(json, *author);
  write_posts(json, newest_posts(engine.store(), key));
  json.end_object();
  response.body += '\n';
  return response;
}

}  // namespace tocsin::serve
