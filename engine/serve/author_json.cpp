#include "engine/serve/author_json.h"

#include "engine/judge/history.h"

namespace tocsin::serve {

void write_author_facts(JsonWriter& json, const AuthorState& author) {
  const auto facts = facts_of(author, author.last_seen);
  json.field("id", author.id).field("source", author.source);
  json.field_if("handle", author.handle).field_if("name", author.name);
  if (author.followers) json.field("followers", *author.followers);
  if (author.account_created) json.field("account_created", *author.account_created);
  if (author.account_gone) json.field("account_gone", true);
  json.field("first_seen", author.first_seen).field("last_seen", author.last_seen);
  json.field("open_cases", author.open_cases).field("posts_30d", facts.posts_30d);
  json.field("complaints_30d", facts.complaints_30d);
}

}  // namespace tocsin::serve
