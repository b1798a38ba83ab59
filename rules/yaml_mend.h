#pragma once
#include <vector>

#include "rules/source_text.h"

namespace tocsin::rules::yaml {

struct Mended {
  std::vector<Mend> mends;
  bool cut = false;  ///< something could not be mended: what the library says of the rest is noise
  bool too_deep = false;  ///< the library is not to see it: it takes the square of the depth
};

/// Finds what authors forget to quote and what YAML would silently read as something else (`#fail`
/// is a comment, `*ware` an alias), tells each with the form to write, and says how the text is to
/// be read so that the rest of the file is told about too.
///
/// Errors     Only what it is sure of; the library tells the rest.
/// Cost       One pass over the text.
Mended mend(ProblemSink& problems);

}  // namespace tocsin::rules::yaml
