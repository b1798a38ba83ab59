#pragma once
#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

/// Unpacks messages that are each one zstd frame made with a known dictionary.
///
/// Threads    Unsafe to share.
/// Ownership  What unpack() gives lives until the next call; bounds::padding readable bytes
///            stand behind it.
/// Limits     Of a message that unpacks to more than bounds::frame_bytes that many bytes and one
///            are given, for the decoder to count it as `too_large`.
class ZstdFrames {
 public:
  /// Errors     A sentence: no such file, or it is no zstd dictionary.
  static std::expected<ZstdFrames, std::string> load(const std::filesystem::path& dictionary);
  ZstdFrames(ZstdFrames&&) noexcept;
  ZstdFrames& operator=(ZstdFrames&&) noexcept;
  ~ZstdFrames();

  enum class Fault : std::uint8_t {
    corrupt,
    other_dictionary,  ///< nothing that this server sends can be read
  };
  std::expected<std::string_view, Fault> unpack(std::string_view packed);
  std::uint32_t dictionary_id() const;

 private:
  struct State;
  explicit ZstdFrames(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tocsin
