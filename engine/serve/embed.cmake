# Writes OUT, the C++ source that holds FILES: the page travels with the program.
# cmake -DOUT=… -DFILES=a;b -P embed.cmake
set(types_html "text/html; charset=utf-8")
set(types_css "text/css; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_json "application/json; charset=utf-8")
set(types_svg "image/svg+xml; charset=utf-8")
set(arrays "")
set(rows "")
set(n 0)
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  get_filename_component(ext ${file} LAST_EXT)
  string(SUBSTRING ${ext} 1 -1 ext)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr unsigned char file_${n}[] = {${bytes}0};\n")
  string(APPEND rows "    {\"${name}\", \"${types_${ext}}\", {reinterpret_cast<const char*>(file_${n}), sizeof file_${n} - 1}},\n")
  math(EXPR n "${n} + 1")
endforeach()
file(WRITE ${OUT} "// Made by engine/serve/embed.cmake.
#include \"engine/serve/assets.h\"
namespace tocsin::serve {
namespace {
${arrays}}  // namespace
std::span<const Asset> assets() {
  static const Asset all[] = {
${rows}  };
  return all;
}
}  // namespace tocsin::serve
")
