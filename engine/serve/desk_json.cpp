#include "engine/serve/desk_json.h"

namespace tocsin::serve {
namespace {

JsonWriter& begin_person(JsonWriter& json, std::string_view key, const Person& person) {
  return json.key(key).begin_object().field("user", person.user).field("name", person.name);
}

}  // namespace

void write_person(JsonWriter& json, const Person& person) {
  json.begin_object().field("user", person.user).field("name", person.name).end_object();
}

void write_desk(JsonWriter& json, const Alert& alert) {
  const auto& desk = alert.desk;
  if (!desk.assignee.user.empty())
    begin_person(json, "assignee", desk.assignee).field("since", desk.assigned).end_object();
  if (!desk.acked_by.user.empty())
    begin_person(json, "acked", desk.acked_by)
        .field("at", desk.acked)
        .field("until", desk.ack_until)
        .end_object();
  if (alert.state == AlertState::snoozed)
    begin_person(json, "snoozed", desk.snoozed_by).field("until", desk.snoozed_until).end_object();
  if (desk.follow_up != Instant{})
    begin_person(json, "follow_up", desk.follow_up_by).field("at", desk.follow_up).end_object();
  if (!desk.tags.empty()) {
    json.key("tags").begin_array();
    for (const auto& tag : desk.tags) json.value(tag);
    json.end_array();
  }
  if (desk.notes > 0) json.field("notes", desk.notes);
  json.field_if("outcome", desk.outcome);
  if (!desk.ended_by.user.empty()) write_person(json.key("ended_by"), desk.ended_by);
}

void write_timeline_entry(JsonWriter& json, const TimelineEntry& entry) {
  json.begin_object().field("at", entry.at).field("seq", entry.seq).field("kind", entry.kind);
  if (!entry.action.empty()) json.field("action", to_string(entry.action));
  if (!entry.by.user.empty()) write_person(json.key("by"), entry.by);
  if (!entry.alert.empty()) json.field("alert", to_string(entry.alert));
  json.field_if("text", entry.text);
  if (entry.undone) json.field("undone", true);
  json.end_object();
}

void write_who(JsonWriter& json, const Refused& refused) {
  if (refused.by.user.empty()) return;
  write_person(json.key("by"), refused.by);
  json.field("at", refused.at);
}

}  // namespace tocsin::serve
