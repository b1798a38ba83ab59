#include "rules/fold.h"

#include <algorithm>
#include <cstring>

#include "rules/fold_ascii.h"
#include "rules/fold_general.h"

namespace tocsin::rules {
namespace {
constexpr std::size_t slack = 128;
}

void FoldBuffer::clear() {
  size_ = 0;
  reserve(1);
  bytes_[size_++] = '\n';
}

void FoldBuffer::reserve(std::size_t more) {
  if (size_ + more + slack <= capacity_) return;
  const std::size_t wanted = std::max<std::size_t>(2 * capacity_, size_ + more + 4096);
  auto grown = std::make_unique_for_overwrite<char[]>(wanted);
  if (size_ > 0) std::memcpy(grown.get(), bytes_.get(), size_);
  bytes_ = std::move(grown);
  capacity_ = wanted;
}

FoldBuffer::Folded FoldBuffer::append(std::string_view text) {
  reserve(text.size());
  const std::size_t begin = size_;
  const AsciiFold how = fold_ascii(text.data(), text.size(), bytes_.get() + begin);
  if (how == AsciiFold::not_ascii) {
    reserve(2 * text.size());
    std::size_t needs = 0;
    size_ += fold_general(text, bytes_.get() + begin, capacity_ - begin - 8, nullptr, needs);
    if (needs > 0) {
      size_ = begin;
      reserve(needs);
      size_ += fold_general(text, bytes_.get() + begin, capacity_ - begin - 8, nullptr, needs);
    }
  } else {
    size_ += how == AsciiFold::same ? text.size() : shorten_runs(bytes_.get() + begin, text.size());
  }
  const std::size_t end = size_;
  bytes_[size_++] = '\n';
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
          how == AsciiFold::same};
}

std::string fold(std::string_view text) {
  FoldBuffer buffer;
  return std::string(buffer.view(buffer.append(text)));
}

void fold_with_offsets(std::string_view text, std::string& folded, FoldOffsets& offsets) {
  std::size_t needs = 2 * text.size() + slack;
  do {
    folded.resize_and_overwrite(needs, [&](char* to, std::size_t room) {
      return fold_general(text, to, room, &offsets, needs);
    });
  } while (needs > 0);
}

}  // namespace tocsin::rules
