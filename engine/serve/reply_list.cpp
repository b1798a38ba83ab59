#include "engine/serve/reply_list.h"

#include <algorithm>
#include <charconv>

#include "engine/desk/desk_store.h"

namespace tocsin::serve {
namespace {

std::optional<ReplyPlace> place_in(std::string_view text) {
  std::int64_t us = 0;
  const char* const end = text.data() + text.size();
  const auto [dash, code] = std::from_chars(text.data(), end, us);
  ReplyPlace place;
  if (code != std::errc{} || dash == end || *dash != '-') return std::nullopt;
  if (!parse_id(text.substr(static_cast<std::size_t>(dash - text.data()) + 1), place.id))
    return std::nullopt;
  place.drafted = instant_from_us(us);
  return place;
}

std::vector<ReplyState> states_in(QueryReader& reader) {
  std::vector<ReplyState> states;
  for (const auto& name : reader.list("state")) {
    const auto before = states.size();
    for (int i = 0; i < reply_states; ++i)
      if (name_of(static_cast<ReplyState>(i)) == name) states.push_back(static_cast<ReplyState>(i));
    if (states.size() == before)
      reader.refuse("state", "draft, approved, sending, sent, failed, unknown, held, cancelled");
  }
  return states;
}

bool wanted(const ReplyQuery& query, const Reply& reply) {
  const bool waits = reply.needs_approval && reply.approved_by.user.empty();
  return (query.states.empty() ||
          std::ranges::find(query.states, reply.state) != query.states.end()) &&
         (!query.needs_approval || *query.needs_approval == waits);
}

ReplyPlace place_of(const Reply& reply) {
  return {reply.drafted, reply.id};
}

}  // namespace

std::string to_string(const ReplyPlace& place) {
  return std::to_string(us_of(place.drafted)) + '-' + to_string(place.id);
}

ReplyQuery read_reply_list(QueryReader& reader) {
  ReplyQuery query;
  query.states = states_in(reader);
  if (const auto needs = reader.text("needs_approval"); !needs.empty()) {
    if (needs != "true" && needs != "false") reader.refuse("needs_approval", "true or false");
    query.needs_approval = needs == "true";
  }
  if (const auto cursor = reader.text("cursor"); !cursor.empty()) {
    query.after = place_in(cursor);
    if (!query.after) reader.refuse("cursor", "the `next` of the page before");
  }
  query.limit = reader.number("limit", 50, 200);
  return query;
}

ReplyPage read_reply_page(const ReplyQuery& query, const DeskStore& desk) {
  // The earliest of those that stand behind the cursor, as a heap with the latest of them on top.
  std::vector<Reply> found;
  bool more = false;
  desk.each_reply([&](const Reply& reply) {
    if (!wanted(query, reply) || (query.after && place_of(reply) <= *query.after)) return;
    if (found.size() == query.limit) {
      more = true;
      if (place_of(reply) >= place_of(found.front())) return;
      std::ranges::pop_heap(found, {}, place_of);
      found.pop_back();
    }
    found.push_back(reply);
    std::ranges::push_heap(found, {}, place_of);
  });
  std::ranges::sort_heap(found, {}, place_of);
  ReplyPage page{std::move(found), {}};
  if (more) page.next = place_of(page.replies.back());
  return page;
}

}  // namespace tocsin::serve
