#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "rules/fold.h"
#include "rules/lint.h"

namespace tocsin::rules {
namespace {

using Op = Condition::Op;

/// Fields that every post has, whatever its source gives.
bool always_known(Field field) {
  switch (field) {
    case Field::brand:
    case Field::post_is_reply:
    case Field::post_has_link:
    case Field::post_has_media:
    case Field::post_hashtags:
    case Field::post_mentions:
    case Field::post_links:
    case Field::post_words:
    case Field::post_caps:
    case Field::customer_known:
    case Field::history_posts_30d:
    case Field::history_complaints_30d:
    case Field::history_open_cases:
      return true;
    default:
      return false;
  }
}

bool is_whole(Field field) {
  return field != Field::post_caps && field != Field::author_age_days &&
         field != Field::customer_spend;
}

/// What we count ourselves is never below zero; what a source says may be anything.
bool can_be(Field field, double value) {
  if (field == Field::post_caps) return value >= 0 && value <= 1;
  return !always_known(field) || value >= 0;
}

bool number_holds(const Condition& c, double v) {
  switch (c.op) {
    case Op::eq:
      return v == c.low;
    case Op::ne:
      return v != c.low;
    case Op::lt:
      return v < c.low;
    case Op::le:
      return v <= c.low;
    case Op::gt:
      return v > c.low;
    case Op::ge:
      return v >= c.low;
    case Op::range:
      return v >= c.low && v <= c.high;
    case Op::in:
      return std::ranges::any_of(c.values, [&](const std::string& text) {
        double number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number == v;
      });
    default:
      return true;
  }
}

/// One number of each stretch on which the conditions do not change their mind.
std::vector<double> samples(Field field, const std::vector<const Condition*>& conditions) {
  std::vector<double> ends{0, 1};
  for (const Condition* c : conditions) {
    ends.insert(ends.end(), {c->low, c->high});
    for (const std::string& text : c->values) {
      double number = 0;
      if (std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc())
        ends.push_back(number);
    }
  }
  std::ranges::sort(ends);
  std::vector<double> all{ends.front() - 1, ends.back() + 1};
  for (std::size_t i = 0; i < ends.size(); ++i) {
    all.push_back(ends[i]);
    if (is_whole(field))
      all.insert(all.end(), {std::floor(ends[i]), std::floor(ends[i]) + 1, std::ceil(ends[i]) - 1});
    else if (i > 0)
      all.push_back(ends[i - 1] + (ends[i] - ends[i - 1]) / 2);
  }
  std::erase_if(
      all, [&](double v) { return !can_be(field, v) || (is_whole(field) && v != std::floor(v)); });
  return all;
}

bool numbers_contradict(Field field, const std::vector<const Condition*>& conditions) {
  return std::ranges::none_of(samples(field, conditions), [&](double v) {
    return std::ranges::all_of(conditions, [&](const Condition* c) { return number_holds(*c, v); });
  });
}

/// Whether all texts that equal `a` equal `b` too: `de-AT` is `de`.
bool narrower(Field field, std::string_view a, std::string_view b) {
  if (field != Field::lang) {
    const auto handle = [&](std::string_view text) {
      return fold(field == Field::author_handle && text.starts_with('@') ? text.substr(1) : text);
    };
    return handle(a) == handle(b);
  }
  const std::string x = fold(a), y = fold(b);
  const std::size_t primary = a.find('-');
  return x == y || (b.find('-') == b.npos && primary != a.npos && fold(a.substr(0, primary)) == y);
}

bool is_equality(const Condition& c) {
  return c.op == Op::eq || c.op == Op::in;
}

bool texts_contradict(Field field, const Condition& a, const Condition& b) {
  const auto each = [&](const auto& test) {
    return std::ranges::all_of(a.values, [&](const std::string& x) {
      return std::ranges::any_of(b.values, [&](const std::string& y) { return test(x, y); });
    });
  };
  if (is_equality(a) && b.op == Op::ne)
    return each([&](const auto& x, const auto& y) { return narrower(field, x, y); });
  if (!is_equality(a) || !is_equality(b)) return false;
  return std::ranges::none_of(a.values, [&](const std::string& x) {
    return std::ranges::any_of(b.values, [&](const std::string& y) {
      return narrower(field, x, y) || narrower(field, y, x);
    });
  });
}

bool truths_contradict(const Condition& a, const Condition& b) {
  const auto asked = [](const Condition& c) { return c.truth == (c.op == Op::eq); };
  const auto compares = [](const Condition& c) { return c.op == Op::eq || c.op == Op::ne; };
  return compares(a) && compares(b) && asked(a) != asked(b);
}

bool contradicts(const Condition& c, const std::vector<const Condition*>& before) {
  if (c.op == Op::unknown && always_known(c.field)) return true;
  for (const Condition* other : before) {
    if ((c.op == Op::unknown) != (other->op == Op::unknown)) return true;
    // A post may speak of several brands, and a list holds several items.
    if (c.field == Field::brand) continue;
    if (type_of(c.field) == FieldType::truth && truths_contradict(c, *other)) return true;
    if (type_of(c.field) == FieldType::text &&
        (texts_contradict(c.field, c, *other) || texts_contradict(c.field, *other, c)))
      return true;
  }
  if (type_of(c.field) != FieldType::number) return false;
  std::vector<const Condition*> all = before;
  all.push_back(&c);
  return numbers_contradict(c.field, all);
}

bool always_true(const Condition& c) {
  if (!always_known(c.field)) return false;
  if (c.op == Op::known) return true;
  if (type_of(c.field) != FieldType::number || c.op == Op::unknown) return false;
  return std::ranges::all_of(samples(c.field, {&c}), [&](double v) { return number_holds(c, v); });
}

}  // namespace

void lint_where(const Rule& rule, std::vector<Problem>& problems) {
  std::map<Field, std::vector<const Condition*>> by_field;
  for (const Condition& c : rule.where) {
    auto& before = by_field[c.field];
    if (always_true(c)) {
      warn(problems, c.place, "always-holds",
           "`" + c.written + "` is true of every post: take it away",
           Fix{.says = "take it away", .written = {}, .instead = {}, .safe = true});
    } else if (contradicts(c, before)) {
      warn(problems, c.place, "never-matches",
           "this rule can never match: `" + c.written + "` " +
               (before.empty() ? "is true of no post" : "contradicts a condition before it"));
      continue;  // once is enough
    }
    before.push_back(&c);
  }
}

}  // namespace tocsin::rules
