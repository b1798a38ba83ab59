#include "tools/traffic/day_script.h"

#include <array>

namespace tocsin::tools {
namespace {

/// Between `from` and `to` of the day, this share of all posts.
struct Act {
  Scene scene;
  double from;
  double to;
  double share;
};

constexpr std::array acts{
    Act{Scene::neutral, 0, 1, 0.010},       Act{Scene::complaint, 0, 1, 0.008},
    Act{Scene::churn, 0, 1, 0.0022},        Act{Scene::legal, 0, 1, 0.0006},
    Act{Scene::fraud, 0, 1, 0.0006},        Act{Scene::safety, 0, 1, 0.0003},
    Act{Scene::discrimination, 0, 1, 2e-4}, Act{Scene::praise, 0, 1, 0.003},
    Act{Scene::question, 0, 1, 0.003},      Act{Scene::other_acme, 0, 1, 0.0015},
    Act{Scene::outage, 0.30, 0.32, 0.08},   Act{Scene::outage, 0.32, 0.36, 0.20},
    Act{Scene::outage, 0.36, 0.40, 0.07},   Act{Scene::outage, 0.40, 0.47, 0.015},
    Act{Scene::press, 0.34, 0.36, 0.003},   Act{Scene::attack, 0.56, 0.60, 0.14},
    Act{Scene::press, 0.60, 0.62, 0.003},   Act{Scene::attack, 0.60, 0.63, 0.02},
};

}  // namespace

Scene next_scene(double played, SeededRandom& random) {
  double left = random.share();
  for (const auto& act : acts) {
    if (played < act.from || played >= act.to) continue;
    left -= act.share;
    if (left < 0) return act.scene;
  }
  return Scene::chatter;
}

bool wants_answer(Scene scene) {
  return scene == Scene::complaint || scene == Scene::churn || scene == Scene::legal ||
         scene == Scene::fraud || scene == Scene::safety || scene == Scene::question ||
         scene == Scene::outage;
}

const char* line_of(Scene scene) {
  switch (scene) {
    case Scene::chatter:
      return "say";
    case Scene::neutral:
      return "neutral";
    case Scene::complaint:
      return "complaint";
    case Scene::churn:
      return "churn";
    case Scene::legal:
      return "legal";
    case Scene::fraud:
      return "fraud";
    case Scene::safety:
      return "safety";
    case Scene::discrimination:
      return "discrimination";
    case Scene::praise:
      return "praise";
    case Scene::question:
      return "question";
    case Scene::other_acme:
      return "other_acme";
    case Scene::press:
      return "press";
    case Scene::outage:
      return "outage";
    case Scene::attack:
      return "attack";
  }
  return "say";
}

}  // namespace tocsin::tools
