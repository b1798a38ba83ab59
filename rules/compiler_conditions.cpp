// Conditions of `where`, made ready to be judged.
#include <algorithm>
#include <charconv>

#include "rules/compiler.h"
#include "rules/fold.h"

namespace tocsin::rules {
namespace {

/// A value as it is compared: folded; tags and handles without their sign.
std::string comparable(Field field, std::string_view value) {
  const bool tag = field == Field::author_handle || field == Field::post_mentions ||
                   field == Field::post_hashtags;
  if (tag && (value.starts_with('@') || value.starts_with('#'))) value.remove_prefix(1);
  return field == Field::lang ? std::string(value) : fold(value);
}

int cost_of(const CompiledCondition& c) {
  if (c.regex != none) return 3;
  if (c.pattern != none) return 2;
  const FieldType type = type_of(c.condition.field);
  return type == FieldType::number || type == FieldType::truth ? 0 : 1;
}

}  // namespace

CompiledCondition RuleBuilder::condition(const Condition& written) {
  CompiledCondition out{.condition = written, .values = {}, .numbers = {}};
  for (const std::string& value : written.values) {
    out.values.push_back(comparable(written.field, value));
    double number = 0;
    const auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (code == std::errc() && end == value.data() + value.size()) out.numbers.push_back(number);
  }
  if (written.op == Condition::Op::matches) terms_.for_field(written.term, out);
  if (written.op == Condition::Op::has && written.field == Field::post_links &&
      !written.values.empty()) {
    const std::string& link = written.values.front();
    // A link's query begins with `?`: there it is no wildcard, and what is asked for is a link's.
    const bool query = link.contains('?');
    terms_.for_field({.form = query ? Term::Form::exact : Term::Form::words,
                      .pattern = link,
                      .written = link,
                      .place = written.place},
                     out);
  }
  return out;
}

void RuleBuilder::conditions(const Rule& rule, CompiledRule& out) {
  std::vector<CompiledCondition> early, late;
  for (const Condition& c : rule.where)
    (needs_state(c.field) ? late : early).push_back(condition(c));
  std::ranges::stable_sort(early, {}, cost_of);
  const auto add = [&](std::vector<CompiledCondition>& some) {
    const Slice s{static_cast<std::uint32_t>(set_.conditions.size()),
                  static_cast<std::uint32_t>(some.size())};
    std::ranges::move(some, std::back_inserter(set_.conditions));
    return s;
  };
  out.conditions = add(early);
  out.late = add(late);
}

}  // namespace tocsin::rules
