// Packs that others refer to: read with them, so that a draft is checked as it will stand.
#include <algorithm>
#include <set>

#include "rules/pack_parser.h"
#include "rules/rules.h"

namespace tocsin::rules {
namespace {

/// What some packs refer to outside of themselves.
class Wanted {
 public:
  void add(const Pack& pack) {
    for (const Rule& rule : pack.rules)
      if (rule.when) add(*rule.when);
  }
  /// Brands are of all: whether `brand` holds hangs on every one.
  bool asks_for(const Pack& pack) const {
    return packs_.contains(pack.name) || !pack.brands.empty() ||
           std::ranges::any_of(pack.rules,
                               [this](const Rule& rule) { return signals_.contains(rule.signal); });
  }

 private:
  void add(const Expr& expr) {
    if (expr.kind == Expr::Kind::list && !expr.ref.pack.empty()) packs_.insert(expr.ref.pack);
    if (expr.kind == Expr::Kind::rule) packs_.insert(expr.id.substr(0, expr.id.find('/')));
    if (expr.kind == Expr::Kind::signal) signals_.insert(expr.id);
    for (const ExprPtr& operand : expr.operands) add(*operand);
  }

  std::set<std::string, std::less<>> packs_;
  std::set<std::string, std::less<>> signals_;
};

std::vector<Pack> read(const Beside& beside, const RuleContext& context,
                       std::vector<Problem>& problems) {
  std::vector<Pack> packs;
  for (const std::string& file : pack_files(beside.paths, problems))
    if (const auto bytes = pack_bytes(file))
      packs.push_back(parse_pack(file, *bytes, context, problems, Tell::errors));
  if (beside.shipped)
    for (const auto& [file, bytes] : shipped_packs())
      packs.push_back(parse_pack(file, bytes, context, problems, Tell::errors));
  return packs;
}

/// Moves to the front what is referred to, also by what is referred to; how many those are.
std::size_t referred_first(std::span<const Pack> asked, std::span<Pack> beside) {
  Wanted wanted;
  for (const Pack& pack : asked) wanted.add(pack);
  std::size_t found = 0;
  for (std::size_t i = found; i < beside.size();) {
    if (!wanted.asks_for(beside[i])) {
      ++i;
      continue;
    }
    wanted.add(beside[i]);
    std::swap(beside[i], beside[found++]);
    i = found;  // what was passed over may be wanted now
  }
  return found;
}

/// Of packs that are only referred to, errors are told; of those that are not even that, nothing.
void tell_less(std::vector<Problem>& problems, const std::set<std::string>& beside,
               std::span<const Pack> referred) {
  std::erase_if(problems, [&](const Problem& problem) {
    if (!beside.contains(problem.place.file)) return false;
    return problem.level == Level::warning ||
           std::ranges::find(referred, problem.place.file, &Pack::file) == referred.end();
  });
}

}  // namespace

LoadedPacks load_packs_beside(std::span<const std::string> paths, const Beside& beside,
                              const RuleContext& context) {
  LoadedPacks loaded = parse_packs(paths, context);
  auto others = read(beside, context, loaded.problems);
  std::set<std::string> files(beside.paths.begin(), beside.paths.end());
  for (const Pack& other : others) files.insert(other.file);
  for (const Pack& pack : loaded.packs) {
    std::erase_if(others, [&](const Pack& other) {
      return other.file == pack.file || (!pack.name.empty() && other.name == pack.name);
    });
    files.erase(pack.file);
  }
  const std::size_t asked = loaded.packs.size();
  std::ranges::move(others, std::back_inserter(loaded.packs));
  check_across(loaded, context);
  const std::span all(loaded.packs);
  loaded.beside = referred_first(all.first(asked), all.subspan(asked));
  loaded.packs.erase(loaded.packs.begin() + static_cast<std::ptrdiff_t>(asked + loaded.beside),
                     loaded.packs.end());
  tell_less(loaded.problems, files, std::span(loaded.packs).subspan(asked));
  return loaded;
}

}  // namespace tocsin::rules
