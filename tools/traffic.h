#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/time.h"

namespace tocsin::tools {

/// What is played.
enum class TrafficShape : std::uint8_t {
  day,    ///< a day of the telecom brand Acme, with everything around it
  bench,  ///< only new posts, no Acme: a stream to plant words into
};

struct TrafficOptions {
  std::uint64_t seed = 1;
  std::uint64_t posts = 24'000;  ///< new posts until the day is over; 1 … 10^9
  TrafficShape shape = TrafficShape::day;
  Instant from = instant_from_us(1'795'244'400'000'000);  ///< 2026-11-21T07:00:00Z
  Micros span = std::chrono::hours{24};
  std::uint32_t authors = 50'000;  ///< 1 … 10^8; who writes how much follows Zipf's law
  /// bench: writes what the next post says, in English, in place of chatter.
  std::function<void(std::string&)> say = {};
  /// bench: phrases, one of which is put into this share of the posts.
  std::vector<std::string> plant = {};
  double plant_share = 0;
};

/// What was played, for those who check what was read.
struct TrafficTally {
  std::uint64_t frames = 0;
  std::uint64_t posts = 0;
  std::uint64_t edits = 0;
  std::uint64_t deletions = 0;    ///< of posts
  std::uint64_t others = 0;       ///< likes, follows …, deletions of other records, account news
  std::uint64_t about_acme = 0;   ///< posts that name the brand
  std::uint64_t outage = 0;       ///< of the surge
  std::uint64_t attack = 0;       ///< of the campaign
  std::uint64_t our_answers = 0;  ///< written by Acme's own account
};

/// Plays public traffic in Jetstream's legacy wire shape: ordinary chatter in six languages,
/// complaints, threats to leave, an outage around one place, a campaign of near-identical posts by
/// accounts that were not seen before, press, praise, Acme's answers, edits, deletions, likes and
/// the rest. All of it is made up.
///
/// Threads    One owner.
/// Limits     Remembers a few thousand recent posts, whatever the length of the day.
/// Cost       1–2 µs a frame.
class Traffic {
 public:
  /// Acme's own account, and its handle.
  static constexpr std::string_view our_did = "did:plc:acmecarehelpdeskofficial";
  static constexpr std::string_view our_handle = "acme.com";
  /// The brand's configuration, in the form that rules::parse_brands reads.
  static std::string_view brands_yaml();

  explicit Traffic(TrafficOptions options);
  ~Traffic();
  Traffic(Traffic&&) noexcept;
  Traffic& operator=(Traffic&&) noexcept;

  /// The next frame, without a line end, in place of what `frame` holds; false: the day is over.
  /// Its time is spread over the options' span.
  bool next(std::string& frame);
  /// The same, with the time of its frame given: for a day that is played live.
  bool next(std::string& frame, Instant at);

  const TrafficTally& tally() const;
  /// How much of the day was played: 0–1.
  double played() const;

 private:
  class Day;
  std::unique_ptr<Day> day_;
};

}  // namespace tocsin::tools
