#pragma once
#include <cstddef>
#include <cstdint>

#include "engine/records.h"

namespace tocsin::storage {

/// Where a day's counts stand in the record of an author, which has a slot for each of 30 days.
constexpr std::size_t day_slot(std::int32_t day) {
  constexpr auto days = AuthorState::days;
  return static_cast<std::size_t>((day % days + days) % days);
}

}  // namespace tocsin::storage
