#include "tools/traffic/speech.h"

#include "tools/traffic/phrases.h"

namespace tocsin::tools {
namespace {

std::string with_place(std::string_view grammar, std::string_view place) {
  return std::string(grammar) + "where: " + std::string(place) + "\n";
}

bool ends_sentence(char c) {
  return c == '.' || c == '?' || c == '!';
}

bool said_in_others(Scene scene) {
  return scene == Scene::complaint || scene == Scene::churn || scene == Scene::outage ||
         scene == Scene::praise || scene == Scene::question;
}

}  // namespace

Speech::Speech(std::string_view place)
    : acme_(with_place(acme_phrases(), place)),
      acme_de_(with_place(acme_phrases_de(), place)),
      acme_es_(with_place(acme_phrases_es(), place)) {
  for (const auto& c : tools::chatter()) {
    PhraseBook book(c.grammar);
    const auto say = book.symbol("say");
    tongues_.push_back({c.lang, std::move(book), say, c.weight});
    if (tongues_.size() > 1) weights_abroad_ += c.weight;
  }
}

std::string_view Speech::chatter(double abroad, SeededRandom& random, std::string& text) const {
  const Tongue* tongue = tongues_.data();
  if (random.chance(abroad)) {
    auto draw = static_cast<int>(random.under(static_cast<std::uint64_t>(weights_abroad_)));
    while ((draw -= (++tongue)->weight) >= 0) {
    }
  }
  text.clear();
  // From a remark to the three hundred characters that fit.
  const auto sentences = 1 + random.under(4);
  for (std::uint64_t i = 0; i < sentences && text.size() < 180; ++i) {
    if (i > 0 && tongue->lang != "ja") text += ends_sentence(text.back()) ? " " : ". ";
    tongue->book.say(tongue->say, random, text);
  }
  return tongue->lang;
}

std::string_view Speech::about_acme(Scene scene, SeededRandom& random, std::string& text) const {
  text.clear();
  const double tongue = said_in_others(scene) ? random.share() : 1;
  const auto& book = tongue < 0.12 ? acme_de_ : tongue < 0.20 ? acme_es_ : acme_;
  book.say(book.symbol(line_of(scene)), random, text);
  return tongue < 0.12 ? "de" : tongue < 0.20 ? "es" : "en";
}

void Speech::line(std::string_view name, SeededRandom& random, std::string& text) const {
  text.clear();
  acme_.say(acme_.symbol(name), random, text);
}

}  // namespace tocsin::tools
