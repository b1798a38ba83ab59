#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tocsin::serve {

/// Remembers the answers to requests that carried an `Idempotency-Key`, so that one sent again
/// gets the first one's answer. What it forgets does no harm: ingest is a function of the posts'
/// ids, and the same post twice is a repeat.
///
/// Threads    Any; one lock.
/// Limits     `keys_most`: the oldest go first.
class IdempotencyKeys {
 public:
  static constexpr std::size_t keys_most = 10'000;
  static constexpr std::size_t key_bytes_most = 200;

  enum class Verdict : std::uint8_t {
    fresh,       ///< go on, then call settle() or release()
    answered,    ///< `answer` is what was said
    under_way,   ///< the first one is not answered yet
    other_body,  ///< the key stood for another body
  };
  struct Claim {
    Verdict verdict = Verdict::fresh;
    std::string answer;
  };

  Claim claim(std::string_view key, std::string_view body);
  void settle(std::string_view key, std::string answer);
  /// The request came to nothing: it may be sent again.
  void release(std::string_view key);

 private:
  struct Entry {
    std::string key;
    std::string body_hash;
    std::optional<std::string> answer;
  };
  using Entries = std::list<Entry>;

  std::mutex mutex_;
  Entries entries_;  // oldest first
  std::unordered_map<std::string_view, Entries::iterator> by_key_;
};

}  // namespace tocsin::serve
