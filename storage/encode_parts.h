#pragma once
#include <cstdint>
#include <vector>

#include "engine/records.h"
#include "storage/wire_writer.h"

/// What several records hold, in wire form.
namespace tocsin::storage {

/// An enumerator or strong key as its number.
template <class E>
std::uint64_t code(E value) {
  return static_cast<std::uint64_t>(value);
}

/// Left out where empty.
void put_id(WireWriter& to, int field, const Id128& id);
/// For lists and optional fields, where an empty one counts.
void put_id_always(WireWriter& to, int field, const Id128& id);
/// Left out where it is nobody.
void put_person(WireWriter& to, int field, const Person& person);
/// Left out where nobody has done anything.
void put_desk(WireWriter& to, int field, const AlertDesk& desk);
void put_findings(WireWriter& to, int field, const std::vector<Finding>& findings);

}  // namespace tocsin::storage
