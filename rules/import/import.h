#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rules.h"

/// Rules of X's filtered stream, and Boolean queries of Brandwatch, as packs that mean the same.
/// What cannot be said is told with its place and reason, and not written: no rule is widened or
/// narrowed. docs/import.md has the operators.
namespace tocsin::rules::importing {

enum class From : std::uint8_t { x, brandwatch };

struct ImportOptions {
  From from = From::x;
  std::string pack = {};   ///< its name; empty: `imported-x`, `imported-brandwatch`
  std::string brand = {};  ///< `brand:id` beside each query; empty: as the query stands
  std::string signal = "complaint";
  std::string severity = "low";
  RuleContext context = {};  ///< what packs may name: for the check of what was written
};

struct ImportedPack {
  std::string name;
  std::string text;  ///< in its one form; passes `rules check`
};

struct Imported {
  std::vector<ImportedPack> packs;  ///< several where one file would be too large
  std::vector<Problem> problems;    ///< errors: what is not imported; warnings: what to know
  std::size_t queries = 0;
  std::size_t imported = 0;  ///< queries
  std::size_t rules = 0;     ///< of ours: a query may become several
};

/// Reads a file of queries: X's rules one a line, or as the API gives or takes them
/// (`{"data":[{"id","value","tag"}]}`, `{"add":[…]}`, or the list alone); a Brandwatch query, or
/// the API's `{"results":[{"name","booleanQuery","languages"}]}`.
///
/// Threads    Any.
/// Limits     rules/import/bounds.h.
/// Errors     Those of `problems`; where nothing can be read at all, there is no pack.
/// Cost       What compiling the pack costs.
Imported import_queries(std::string_view file, std::string_view bytes,
                        const ImportOptions& options);

}  // namespace tocsin::rules::importing
