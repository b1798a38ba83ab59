#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace YAML {
class Exception;
}

namespace tocsin::rules::yaml {

/// What the YAML library could not read, in words that name the mend.
struct Complaint {
  std::size_t offset = 0;
  std::string text;
};
Complaint explain(const YAML::Exception& broken, std::string_view text);

/// Where the second document of a file begins.
std::size_t second_document(std::string_view text);

}  // namespace tocsin::rules::yaml
