#pragma once
#include <span>
#include <string_view>

/// What people say in the played day: grammars for PhraseBook, written by us.
namespace tocsin::tools {

/// Ordinary chatter in one language: the line `say` is one sentence.
struct Chatter {
  std::string_view lang;
  std::string_view grammar;
  int weight = 0;  ///< beside the other languages; English, the first, has its own share
};
std::span<const Chatter> chatter();

/// What is said to and of Acme, in English, with lines for each scene; `$where` is the place of
/// the day's outage, which the caller adds as a line.
std::string_view acme_phrases();
/// The same for German and Spanish: fewer scenes (`complaint churn outage praise question`).
std::string_view acme_phrases_de();
std::string_view acme_phrases_es();

}  // namespace tocsin::tools
