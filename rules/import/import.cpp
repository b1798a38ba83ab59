#include "rules/import/import.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "rules/fold.h"
#include "rules/import/alternatives.h"
#include "rules/import/bounds.h"
#include "rules/import/operators.h"
#include "rules/import/pack_text.h"
#include "rules/import/query_file.h"
#include "rules/language_names.h"
#include "rules/source_text.h"

namespace tocsin::rules::importing {
namespace {

const Platform& platform_of(From from) {
  return from == From::x ? x_platform() : brandwatch_platform();
}

/// A query whose words are only asked not to be there.
bool only_denies(const Meaning& meaning) {
  switch (meaning.kind) {
    case Meaning::Kind::negation:
      return true;
    case Meaning::Kind::all:
      return std::ranges::all_of(meaning.operands, only_denies);
    case Meaning::Kind::any:
      return std::ranges::any_of(meaning.operands, only_denies);
    default:
      return false;
  }
}

class Import {
 public:
  Import(std::string_view file, std::string_view bytes, const ImportOptions& options)
      : file_(file),
        bytes_(bytes),
        places_(file, bytes.substr(0, file_bytes)),
        options_(options),
        platform_(platform_of(options.from)) {
    if (options_.pack.empty())
      options_.pack = options.from == From::x ? "imported-x" : "imported-brandwatch";
  }

  Imported run() {
    if (bytes_.size() > file_bytes) {
      out_.problems.push_back({{std::string(file_), 0, 0},
                               Level::error,
                               "too-large",
                               "the file is larger than " + std::to_string(file_bytes >> 20) +
                                   " MiB: import it in parts"});
      return std::move(out_);
    }
    const auto sources = read_queries(bytes_, options_.from, places_, out_.problems);
    out_.queries = sources.size();
    for (const SourceQuery& source : sources) query(source);
    write();
    sort_by_place(out_.problems);
    return std::move(out_);
  }

 private:
  void tell(const SourceQuery& source, const Fault& fault, Level level) {
    const std::size_t at = std::min(fault.at, source.offsets.size() - 1);
    out_.problems.push_back({places_.at(source.offsets[at]), level, fault.lint, fault.why});
  }

  void refuse(const SourceQuery& source, const Faults& faults) {
    for (const Fault& fault : faults)
      tell(source, {fault.at, "not imported: " + fault.why, fault.lint}, Level::error);
  }

  /// What a person should know is told at its first place.
  void note(const SourceQuery& source, const std::vector<Fault>& notes) {
    for (const Fault& one : notes)
      if (told_.insert(one.why).second) tell(source, {one.at, one.why, "read-so"}, Level::warning);
  }

  void query(const SourceQuery& source) {
    if (source.text.size() > query_bytes)
      return refuse(
          source,
          {{0, "a query is at most " + std::to_string(query_bytes >> 10) + " KiB: cut it in two",
            "too-large"}});
    const auto parsed = platform_.parse(source.text);
    if (!parsed) return refuse(source, parsed.error());
    std::vector<Fault> notes;
    auto meaning = meaning_of(*parsed, platform_, notes);
    if (!meaning) return refuse(source, meaning.error());
    if (only_denies(*meaning))
      return refuse(
          source, syntax_fault(0, "the query only says what must not be there: " +
                                      std::string(platform_.name) + " asks for a word that must"));
    if (!source.languages.empty()) *meaning = with_languages(source, std::move(*meaning));
    const auto alternatives = alternatives_of(*meaning);
    if (!alternatives) return refuse(source, alternatives.error());
    note(source, notes);
    note_unknown(source, *alternatives);
    add(source, *alternatives);
  }

  static Meaning with_languages(const SourceQuery& source, Meaning meaning) {
    std::vector<Meaning> both;
    both.push_back(std::move(meaning));
    both.push_back(claim_meaning({Claim::Kind::is, Field::lang, source.languages}, 0));
    return joined(Meaning::Kind::all, std::move(both));
  }

  /// `= false` and `!=` hold only for what a source says.
  void note_unknown(const SourceQuery& source, const std::vector<Alternative>& alternatives) {
    for (const Alternative& one : alternatives)
      for (const std::string& condition : one.where)
        if (condition.ends_with(" = false"))
          note(source, {{0, "`" + condition + "` does not hold where a source does not say so; " +
                                std::string(platform_.name) + "'s posts always do"}});
  }

  std::string unused(const std::string& wanted, std::set<std::string, std::less<>>& taken) {
    std::string name = wanted;
    for (int n = 2; !taken.insert(name).second; ++n) name = wanted + '-' + std::to_string(n);
    return name;
  }

  static bool is_id_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

  static std::string shortened(std::string id, std::size_t most) {
    if (id.size() <= most) return id;
    // At the end of a word, where one ends in its second half.
    const std::size_t dash = id.rfind('-', most);
    id.resize(dash != id.npos && dash > most / 2 ? dash : most);
    return id;
  }

