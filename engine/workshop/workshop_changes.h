#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/records.h"

namespace tocsin {

/// A text that a pack had, and who gave it that text.
struct PackVersion {
  std::string pack;
  std::uint64_t number = 0;  ///< dense in its pack, from 1
  int version = 0;           ///< as the text says itself
  Instant at{};              ///< wall clock
  Person by;                 ///< nobody: it was found on disk so
  std::string why;
  std::string etag;    ///< of the text
  std::string text;    ///< empty where versions are listed
  std::string rule;    ///< the id in its pack of a rule whose status was changed; else empty
  std::string status;  ///< its new one
};

/// What the workshop adds to a commit.
struct WorkshopChanges {
  std::vector<PackVersion> versions;
};

}  // namespace tocsin
