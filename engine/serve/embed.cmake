# Writes OUT, the C++ source that holds FILE, the OpenAPI document: it travels with the program.
# cmake -DOUT=… -DFILE=… -P embed.cmake
file(READ ${FILE} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${OUT} "// Made by engine/serve/embed.cmake.
#include \"engine/serve/assets.h\"
namespace tocsin::serve {
namespace {
constexpr unsigned char document[] = {${bytes}0};
}  // namespace
std::string_view openapi_document() {
  return {reinterpret_cast<const char*>(document), sizeof document - 1};
}
}  // namespace tocsin::serve
")
