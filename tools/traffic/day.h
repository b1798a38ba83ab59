#pragma once
#include <array>
#include <cstdint>
#include <queue>
#include <string>
#include <vector>

#include "tools/traffic.h"
#include "tools/traffic/day_script.h"
#include "tools/traffic/jetstream_frame.h"
#include "tools/traffic/speech.h"

namespace tocsin::tools {

/// Plays the day: decides what happens next, remembers what has to follow.
class Traffic::Day {
 public:
  explicit Day(TrafficOptions options);
  bool next(std::string& frame);
  bool next(std::string& frame, Instant at);

  TrafficTally tally;
  double played() const;

 private:
  /// A post that others may answer, like, quote.
  struct Heard {
    PostRef ref;
    PostRef root;
    std::string did;
  };
  enum class Sequel : std::uint8_t {
    arrival,
    arrival_account,
    answer,
    followup,
    edit,
    deletion,
    takedown
  };
  /// Something that happens when so many posts were written.
  struct Later {
    std::uint64_t due = 0;
    std::uint64_t order = 0;  ///< of two with the same `due`
    Sequel what{};
    Scene scene{};
    std::string did;
    std::string rkey;
    std::string lang;
    Heard post;  ///< that is answered or changed
    bool operator>(const Later& o) const { return due != o.due ? due > o.due : order > o.order; }
  };

  void new_post(std::string& frame, Instant at);
  std::string_view say(Scene scene);
  void plant();
  void choose_company(PostDraft& draft, Scene scene);
  void remember(const PostDraft& draft);
  void plan_sequels(const PostDraft& draft, Scene scene);
  bool attacker_arrives();
  void later(double least_share, double most_share, Later what);
  void play(std::string& frame, Instant at, const Later& what);
  void speak_in(std::string& frame, Instant at, const Later& what, std::string_view line);
  void side_event(std::string& frame, Instant at);
  /// The share of ordinary posts that are not in English; benches want mostly ASCII text.
  double abroad() const { return options_.shape == TrafficShape::bench ? 0.04 : 0.38; }
  std::string author();
  const Heard& somebody();

  TrafficOptions options_;
  SeededRandom random_;
  Speech speech_;
  JetstreamFrames frames_;
  std::priority_queue<Later, std::vector<Later>, std::greater<>> later_;
  std::uint64_t order_ = 0;
  std::vector<Heard> heard_;
  std::size_t next_heard_ = 0;
  std::uint64_t attackers_ = 0;
  std::string attacker_;
  bool attacker_is_new_ = false;
  Instant last_{Instant::min()};
  std::string text_, rkey_, cid_;
};

}  // namespace tocsin::tools
