#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/rule_book.h"
#include "rules/rules.h"

/// Cases of tests/data/rules/match: a rule, and texts that it must or must not match.
///
///     rule: leaving NEAR/3 contract
///     terms: leaving = ['cancel*', leaving]
///     brands: {id: acme, words: [acme]}
///     where: author.followers > 10
///     languages: [en]
///     other: seen legal | lawyer OR court | status: shadow   another rule: id, signal, when, more
///     post: lang=de followers=12 mentions=acme,beta
///     + I am [[cancelling]] my [[contract]]     matches, with exactly these spans
///     + no brackets: matches, whatever the spans
///     - does not match
///
/// `\n`, `\t` and `\u{200B}` stand for what they name.
struct MatchCase {
  std::string rule;
  std::vector<std::string> terms, brands, where, others;
  std::string languages;
  std::string post;
  bool matches = false;
  bool checks_spans = false;
  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>> spans;
  std::string place;
};

std::vector<MatchCase> read_match_cases(const std::string& path);

/// The case's rule as a pack `t`.
std::string yaml_of(const MatchCase& one);

/// A book of one rule `t/r`, as the case says it; fails the test where it does not compile.
tocsin::RuleBookPtr book_of(const MatchCase& one);

/// A post from `field=value` pairs.
tocsin::Post post_of(std::string_view fields, std::string text);

/// With what `\n`, `\t` and `\u{200B}` stand for.
std::string unescaped(std::string_view text);
