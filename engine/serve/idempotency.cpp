#include "engine/serve/idempotency.h"

#include <array>

#include <sodium.h>

namespace tocsin::serve {
namespace {

std::string hash_of(std::string_view body) {
  std::array<unsigned char, 32> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(body.data()),
                     body.size(), nullptr, 0);
  return {hash.begin(), hash.end()};
}

}  // namespace

IdempotencyKeys::Claim IdempotencyKeys::claim(std::string_view key, std::string_view body) {
  auto hash = hash_of(body);
  const std::scoped_lock lock(mutex_);
  if (const auto at = by_key_.find(key); at != by_key_.end()) {
    const Entry& entry = *at->second;
    if (entry.body_hash != hash) return {Verdict::other_body};
    if (!entry.answer) return {Verdict::under_way};
    return {Verdict::answered, *entry.answer};
  }
  if (entries_.size() == most_) drop(entries_.begin());
  entries_.push_back({std::string(key), std::move(hash), std::nullopt});
  by_key_.emplace(entries_.back().key, std::prev(entries_.end()));
  return {};
}

void IdempotencyKeys::settle(std::string_view key, const Response& answer) {
  const std::scoped_lock lock(mutex_);
  const auto at = by_key_.find(key);
  if (at == by_key_.end()) return;
  at->second->answer = answer;
  bytes_ += answer.body.size();
  while (bytes_ > bounds::remembered_answer_bytes) drop(entries_.begin());
}

void IdempotencyKeys::release(std::string_view key) {
  const std::scoped_lock lock(mutex_);
  if (const auto at = by_key_.find(key); at != by_key_.end()) drop(at->second);
}

void IdempotencyKeys::drop(Entries::iterator entry) {
  if (entry->answer) bytes_ -= entry->answer->body.size();
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

}  // namespace tocsin::serve
