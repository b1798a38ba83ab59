# Writes the shipped packs into a source file, so that the program runs without the tree.
# cmake -DOUT=FILE -DPACKS=a.yaml,b.yaml -P embed.cmake
string(REPLACE "," ";" packs "${PACKS}")
set(entries "")
foreach(pack IN LISTS packs)
  get_filename_component(name "${pack}" NAME)
  file(READ "${pack}" text)
  string(APPEND entries "    {\"${name}\", R\"tocsin-pack(${text})tocsin-pack\"},\n")
endforeach()
file(WRITE "${OUT}.new" "// Written by rules/packs/embed.cmake.
#include <array>

#include \"rules/rules.h\"

namespace tocsin::rules {

std::span<const std::pair<std::string_view, std::string_view>> shipped_packs() {
  static constexpr auto packs = std::to_array<std::pair<std::string_view, std::string_view>>({
${entries}  });
  return packs;
}

}  // namespace tocsin::rules
")
file(RENAME "${OUT}.new" "${OUT}")
