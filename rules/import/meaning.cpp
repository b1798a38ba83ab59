#include "rules/import/meaning.h"

#include <algorithm>

#include "rules/import/bounds.h"

namespace tocsin::rules::importing {

bool has_place(const Meaning& meaning) {
  if (meaning.kind == Meaning::Kind::any) return std::ranges::all_of(meaning.operands, has_place);
  return meaning.kind == Meaning::Kind::term;
}

bool has_claim(const Meaning& meaning) {
  return meaning.kind == Meaning::Kind::claim || std::ranges::any_of(meaning.operands, has_claim);
}

Meaning term_meaning(std::string written, std::size_t at) {
  return {.kind = Meaning::Kind::term, .written = std::move(written), .at = at};
}

Meaning claim_meaning(Claim claim, std::size_t at) {
  return {.kind = Meaning::Kind::claim, .claim = std::move(claim), .at = at};
}

Meaning joined(Meaning::Kind kind, std::vector<Meaning> operands) {
  Meaning meaning{.kind = kind, .at = operands.empty() ? 0 : operands.front().at};
  meaning.operands = std::move(operands);
  return meaning;
}

std::unexpected<Faults> no_equivalent(std::size_t at, std::string why) {
  return std::unexpected(Faults{{at, std::move(why)}});
}

namespace {

class Walk {
 public:
  Walk(const Platform& platform, std::vector<Fault>& notes) : platform_(platform), notes_(notes) {}

  Meaning of(const Query& query) {
    switch (query.kind) {
      case Query::Kind::negation:
        return parts(query, Meaning::Kind::negation);
      case Query::Kind::all:
        return parts(query, Meaning::Kind::all);
      case Query::Kind::any:
        return parts(query, Meaning::Kind::any);
      case Query::Kind::near:
        return near(query, Meaning::Kind::near);
      case Query::Kind::before:
        return near(query, Meaning::Kind::before);
      default:
        return leaf(query);
    }
  }

  Faults faults;

 private:
  Meaning leaf(const Query& query) {
    auto meaning = platform_.leaf(query, notes_);
    if (meaning) return std::move(*meaning);
    for (Fault& fault : meaning.error())
      if (faults.size() < faults_of_query) faults.push_back(std::move(fault));
    return {};
  }

  Meaning parts(const Query& query, Meaning::Kind kind) {
    std::vector<Meaning> operands;
    for (const Query& operand : query.operands) operands.push_back(of(operand));
    Meaning meaning = joined(kind, std::move(operands));
    meaning.at = query.at;
    return meaning;
  }

  Meaning near(const Query& query, Meaning::Kind kind) {
    Meaning meaning = parts(query, kind);
    meaning.distance = query.distance;
    for (std::size_t i = 0; i < meaning.operands.size(); ++i)
      if (!has_place(meaning.operands[i]) && faults.size() < faults_of_query)
        faults.push_back({query.operands[i].at,
                          "beside NEAR stand words, phrases, or an OR of these in Tocsin: what "
                          "stands here has no one place in the text; name the words themselves"});
    return meaning;
  }

  const Platform& platform_;
  std::vector<Fault>& notes_;
};

}  // namespace

Understood<Meaning> meaning_of(const Query& query, const Platform& platform,
                               std::vector<Fault>& notes) {
  Walk walk(platform, notes);
  Meaning meaning = walk.of(query);
  if (!walk.faults.empty()) return std::unexpected(std::move(walk.faults));
  return meaning;
}

}  // namespace tocsin::rules::importing
