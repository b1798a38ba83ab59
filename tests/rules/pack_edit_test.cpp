#include "rules/pack_edit.h"

#include <catch2/catch_test_macros.hpp>

using namespace tocsin;
using rules::with_status;

TEST_CASE("a rule's status changes, and nothing else but the version", "[pack_edit]") {
  const std::string text =
      "# head\npack: shop # ours\nversion: 9  # nine\nrules:\n"
      "  - id: a\n    status: live   # until autumn\n    when: 'status: draft'\n"
      "  - {id: b, status: \"shadow\", title: 'x: y'}\n";
  CHECK(with_status(text, "a", RuleStatus::retired) ==
        "# head\npack: shop # ours\nversion: 10  # nine\nrules:\n"
        "  - id: a\n    status: retired   # until autumn\n    when: 'status: draft'\n"
        "  - {id: b, status: \"shadow\", title: 'x: y'}\n");
  CHECK(with_status(text, "b", RuleStatus::live) ==
        "# head\npack: shop # ours\nversion: 10  # nine\nrules:\n"
        "  - id: a\n    status: live   # until autumn\n    when: 'status: draft'\n"
        "  - {id: b, status: live, title: 'x: y'}\n");
  CHECK(
      with_status("\xEF\xBB\xBF" + text, "b", RuleStatus::live)->starts_with("\xEF\xBB\xBF# head"));
}

TEST_CASE("what cannot be changed is told", "[pack_edit]") {
  const std::string text = "pack: p\nversion: 1\nrules:\n  - {id: a, status: live}\n  - {id: c}\n";
  CHECK(with_status(text, "a", RuleStatus::live).error() == "the rule is `live` already");
  CHECK(with_status(text, "b", RuleStatus::live).error() ==
        "the pack has no rule `b`; did you mean `a`?");
  CHECK(with_status(text, "c", RuleStatus::live).error() == "the rule has no `status:`; write one");
  CHECK(with_status("rules: [", "c", RuleStatus::live).error() ==
        "the pack's file has errors; mend them first");
  CHECK(!with_status("", "c", RuleStatus::live));
}

TEST_CASE("a pack's name and version are read where the rest cannot be", "[pack_edit]") {
  CHECK(rules::name_in("# pack: no\npack: 'shop'  # ours\nrules: [[[") == "shop");
  CHECK(rules::name_in("rules:\n  pack: inner\n").empty());
  CHECK(rules::version_in("version: 12\n") == 12);
  CHECK(rules::version_in("version: many\n") == 0);
}
