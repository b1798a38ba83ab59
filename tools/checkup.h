#pragma once
#include <string>
#include <vector>

#include "tools/config.h"

/// What the doctor looks at.
namespace tocsin::tools {

enum class Verdict : std::uint8_t { good, note, bad };

/// One thing that was looked at.
struct LookedAt {
  Verdict verdict = Verdict::good;
  std::string what;  ///< `configuration`, `rules`, `store` …
  std::string text;  ///< how it is, and for what is bad how to mend it
};
using Checkup = std::vector<LookedAt>;

/// Everything, in the order in which one thing needs the other.
Checkup check_up(const std::string& config_file, const std::string& data,
                 const std::vector<std::string>& packs);

}  // namespace tocsin::tools
