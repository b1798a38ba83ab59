#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "rules/import/import.h"
#include "rules/pack.h"

namespace tocsin::rules::importing {

/// Lines and columns of a file's bytes.
class FilePlaces {
 public:
  FilePlaces(std::string_view file, std::string_view bytes);
  Place at(std::size_t offset) const;

 private:
  std::string file_;
  std::vector<std::size_t> line_begins_;
};

/// One query of a file, and where its bytes stand there.
struct SourceQuery {
  std::string text;
  std::string name = {};                    ///< X's tag, Brandwatch's name; may be empty
  std::vector<std::string> languages = {};  ///< Brandwatch: beside the query
  std::vector<std::size_t> offsets = {};    ///< of each byte of `text` in the file, and of its end
};

/// The queries of a file; what cannot be read is told.
std::vector<SourceQuery> read_queries(std::string_view bytes, From from, const FilePlaces& places,
                                      std::vector<Problem>& problems);

}  // namespace tocsin::rules::importing
