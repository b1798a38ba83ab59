#include "connectors/json_index.h"

#include <new>

#include <simdjson.h>

#include "engine/bounds.h"

namespace tocsin {
namespace {

static_assert(bounds::padding >= simdjson::SIMDJSON_PADDING);

// A micro-batch's frames fit; longer text doubles it.
constexpr std::size_t first_capacity = 64 << 10;

void must(simdjson::error_code error) {
  if (error != simdjson::SUCCESS) throw std::bad_alloc{};
}

}  // namespace

// The kernel for this processor, chosen at run time: the one compiled into the header would be
// the slow fallback.
struct JsonIndex::Stage {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> kernel;
};

JsonIndex::JsonIndex() : stage_(std::make_unique<Stage>()) {
  must(simdjson::get_active_implementation()->create_dom_parser_implementation(
      first_capacity, bounds::json_depth, stage_->kernel));
}

JsonIndex::~JsonIndex() = default;

JsonIndex::Fault JsonIndex::build(std::string_view text) {
  auto& kernel = *stage_->kernel;
  if (kernel.capacity() < text.size()) {
    std::size_t capacity = kernel.capacity();
    while (capacity < text.size()) capacity *= 2;
    must(kernel.allocate(capacity, bounds::json_depth));
  }
  begin_ = end_ = nullptr;
  const auto error = kernel.stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                                   simdjson::stage1_mode::regular);
  if (error == simdjson::EMPTY) return Fault::no_tokens;
  if (error == simdjson::UTF8_ERROR) return Fault::bad_utf8;
  if (error != simdjson::SUCCESS) return Fault::not_json;
  begin_ = kernel.structural_indexes.get();
  end_ = begin_ + kernel.n_structural_indexes;
  return Fault::none;
}

}  // namespace tocsin
