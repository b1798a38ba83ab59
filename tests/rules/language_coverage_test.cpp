// Is there a case for everything that the language has? Cases are files (tests/data/rules/match;
// for windows and history tests/data/rules/timeline, tests/line/timeline_cases_test.cpp); what they
// use is counted in what the parser made of them.
#include <algorithm>
#include <filesystem>
#include <map>

#include <catch2/catch_test_macros.hpp>

#include "rules/pack_parser.h"
#include "tests/places.h"
#include "tests/rules/match_cases.h"

namespace tocsin::test {
namespace {

using rules::Condition;
using rules::Expr;
using rules::Field;
using rules::FieldType;
using rules::Pack;
using rules::Rule;
using rules::Term;

/// How many cases expect a match, and how many none.
struct Count {
  std::size_t match = 0;
  std::size_t none = 0;
};

class Coverage {
 public:
  void add(const Pack& pack, bool matches) {
    if (!pack.languages.empty()) count("languages", matches);
    for (const Rule& rule : pack.rules) {
      if (rule.when) add(*rule.when, pack, matches);
      for (const Condition& condition : rule.where) add(condition, matches);
    }
  }

  Count of(const std::string& what) const {
    const auto found = counts_.find(what);
    return found == counts_.end() ? Count{} : found->second;
  }

  static std::string name(Expr::Kind kind) {
    return "expression " + std::to_string(static_cast<int>(kind));
  }
  static std::string name(Field field) { return "field " + std::string(rules::name_of(field)); }
  static std::string name(FieldType type, Condition::Op op) {
    return "type " + std::to_string(static_cast<int>(type)) + " operator " +
           std::to_string(static_cast<int>(op));
  }

 private:
  void count(const std::string& what, bool matches) {
    ++(matches ? counts_[what].match : counts_[what].none);
  }

  void add(const Expr& expr, const Pack& pack, bool matches) {
    count(name(expr.kind), matches);
    for (const bool ordered : expr.ordered) count(ordered ? "BEFORE" : "NEAR", matches);
    if (expr.kind == Expr::Kind::brand) count(expr.id.empty() ? "brand" : "brand:id", matches);
    if (expr.kind == Expr::Kind::term) add(expr.term, matches);
    if (expr.kind == Expr::Kind::list)
      for (const auto& list : pack.terms)
        if (list.name == expr.ref.name)
          for (const Term& term : list.entries) add(term, matches);
    for (const auto& operand : expr.operands) add(*operand, pack, matches);
  }

  void add(const Term& term, bool matches) {
    count("form " + std::to_string(static_cast<int>(term.form)), matches);
    if (term.form != Term::Form::words) return;
    const std::string& text = term.pattern;
    if (text.contains(' ')) count("phrase", matches);
    if (text.ends_with('*')) count("word*", matches);
    if (text.starts_with('*')) count("*word", matches);
    if (text.contains('?')) count("w?rd", matches);
    for (const char sign : {'#', '@', '$'})
      if (text.starts_with(sign)) count(std::string("sign ") + sign, matches);
  }

  void add(const Condition& condition, bool matches) {
    count(name(condition.field), matches);
    count(name(type_of(condition.field), condition.op), matches);
  }

  std::map<std::string, Count> counts_;
};

std::vector<std::string> case_files() {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(TOCSIN_TESTS_DIR "/data/rules/match"))
    if (entry.path().extension() == ".cases") files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

Coverage& coverage() {
  static Coverage all = [] {
    Coverage counted;
    std::vector<rules::Problem> problems;
    for (const auto& file : case_files())
      for (const MatchCase& one : read_match_cases(file))
        counted.add(rules::parse_pack("t.yaml", yaml_of(one), {}, problems), one.matches);
    return counted;
  }();
  return all;
}

/// At least one case in which it holds, and one in which it does not.
void check_both(const std::string& what) {
  INFO(what);
  CHECK(coverage().of(what).match >= 1);
  CHECK(coverage().of(what).none >= 1);
}

}  // namespace

TEST_CASE("every operator and every kind of term has cases that match and cases that do not",
          "[coverage]") {
  for (int kind = 0; kind <= static_cast<int>(Expr::Kind::any); ++kind)
    if (const auto which = static_cast<Expr::Kind>(kind); which != Expr::Kind::before)
      check_both(Coverage::name(which));  // BEFORE is a link of a chain, below
  for (int form = 0; form <= static_cast<int>(Term::Form::regex_original); ++form)
    check_both("form " + std::to_string(form));
  for (const char* what : {"NEAR", "BEFORE", "brand", "brand:id", "languages", "phrase", "word*",
                           "*word", "w?rd", "sign #", "sign @", "sign $"})
    check_both(what);
}

TEST_CASE("every field of conditions that a post answers has cases that match and that do not",
          "[coverage]") {
  for (int field = 0; field < static_cast<int>(Field::customer_known); ++field)
    check_both(Coverage::name(static_cast<Field>(field)));
}

TEST_CASE("every operator of conditions has cases for each type that takes it", "[coverage]") {
  using Op = Condition::Op;
  for (const Op op : {Op::eq, Op::ne, Op::in, Op::matches, Op::known, Op::unknown})
    check_both(Coverage::name(FieldType::text, op));
  for (const Op op :
       {Op::eq, Op::ne, Op::lt, Op::le, Op::gt, Op::ge, Op::in, Op::range, Op::known, Op::unknown})
    check_both(Coverage::name(FieldType::number, op));
  for (const Op op : {Op::eq, Op::known, Op::unknown})
    check_both(Coverage::name(FieldType::truth, op));
  // What we derive is always known.
  check_both(Coverage::name(FieldType::list, Op::has));
}

}  // namespace tocsin::test
