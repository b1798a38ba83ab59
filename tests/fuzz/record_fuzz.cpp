// Records from a disk that lies: any bytes are a noun or are refused, and a noun that was read is
// written so that it is read again as the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "storage/decode.h"
#include "storage/desk_records.h"
#include "storage/encode.h"

namespace {
using namespace tocsin;

template <class Noun, class... Key>
void there_and_back(std::string_view bytes, Key... key) {
  Noun noun;
  if (!storage::decode(bytes, key..., noun)) return;
  std::string once;
  storage::encode(noun, once);
  Noun again;
  if (!storage::decode(once, key..., again)) std::abort();
  std::string twice;
  storage::encode(again, twice);
  if (once != twice) std::abort();
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 0xD0) {
    there_and_back<Deed>(bytes, std::uint64_t{1});
    return 0;
  }
  switch (data[0] % 6) {
    case 0:
      there_and_back<KeptPost>(bytes);
      break;
    case 1:
      there_and_back<AuthorState>(bytes, AuthorKey{1});
      break;
    case 2:
      there_and_back<Case>(bytes);
      break;
    case 3:
      there_and_back<Alert>(bytes);
      break;
    case 4:
      there_and_back<Event>(bytes, std::uint64_t{1});
      break;
    default:
      there_and_back<DeadLetter>(bytes);
      break;
  }
  return 0;
}
