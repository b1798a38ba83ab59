#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::rules {

/// What the scan looks for. Phrases of many rules end alike (`… took my parcel`), and a literal
/// scan filters by a literal's last bytes: every `parcel` of the stream would be compared with all
/// of them. Such a phrase is cut behind one of its words that few others have; what stands behind
/// that word is compared where the head is found. Phrases with the same head are scanned for once.
struct ScanHeads {
  struct Tail {
    std::uint32_t literal = 0;  ///< number in what choose_heads() was given
    std::string_view text;      ///< of the literal, behind the head; often empty
  };
  struct Head {
    std::string_view text;
    std::vector<Tail> tails;  ///< at least one
  };
  std::vector<Head> heads;
};

/// Ownership  Views of `literals`, which are folded and all different.
/// Cost       Linear in their bytes.
ScanHeads choose_heads(const std::vector<std::string>& literals);

}  // namespace tocsin::rules
