#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

/// Keys and ids. All are functions of the input alone: no version, span or clock in them, so
/// that work done twice after a crash gives the same names (DESIGN §6).
namespace tocsin {

/// 64-bit key of (source, id) of a post: XXH3 of `source NUL id`. The reader computes it for every
/// post; whoever finds a record by it compares source and id as well.
enum class PostKey : std::uint64_t {};
/// 64-bit key of (source, author id), likewise.
enum class AuthorKey : std::uint64_t {};

PostKey post_key(std::string_view source, std::string_view id);
AuthorKey author_key(std::string_view source, std::string_view id);

/// 128 bits of BLAKE2b over the named parts.
struct Id128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Id128&) const = default;
  bool empty() const { return high == 0 && low == 0; }
};

struct CaseId : Id128 {};     ///< of (brand, source, conversation); written `ca_…`
struct AlertId : Id128 {};    ///< of (case, its number in the case); written `al_…`
struct FindingId : Id128 {};  ///< of (source, post, rule); written `fi_…`

struct ActionId : Id128 {};  ///< of the feed's number with which it was done; written `ac_…`

/// Of named parts in their order; `domain` keeps apart what is named alike.
Id128 digest_of(std::string_view domain, std::span<const std::string_view> parts);

CaseId case_id(std::string_view brand, std::string_view source, std::string_view conversation);
AlertId alert_id(CaseId owner, std::uint32_t number);
FindingId finding_id(std::string_view source, std::string_view post, std::string_view rule);
ActionId action_id(std::uint64_t seq);

/// `al_` and 26 characters of Crockford's base 32, lower case.
std::string to_string(CaseId id);
std::string to_string(AlertId id);
std::string to_string(FindingId id);
std::string to_string(ActionId id);
/// False where the text is no such id.
bool parse_id(std::string_view text, CaseId& out);
bool parse_id(std::string_view text, AlertId& out);
bool parse_id(std::string_view text, ActionId& out);

struct IdHash {
  std::size_t operator()(const Id128& id) const { return id.low; }
};

}  // namespace tocsin
