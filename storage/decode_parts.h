#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include <google/protobuf/arena.h>

#include "engine/records.h"
#include "storage/records.pb.h"

/// What several records hold, from their parsed form.
namespace tocsin::storage {

/// Null where the bytes are no such message.
template <class Message>
const Message* parse(std::string_view bytes, google::protobuf::Arena& arena) {
  auto* message = google::protobuf::Arena::CreateMessage<Message>(&arena);
  return message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ? message : nullptr;
}

template <class Id>
Id read_id(const proto::Id128& p) {
  Id id;
  id.high = p.high();
  id.low = p.low();
  return id;
}

/// False where the number is beyond the last enumerator.
template <class E>
[[nodiscard]] bool read_enum(std::uint32_t number, E last, E& out) {
  if (number > static_cast<std::uint32_t>(last)) return false;
  out = static_cast<E>(number);
  return true;
}

inline Person read_person(const proto::Person& p) {
  return {p.user(), p.name()};
}
AlertDesk read_desk(const proto::AlertDesk& p);

[[nodiscard]] bool read_findings(const google::protobuf::RepeatedPtrField<proto::Finding>& from,
                                 std::vector<Finding>& to);

}  // namespace tocsin::storage
