#pragma once
#include <memory>
#include <optional>
#include <string_view>

#include "engine/wire_decoder.h"

namespace tocsin {

/// Makes the decoder of each wire that has one: `posts` and `jetstream`.
///
/// Threads    Any; it holds nothing.
/// Errors     make() throws std::invalid_argument for a wire without a decoder: callers take
///            wires from wire_named() and recognise_wire(), which name no such wire.
class Decoders final : public WireDecoders {
 public:
  std::unique_ptr<WireDecoder> make(Wire wire) const override;
};

/// The wire that `--source` names. Nullopt: not (yet) one that can be read; wire_names() tells
/// those that can.
std::optional<Wire> wire_named(std::string_view name);
/// For messages: `posts, jetstream`.
std::string_view wire_names();
/// The wire that a recording's first line is in. Nullopt: none that can be read.
std::optional<Wire> recognise_wire(std::string_view first_line);

}  // namespace tocsin
