#include "rules/yaml_complaint.h"

#include <algorithm>
#include <array>
#include <utility>

#include <yaml-cpp/exceptions.h>

namespace tocsin::rules::yaml {
namespace {

/// What the library says, and what an author can do about it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 16> mends{{
    {"end of map not found",
     "this line does not go on as the mapping above it: check its indentation, and put text that "
     "begins with a quote wholly into quotes"},
    {"end of sequence not found",
     "this line does not go on as the list above it: check its indentation and its `- `"},
    {"end of map flow not found", "a `}` or a `,` is missing in this mapping"},
    {"end of sequence flow not found", "a `]`, a `,` or a closing quote is missing in this list"},
    {"illegal map value",
     "a `: ` within text reads as a key: put the whole text into quotes, or mend the indentation"},
    {"illegal map key", "this key stands where none can: check the indentation"},
    {"illegal block entry", "a `- ` stands where no list is: check the indentation"},
    {"illegal flow end", "this bracket closes nothing: take it away, or put the text into quotes"},
    {"illegal EOF in scalar", "a closing quote is missing: the text runs to the end of the file"},
    {"illegal document indicator in scalar",
     "a closing quote is missing: the text runs into the next document"},
    {"unknown token", "this character needs quotes around the text that holds it"},
    {"unexpected character in block scalar",
     "`|` or `>` opens a block of text: put the text into quotes"},
    {"the referenced anchor is not defined",
     "text that begins with `*` is written in quotes (aliases are not allowed)"},
    {"illegal tab when looking for indentation", "a tab indents this line: write spaces"},
    {"illegal character found while scanning alias",
     "text that begins with `*` is written in quotes (aliases are not allowed)"},
    {"illegal character found while scanning anchor",
     "text that begins with `&` is written in quotes (anchors are not allowed)"},
}};

}  // namespace

Complaint explain(const YAML::Exception& broken, std::string_view text) {
  const std::size_t at = broken.mark.pos < 0 ? 0 : static_cast<std::size_t>(broken.mark.pos);
  Complaint complaint{std::min(at, text.size()), {}};
  const auto known = std::ranges::find(mends, broken.msg, [](const auto& m) { return m.first; });
  if (known != mends.end())
    complaint.text = known->second;
  else if (broken.msg.starts_with("unknown escape character"))
    complaint.text =
        "in double quotes a backslash begins an escape of YAML: write the text in single quotes";
  else
    complaint.text = "this cannot be read as YAML (" + broken.msg +
                     "): check quotes and indentation of this line and the one above";
  return complaint;
}

std::size_t second_document(std::string_view text) {
  bool content = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (content && line.starts_with("---")) return at;
    const std::size_t first = line.find_first_not_of(" \r");
    if (first != std::string_view::npos && line[first] != '#' && !line.starts_with("%"))
      content = true;
    at = end + 1;
  }
  return 0;
}

}  // namespace tocsin::rules::yaml
