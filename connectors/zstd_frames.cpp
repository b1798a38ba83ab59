#include "connectors/zstd_frames.h"

#include <fstream>
#include <iterator>
#include <utility>

#include <zstd.h>

#include "engine/bounds.h"

namespace tocsin {

struct ZstdFrames::State {
  struct Free {
    void operator()(ZSTD_DCtx* freed) const { ZSTD_freeDCtx(freed); }
    void operator()(ZSTD_DDict* freed) const { ZSTD_freeDDict(freed); }
  };
  std::unique_ptr<ZSTD_DDict, Free> dictionary;
  std::unique_ptr<ZSTD_DCtx, Free> context{ZSTD_createDCtx()};
  std::vector<char> out = std::vector<char>(64 << 10);
};

ZstdFrames::ZstdFrames(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZstdFrames::ZstdFrames(ZstdFrames&&) noexcept = default;
ZstdFrames& ZstdFrames::operator=(ZstdFrames&&) noexcept = default;
ZstdFrames::~ZstdFrames() = default;

std::expected<ZstdFrames, std::string> ZstdFrames::load(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::unexpected(path.string() + ": the zstd dictionary cannot be opened");
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (ZSTD_getDictID_fromDict(bytes.data(), bytes.size()) == 0)
    return std::unexpected(path.string() + ": is no zstd dictionary");
  auto state = std::make_unique<State>();
  state->dictionary.reset(ZSTD_createDDict(bytes.data(), bytes.size()));
  if (!state->dictionary || !state->context)
    return std::unexpected(path.string() + ": the zstd dictionary is damaged");
  ZSTD_DCtx_refDDict(state->context.get(), state->dictionary.get());
  return ZstdFrames(std::move(state));
}

std::uint32_t ZstdFrames::dictionary_id() const {
  return ZSTD_getDictID_fromDDict(state_->dictionary.get());
}

std::expected<std::string_view, ZstdFrames::Fault> ZstdFrames::unpack(std::string_view packed) {
  const auto wanted = ZSTD_getDictID_fromFrame(packed.data(), packed.size());
  if (wanted != 0 && wanted != dictionary_id()) return std::unexpected(Fault::other_dictionary);
  // In pieces, because the header need not say how much it unpacks to, and may lie.
  constexpr std::size_t most = bounds::frame_bytes + 1;
  auto& out = state_->out;
  ZSTD_DCtx_reset(state_->context.get(), ZSTD_reset_session_only);
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::size_t size = 0;
  while (size < most) {
    const std::size_t room = std::min(out.size() - bounds::padding, most);
    ZSTD_outBuffer into{out.data(), room, size};
    const std::size_t left = ZSTD_decompressStream(state_->context.get(), &into, &in);
    size = into.pos;
    if (ZSTD_isError(left) != 0) return std::unexpected(Fault::corrupt);
    if (left == 0)
      return in.pos == in.size
                 ? std::expected<std::string_view, Fault>(std::string_view(out.data(), size))
                 : std::unexpected(Fault::corrupt);
    if (size == room && size < most)
      out.resize(out.size() * 2);
    else if (in.pos == in.size && size < room)
      return std::unexpected(Fault::corrupt);  // ends in the middle
  }
  return std::string_view(out.data(), size);
}

}  // namespace tocsin
