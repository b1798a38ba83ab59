#include "engine/people/access.h"

#include <array>

namespace tocsin {
namespace {

constexpr std::array<std::string_view, role_count> role_names{"viewer", "agent", "lead",
                                                              "rule-author", "admin"};
constexpr std::array<std::string_view, right_count> right_names{
    "anybody", "signed-in", "read",    "work",       "lead", "read-people",
    "author",  "ingest",    "metrics", "administer", "audit"};

constexpr bool yes = true;
constexpr bool no = false;
// One row a right, one column a role, in the order of the enumerations.
constexpr std::array<std::array<bool, role_count>, right_count> table{{
    //            viewer agent lead author admin
    /*anybody*/ {yes, yes, yes, yes, yes},
    /*signed_in*/ {yes, yes, yes, yes, yes},
    /*read*/ {yes, yes, yes, yes, yes},
    /*work*/ {no, yes, yes, no, yes},
    /*lead*/ {no, no, yes, no, yes},
    /*read_people*/ {no, yes, yes, no, yes},
    /*author*/ {no, no, no, yes, yes},
    /*ingest*/ {no, no, no, no, yes},
    /*metrics*/ {no, no, no, no, yes},
    /*administer*/ {no, no, no, no, yes},
    /*audit*/ {no, no, no, no, yes},
}};

}  // namespace

std::string_view name_of(Role role) {
  return role_names[static_cast<std::size_t>(role)];
}

std::optional<Role> role_named(std::string_view name) {
  for (std::size_t i = 0; i < role_names.size(); ++i)
    if (role_names[i] == name) return static_cast<Role>(i);
  return std::nullopt;
}

std::string_view name_of(Right right) {
  return right_names[static_cast<std::size_t>(right)];
}

std::optional<Right> right_named(std::string_view name) {
  for (std::size_t i = 0; i < right_names.size(); ++i)
    if (right_names[i] == name) return static_cast<Right>(i);
  return std::nullopt;
}

bool may(Role role, Right right) {
  return table[static_cast<std::size_t>(right)][static_cast<std::size_t>(role)];
}

}  // namespace tocsin