  void add(const SourceQuery& source, const std::vector<Alternative>& alternatives) {
    constexpr std::size_t name_bytes = 40, text_bytes = 20;
    const std::string& named = source.name.empty() ? source.text : source.name;
    std::string stem = "query";
    if (const std::string folded = fold(named); std::ranges::any_of(folded, is_id_character))
      stem = shortened(as_id(folded), source.name.empty() ? text_bytes : name_bytes);
    const std::string id = unused(stem, ids_);
    // The name of a list begins with a letter.
    WhenText text((id.front() >= 'a' && id.front() <= 'z' ? "" : "w-") + id + "-words");

    NewRules rules;
    const Place place = places_.at(source.offsets.front());
    rules.comments.push_back("line " + std::to_string(place.line) + ": " +
                             on_one_line(source.text, shown_bytes));
    if (alternatives.size() > 1)
      rules.comments.push_back("In " + std::to_string(alternatives.size()) +
                               " rules, since `where` has no OR: one of them matches where the "
                               "query does.");
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      NewRule rule{.id = i == 0 ? id : unused(id + '-' + std::to_string(i + 1), ids_),
                   .title = on_one_line(named, title_bytes),
                   .when = text.all_of(alternatives[i].text),
                   .where = alternatives[i].where};
      if (!options_.brand.empty())
        rule.when =
            "brand:" + options_.brand + " AND " +
            (alternatives[i].text.size() == 1 && alternatives[i].text[0].kind == Meaning::Kind::any
                 ? '(' + rule.when + ')'
                 : rule.when);
      rules.rules.push_back(std::move(rule));
    }
    rules.lists = text.take_lists();
    new_.emplace_back(&source, std::move(rules));
  }

  // --- writing
  // ------------------------------------------------------------------------------------

  std::string pack_name(std::size_t number) const {
    return options_.pack + (number == 0 ? "" : '-' + std::to_string(number + 1));
  }

  std::string text_of(std::size_t number, const std::vector<const NewRules*>& rules) const {
    return pack_text(pack_name(number), "Imported from " + std::string(platform_.name), options_,
                     rules);
  }

  static std::size_t size_of(const NewRules& one) {
    constexpr std::size_t keys = 220;
    std::size_t size = 0;
    for (const std::string& comment : one.comments) size += comment.size() + 8;
    for (const TermNames& list : one.lists)
      for (const std::string& term : list.terms) size += term.size() + 16;
    for (const NewRule& rule : one.rules) {
      size += rule.when.size() + rule.title.size() + keys;
      for (const std::string& condition : rule.where) size += condition.size() + 12;
    }
    return size;
  }

  void write() {
    std::vector<std::size_t> some;
    std::size_t size = 0;
    for (std::size_t i = 0; i < new_.size(); ++i) {
      const std::size_t more = size_of(new_[i].second);
      if (!some.empty() && size + more > pack_bytes) {
        write_pack(std::exchange(some, {}));
        size = 0;
      }
      some.push_back(i);
      size += more;
    }
    if (!some.empty()) write_pack(std::move(some));
  }

  /// Until what is written passes its own check: what our language does not take is not imported.
  void write_pack(std::vector<std::size_t> some) {
    while (!some.empty()) {
      std::vector<const NewRules*> rules;
      for (const std::size_t i : some) rules.push_back(&new_[i].second);
      ImportedPack pack{pack_name(out_.packs.size()), text_of(out_.packs.size(), rules)};
      const auto refused = problems_of(pack, some);
      if (refused.empty()) {
        for (const NewRules* one : rules) out_.rules += one->rules.size();
        out_.imported += some.size();
        out_.packs.push_back(std::move(pack));
        return;
      }
      for (const auto& [i, why] : refused)
        refuse(*new_[i].first, {{0, "Tocsin does not take what it becomes: " + why}});
      std::erase_if(some, [&](std::size_t i) { return refused.contains(i); });
    }
  }

  /// Which of the queries a pack's errors are about.
  std::map<std::size_t, std::string> problems_of(const ImportedPack& pack,
                                                 const std::vector<std::size_t>& some) const {
    LoadedPacks loaded;
    const std::string file = pack.name + ".yaml";
    loaded.packs.push_back(parse_pack(file, pack.text, options_.context, loaded.problems));
    auto problems = loaded.problems;
    if (loaded.ok())
      if (const auto book = compile(loaded, options_.context); !book) problems = book.error();
    std::map<std::size_t, std::string> out;
    for (const Problem& problem : problems)
      if (problem.level == Level::error)
        out.emplace(query_at(loaded.packs.front(), problem.place.line, some), problem.text);
    return out;
  }

  /// By the lists and rules that begin at or before a line.
  std::size_t query_at(const Pack& pack, int line, const std::vector<std::size_t>& some) const {
    std::string name;
    int nearest = 0;
    const auto take = [&](const std::string& its, int begins) {
      if (begins > line || begins < nearest) return;
      nearest = begins;
      name = its;
    };
    for (const TermList& list : pack.terms) take(list.name, list.place.line);
    for (const Rule& rule : pack.rules) take(rule.id, rule.place.line);
    const auto holds = [&](std::size_t i) {
      const NewRules& rules = new_[i].second;
      return std::ranges::find(rules.rules, name, &NewRule::id) != rules.rules.end() ||
             std::ranges::find(rules.lists, name, &TermNames::name) != rules.lists.end();
    };
    const auto found = std::ranges::find_if(some, holds);
    return found == some.end() ? some.back() : *found;
  }

  std::string_view file_;
  std::string_view bytes_;
  FilePlaces places_;
  ImportOptions options_;
  const Platform& platform_;
  Imported out_;
  std::vector<std::pair<const SourceQuery*, NewRules>> new_;
  std::set<std::string, std::less<>> ids_;
  std::set<std::string, std::less<>> told_;
};

}  // namespace

Imported import_queries(std::string_view file, std::string_view bytes,
                        const ImportOptions& options) {
  return Import(file, bytes, options).run();
}

}  // namespace tocsin::rules::importing
