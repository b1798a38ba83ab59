#pragma once
#include <span>
#include <string>
#include <string_view>

/// The words of the rule language that are neither structure nor free: signals, severities,
/// fields …
namespace tocsin::rules {

/// The signals that every installation knows; a configuration may declare further ones.
std::span<const std::string_view> known_signals();
std::span<const std::string_view> severity_names();
std::span<const std::string_view> status_names();
std::span<const std::string_view> field_names();
std::span<const std::string_view> limit_by_names();

/// `[a-z][a-z0-9_-]*`, at most 64 bytes: names of terms.
bool is_term_name(std::string_view text);
/// Words of the language that no term may be named: `brand`, `count` …
bool is_reserved_name(std::string_view text);
std::span<const std::string_view> reserved_names();
/// `[a-z0-9][a-z0-9-]*`, at most 64 bytes: names of packs, rules, brands.
bool is_id(std::string_view text);
/// What an author probably meant by a text that is no id: `My Rule` is `my-rule`.
std::string as_id(std::string_view text);

}  // namespace tocsin::rules
