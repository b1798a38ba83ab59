#include "engine/serve/case_list.h"

#include "engine/serve/case_json.h"
#include "engine/serve/post_json.h"

namespace tocsin::serve {
namespace {

bool speaks(const KeptPost& kept) {
  return kept.gone == Gone::no && !kept.ours;
}

std::optional<KeptPost> newest_that_speaks(const Store& store, const Case& one) {
  auto posts = store.posts(one.posts);
  for (auto at = posts.rbegin(); at != posts.rend(); ++at)
    if (*at && speaks(**at)) return std::move(*at);
  return std::nullopt;
}

}  // namespace

CaseQuery read_case_list(QueryReader& reader) {
  CaseQuery query;
  query.brands = reader.list("brand");
  query.sources = reader.list("source");
  if (const auto open = reader.text("open"); !open.empty()) {
    if (open != "true" && open != "false") reader.refuse("open", "true or false");
    query.open = open == "true";
  }
  if (const auto cursor = reader.text("cursor"); !cursor.empty()) {
    CaseId after;
    if (!parse_id(cursor, after)) reader.refuse("cursor", "the `next` of the page before");
    query.after = after;
  }
  query.limit = reader.number("limit", 50, 200);
  return query;
}

std::vector<std::optional<KeptPost>> newest_posts(const Store& store, std::span<const Case> cases) {
  std::vector<PostKey> keys;
  keys.reserve(cases.size());
  for (const Case& one : cases) keys.push_back(one.posts.empty() ? PostKey{} : one.posts.back());
  auto newest = store.posts(keys);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (newest[i] && speaks(*newest[i])) continue;
    if (auto other = newest_that_speaks(store, cases[i])) newest[i] = std::move(other);
  }
  return newest;
}

void write_case_item(JsonWriter& json, const Case& one, const std::optional<KeptPost>& newest) {
  json.begin_object();
  write_case_head(json, one);
  if (newest) write_post(json.key("newest"), *newest);
  json.end_object();
}

}  // namespace tocsin::serve
