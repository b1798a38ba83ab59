#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/serve/bounds.h"
#include "engine/serve/response.h"

namespace tocsin::serve {

/// Remembers the answers to requests that carried an `Idempotency-Key`, so that one sent again
/// gets the first one's answer, with a secret that was made where there is one.
///
/// Threads    Any; one lock.
/// Limits     `most` keys, bounds::remembered_answer_bytes: the oldest go first. A restart forgets
///            them all: what would be done twice then has to see to it itself.
class IdempotencyKeys {
 public:
  static constexpr std::size_t key_bytes_most = 200;
  explicit IdempotencyKeys(std::size_t most) : most_(most) {}

  enum class Verdict : std::uint8_t {
    fresh,       ///< go on, then call settle() or release()
    answered,    ///< `answer` is what was said
    under_way,   ///< the first one is not answered yet
    other_body,  ///< the key stood for another body
  };
  struct Claim {
    Verdict verdict = Verdict::fresh;
    Response answer{};
  };

  Claim claim(std::string_view key, std::string_view body);
  void settle(std::string_view key, const Response& answer);
  /// The request came to nothing: it may be sent again.
  void release(std::string_view key);

 private:
  struct Entry {
    std::string key;
    std::string body_hash;
    std::optional<Response> answer;
  };
  using Entries = std::list<Entry>;
  void drop(Entries::iterator entry);

  const std::size_t most_;
  std::mutex mutex_;
  Entries entries_;  // oldest first
  std::unordered_map<std::string_view, Entries::iterator> by_key_;
  std::size_t bytes_ = 0;  // of the answers' bodies
};

}  // namespace tocsin::serve
