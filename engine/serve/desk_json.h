#pragma once
#include "engine/desk/deed.h"
#include "engine/json_writer.h"
#include "engine/records.h"

/// What people did, as everybody sees it. Fields that are not so are left out.
namespace tocsin::serve {

/// `{"user":…,"name":…}`
void write_person(JsonWriter& json, const Person& person);
/// The fields of an alert that people's work gives it.
void write_desk(JsonWriter& json, const Alert& alert);
void write_timeline_entry(JsonWriter& json, const TimelineEntry& entry);
/// `"by":{…},"at":…` of whoever stands in the way; nothing where nobody does.
void write_who(JsonWriter& json, const Refused& refused);

}  // namespace tocsin::serve
