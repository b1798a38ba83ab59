#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tools/traffic/day_script.h"
#include "tools/traffic/phrase_book.h"

namespace tocsin::tools {

/// Finds words for everybody in the played day.
///
/// Threads    One owner.
class Speech {
 public:
  /// `place`: where the day's outage is.
  explicit Speech(std::string_view place);

  /// Replaces `text` with ordinary chatter, this share of it not in English; the language.
  std::string_view chatter(double abroad, SeededRandom& random, std::string& text) const;
  /// Replaces `text` with what somebody says in a scene about Acme; the language it is in.
  std::string_view about_acme(Scene scene, SeededRandom& random, std::string& text) const;
  /// Replaces `text` with a line of the English book: `answer`, `softened` …
  void line(std::string_view name, SeededRandom& random, std::string& text) const;

 private:
  struct Tongue {
    std::string_view lang;
    PhraseBook book;
    PhraseBook::Symbol say = 0;
    int weight = 0;
  };
  std::vector<Tongue> tongues_;
  int weights_abroad_ = 0;
  PhraseBook acme_, acme_de_, acme_es_;
};

}  // namespace tocsin::tools
