#pragma once
#include <cstddef>

/// Every bound on what is imported, with what happens there.
namespace tocsin::rules::importing {

/// A larger file is refused whole.
inline constexpr std::size_t file_bytes = std::size_t{64} << 20;
/// Queries of a file (X's largest plan has 25,000 rules); further ones are told once and left out.
inline constexpr std::size_t queries = 50'000;
/// A longer query is refused. X takes 2,048 characters; Brandwatch's are longer.
inline constexpr std::size_t query_bytes = std::size_t{64} << 10;
/// Parentheses and negations within each other; more is refused. Below the 64 of `when`.
inline constexpr int nesting = 48;
/// Words and operators of a query; more is refused.
inline constexpr std::size_t query_parts = 5'000;
/// A query that asks for fields on one side of an OR becomes so many rules at most; more is
/// refused.
inline constexpr std::size_t rules_of_query = 16;
/// Conditions of one rule; more is refused.
inline constexpr std::size_t where_conditions = 64;
/// Faults told of one query; the rest follows from the first.
inline constexpr std::size_t faults_of_query = 8;
/// A pack is closed before it would be longer; the next rules go into another pack.
/// Below bounds::pack_bytes.
inline constexpr std::size_t pack_bytes = std::size_t{200} << 10;
/// An OR of so many terms or more becomes a named list.
inline constexpr std::size_t list_of_terms = 4;
/// What of a query is shown in a comment and in a title.
inline constexpr std::size_t shown_bytes = 400;
inline constexpr std::size_t title_bytes = 80;

}  // namespace tocsin::rules::importing
