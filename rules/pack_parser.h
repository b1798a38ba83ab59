#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rules.h"
#include "rules/source_text.h"
#include "rules/yaml.h"

/// The parts of a pack file, each read by a file of its own. Every reader tells what is wrong and
/// leaves it out, so that the rest is read too.
namespace tocsin::rules {

/// The entries of a term list, of `words`, of `unless`. `what` names the list in messages.
std::vector<Term> read_entries(const yaml::Node& node, std::string_view what,
                               ProblemSink& problems);
/// The mapping `terms:`.
std::vector<TermList> read_term_lists(const yaml::Node& node, ProblemSink& problems);
/// The list `brands:`.
std::vector<Brand> read_brands(const yaml::Node& node, ProblemSink& problems);

/// What a rule's parts may refer to.
struct RuleSurroundings {
  const Pack& pack;  ///< its terms are read
  const RuleContext& context;
  std::vector<ExprPtr>& guessed;  ///< gets what a `when` with faults most likely meant
};
std::optional<Rule> read_rule(const yaml::Node& node, const RuleSurroundings& around,
                              ProblemSink& problems);
std::optional<RuleLimit> read_limit(const yaml::Node& node, ProblemSink& problems);
std::optional<Window> read_window(Window::Kind kind, const yaml::Node& node, ProblemSink& problems);
std::vector<Example> read_examples(const yaml::Node& node, ProblemSink& problems);

/// Refers to own terms by names that do not exist, and the like; in `when`s with other faults too.
/// Needs the whole pack.
void check_own_names(const Pack& pack, std::span<const ExprPtr> guessed,
                     std::vector<Problem>& problems);

/// `NOT promo` alone holds for nearly every post there is.
void refuse_only_nots(const Pack& pack, std::vector<Problem>& problems);

/// Reads all packs of the paths, each by itself.
LoadedPacks parse_packs(std::span<const std::string> paths, const RuleContext& context,
                        Tell tell = Tell::everything);

/// What crosses files: pack names that are not unique, references that lead nowhere or round in a
/// circle. Sorts the problems by file and line.
void check_across(LoadedPacks& loaded, const RuleContext& context);

/// What is allowed, yet probably not meant.
void lint_pack(const Pack& pack, std::vector<Problem>& problems);

/// A file as parsed YAML, with its text: what a reader of packs or brands begins with.
///
/// Ownership  Borrows the bytes and the list of problems, which must outlive it.
class YamlFile {
 public:
  YamlFile(std::string_view file, std::string_view bytes, std::vector<Problem>& problems);
  YamlFile(const YamlFile&) = delete;
  YamlFile& operator=(const YamlFile&) = delete;

  ProblemSink& problems() { return sink_; }
  /// nullptr where nothing could be read, which was told.
  const yaml::Node* root() const { return tree_.root ? &*tree_.root : nullptr; }
  /// False where reading stopped early: what is missing may only be unread.
  bool whole() const { return tree_.whole; }

 private:
  SourceText source_of(std::string_view file, std::string_view bytes);
  bool is_told(const Problem& last, std::size_t told) const;

  std::vector<Problem>& problems_;
  std::size_t first_;  ///< of this file, in problems_
  bool cut_ = false;
  bool too_deep_ = false;
  SourceText source_;
  ProblemSink sink_;
  yaml::Tree tree_;
};

}  // namespace tocsin::rules
