#include "tools/find_rule.h"

#include <string_view>
#include <vector>

#include "rules/suggest.h"

namespace tocsin::tools {

std::expected<RuleIndex, Fault> find_rule(const RuleBook& book, const std::string& wanted) {
  std::vector<std::size_t> found;
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < book.rules().size(); ++i) {
    const std::string_view id = book.rules()[i].id;
    known.push_back(id);
    known.push_back(id.substr(id.find('/') + 1));
    if (id == wanted || id.substr(id.find('/') + 1) == wanted) found.push_back(i);
  }
  if (found.size() == 1) return RuleIndex{static_cast<std::uint32_t>(found.front())};
  if (!found.empty())
    return std::unexpected(Fault{ExitCode::wrong_use, "several packs have a rule `" + wanted +
                                                          "`: write it with its pack, as `" +
                                                          book.rules()[found.front()].id + '`'});
  const std::string meant = rules::did_you_mean(wanted, known);
  return std::unexpected(
      Fault{ExitCode::wrong_use,
            "there is no rule `" + wanted + "` in these packs" +
                (meant.empty() ? ": it is written as `pack/id`, and a retired one is not looked at"
                               : meant)});
}

}  // namespace tocsin::tools
