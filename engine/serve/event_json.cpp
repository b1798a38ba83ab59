#include "engine/serve/event_json.h"

#include "engine/serve/desk_json.h"
#include "engine/serve/post_json.h"

namespace tocsin::serve {
namespace {

void write_event_post(JsonWriter& json, const Event& event, const Store& store) {
  json.key("post");
  if (const auto kept = store.post(event.post); kept && kept->post.id == event.id) {
    write_post(json, *kept);
    return;
  }
  json.begin_object().field("id", event.id).field("source", event.source);
  json.field("gone", event.kind == EventKind::post_deleted ? "deleted" : "expired").end_object();
}

bool is_about_post(EventKind kind) {
  return kind == EventKind::post_edited || kind == EventKind::post_deleted;
}

}  // namespace

std::string event_json(const Event& event, const JoinedPosts& posts, const Store& store) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("type", "event").field("seq", event.seq).field("at", event.at);
  json.field("kind", name_of(event.kind));
  if (event.alert) write_alert(json.key("alert"), *event.alert, posts);
  if (event.case_id) json.field("case", to_string(*event.case_id));
  if (is_about_post(event.kind)) {
    write_event_post(json, event, store);
  } else {
    json.field_if("source", event.source);
  }
  if (!event.by.user.empty()) write_person(json.key("by"), event.by);
  json.field_if("text", event.text).end_object();
  return out;
}

std::string event_json(const Event& event, const Store& store) {
  return event_json(event, event.alert ? JoinedPosts(store, *event.alert) : JoinedPosts(), store);
}

}  // namespace tocsin::serve
