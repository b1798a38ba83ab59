#pragma once
#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/pfr.hpp>

#include "engine/records.h"

/// Nouns with something in every field, and their comparison field by field, for whatever fields
/// they have: one that is added to a noun and not to its record makes the round trip fail.
namespace tocsin::test {

template <class T>
constexpr bool is_id = std::derived_from<T, Id128>;
template <class T>
struct list_of : std::false_type {};
template <class T>
struct list_of<std::vector<T>> : std::true_type {};
template <class T>
struct maybe : std::false_type {};
template <class T>
struct maybe<std::optional<T>> : std::true_type {};
template <class T>
struct row : std::false_type {};
template <class T, std::size_t N>
struct row<std::array<T, N>> : std::true_type {};

/// Gives each field another value than any default.
class Filler {
 public:
  template <class T>
  void fill(T& x) {
    const int n = ++count_;
    if constexpr (std::is_same_v<T, std::string>) {
      x = "Wort ü " + std::to_string(n);
    } else if constexpr (std::is_same_v<T, bool>) {
      x = true;
    } else if constexpr (std::is_same_v<T, Instant>) {
      x = instant_from_us(1'700'000'000'000'000 + n);
    } else if constexpr (std::is_enum_v<T>) {
      x = T{1};  // the second enumerator, or a key
    } else if constexpr (std::is_arithmetic_v<T>) {
      x = static_cast<T>(100 + n);
    } else if constexpr (is_id<T>) {
      x.high = 0x8000000000000000U + static_cast<std::uint64_t>(n);
      x.low = static_cast<std::uint64_t>(n);
    } else if constexpr (maybe<T>::value) {
      fill(x.emplace());
    } else if constexpr (list_of<T>::value) {
      x.resize(2);
      for (auto& element : x) fill(element);
    } else if constexpr (row<T>::value) {
      for (auto& element : x) fill(element);
    } else {
      boost::pfr::for_each_field(x, [this](auto& field) { fill(field); });
    }
  }

 private:
  int count_ = 0;
};

template <class T>
T filled() {
  T x;
  Filler().fill(x);
  return x;
}

/// How many fields of `a` and `b` differ, at any depth.
template <class T>
int differences(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, std::string> || std::is_arithmetic_v<T> || std::is_enum_v<T> ||
                std::is_same_v<T, Instant> || is_id<T>) {
    return a == b ? 0 : 1;
  } else if constexpr (maybe<T>::value) {
    if (a.has_value() != b.has_value()) return 1;
    return a ? differences(*a, *b) : 0;
  } else if constexpr (list_of<T>::value || row<T>::value) {
    if (a.size() != b.size()) return 1;
    int n = 0;
    for (std::size_t i = 0; i < a.size(); ++i) n += differences(a[i], b[i]);
    return n;
  } else {
    int n = 0;
    const auto left = boost::pfr::structure_tie(a);
    const auto right = boost::pfr::structure_tie(b);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((n += differences(std::get<I>(left), std::get<I>(right))), ...);
    }(std::make_index_sequence<boost::pfr::tuple_size_v<T>>());
    return n;
  }
}

}  // namespace tocsin::test
