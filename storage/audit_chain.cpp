#include "storage/audit_chain.h"

#include <algorithm>

#include <sodium.h>

#include "storage/keys.h"
#include "storage/records.pb.h"
#include "storage/wire_writer.h"

namespace tocsin::storage {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
std::string_view text_of(const ChainLink& link) {
  return {reinterpret_cast<const char*>(link.data()), link.size()};
}

/// Tag and length of the link's field.
constexpr std::size_t link_head = 2;
static_assert(proto::AuditEntry::kChainFieldNumber < 16, "the tag is one byte");
constexpr char link_tag = static_cast<char>(proto::AuditEntry::kChainFieldNumber << 3 | 2);

}  // namespace

ChainLink chain_link(const ChainLink& before, std::uint64_t seq, std::string_view record) {
  ChainLink link{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, link.size());
  crypto_generichash_update(&state, before.data(), before.size());
  const auto number = key_of(seq);
  crypto_generichash_update(&state, bytes_of({number.bytes.data(), number.bytes.size()}), 8);
  crypto_generichash_update(&state, bytes_of(record), record.size());
  crypto_generichash_final(&state, link.data(), link.size());
  return link;
}

void append_link(std::string& record, const ChainLink& link) {
  WireWriter(record).text_always(proto::AuditEntry::kChainFieldNumber, text_of(link));
}

std::optional<LinkedRecord> without_link(std::string_view linked) {
  LinkedRecord out;
  const std::size_t tail = link_head + out.link.size();
  if (linked.size() < tail) return std::nullopt;
  out.record = linked.substr(0, linked.size() - tail);
  const auto field = linked.substr(out.record.size());
  if (field[0] != link_tag || field[1] != static_cast<char>(out.link.size())) return std::nullopt;
  std::ranges::copy(field.substr(link_head), out.link.begin());
  return out;
}

std::string to_bytes(const ChainEnd& end) {
  const auto number = key_of(end.seq);
  return std::string(number.bytes.data(), number.bytes.size()).append(text_of(end.link));
}

ChainEnd chain_end(std::string_view bytes) {
  ChainEnd end;
  if (bytes.size() != 8 + end.link.size()) return end;
  end.seq = get_big_endian(bytes.data());
  std::ranges::copy(bytes.substr(8), end.link.begin());
  return end;
}

}  // namespace tocsin::storage
