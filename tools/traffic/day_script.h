#pragma once
#include <cstdint>

#include "tools/traffic/seeded_random.h"

namespace tocsin::tools {

/// What a post of the played day is about.
enum class Scene : std::uint8_t {
  chatter,
  neutral,
  complaint,
  churn,
  legal,
  fraud,
  safety,
  discrimination,
  praise,
  question,
  other_acme,
  press,
  outage,
  attack,
};

/// Draws what the next post is about, when `played` (0–1) of the day is over.
Scene next_scene(double played, SeededRandom& random);

/// Whether Acme's help desk answers such posts.
bool wants_answer(Scene scene);

/// Phrase line of a scene about Acme.
const char* line_of(Scene scene);

}  // namespace tocsin::tools
