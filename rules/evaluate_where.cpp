// The fields of `where`: what they hold, and whether a condition on them does.
#include <algorithm>
#include <charconv>
#include <chrono>

#include "engine/language_tag.h"
#include "rules/evaluate.h"

namespace tocsin::rules {
namespace {

FieldValue text_value(std::string_view text) {
  return {.known = !text.empty(), .text = text, .list = {}};
}
template <class T>
FieldValue number_value(const std::optional<T>& number) {
  return {.known = number.has_value(),
          .text = {},
          .number = number ? static_cast<double>(*number) : 0,
          .list = {}};
}
FieldValue truth_value(std::optional<bool> truth) {
  return {.known = truth.has_value(), .text = {}, .truth = truth.value_or(false), .list = {}};
}
FieldValue list_value(std::vector<std::string_view> list) {
  return {.known = true, .text = {}, .list = std::move(list)};
}

std::optional<double> age_in_days(const PostView& post) {
  if (!post.author.created_at) return std::nullopt;
  const Instant now = post.time != Instant{} ? post.time : post.created_at.value_or(Instant{});
  if (now == Instant{}) return std::nullopt;
  return std::chrono::duration<double, std::ratio<86400>>(now - *post.author.created_at).count();
}

/// The share of upper-case letters.
double caps_of(std::string_view text) {
  std::size_t letters = 0, upper = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded d = decode_at(text, at);
    const std::uint16_t facts = char_info(d.c).facts;
    letters += (facts & char_letter) != 0;
    upper += (facts & char_upper) != 0;
    at += d.size;
  }
  return letters == 0 ? 0 : static_cast<double>(upper) / static_cast<double>(letters);
}

void add_tags(PostFacts& facts, char sign, std::vector<std::string_view>& to) {
  std::vector<Tag> tags;
  find_tags(facts.post().text, sign, tags);
  for (const Tag& tag : tags)
    if (!facts.in_url(tag.place)) to.push_back(tag.name);
}

std::vector<std::string_view> hashtags_of(PostFacts& facts) {
  std::vector<std::string_view> out;
  for (const auto& h : facts.post().hashtags) out.push_back(h.name);
  if (!facts.post().lists_hashtags) add_tags(facts, '#', out);
  return out;
}

std::vector<std::string_view> mentions_of(PostFacts& facts) {
  std::vector<std::string_view> out;
  for (const auto& m : facts.post().mentions) out.push_back(m.handle);
  if (!facts.post().lists_mentions) add_tags(facts, '@', out);
  return out;
}

std::vector<std::string_view> links_of(PostFacts& facts) {
  std::vector<std::string_view> out(facts.post().links.begin(), facts.post().links.end());
  for (const Stretch& u : facts.urls())
    out.push_back(facts.post().text.substr(u.begin, u.end - u.begin));
  return out;
}

std::vector<std::string_view> brands_of(const PostFacts& facts, const RuleSet& rules) {
  std::vector<std::string_view> out;
  for (const std::uint32_t b : facts.brand_list()) out.push_back(rules.brand_infos[b].id);
  if (rules.brand_infos.empty()) out.push_back("default");
  return out;
}

std::optional<bool> repost(const PostView& post) {
  if (!post.repost_of.empty()) return true;
  return post.is_repost;
}
std::optional<bool> quote(const PostView& post) {
  if (!post.quoted_id.empty() || !post.quoted_text.empty()) return true;
  return post.is_quote;
}

}  // namespace

FieldValue value_of(Field field, PostFacts& facts, const RuleSet& rules) {
  const PostView& post = facts.post();
  switch (field) {
    case Field::lang:
      return text_value(names_language(post.lang) ? post.lang : std::string_view{});
    case Field::source:
      return text_value(post.source);
    case Field::brand:
      return list_value(brands_of(facts, rules));
    case Field::author_handle:
      return text_value(post.author.handle);
    case Field::author_name:
      return text_value(post.author.name);
    case Field::author_bio:
      return text_value(post.author.bio);
    case Field::author_followers:
      return number_value(post.author.followers);
    case Field::author_following:
      return number_value(post.author.following);
    case Field::author_posts:
      return number_value(post.author.posts);
    case Field::author_age_days:
      return number_value(age_in_days(post));
    case Field::author_verified:
      return truth_value(post.author.verified);
    case Field::author_kind:
      return text_value(post.author.kind);
    case Field::post_is_reply:
      return truth_value(post.is_reply());
    case Field::post_is_repost:
      return truth_value(repost(post));
    case Field::post_is_quote:
      return truth_value(quote(post));
    case Field::post_has_link:
      return truth_value(!post.links.empty() || !facts.urls().empty());
    case Field::post_has_media:
      return truth_value(!post.media.empty());
    case Field::post_hashtags:
      return list_value(hashtags_of(facts));
    case Field::post_mentions:
      return list_value(mentions_of(facts));
    case Field::post_links:
      return list_value(links_of(facts));
    case Field::post_quoted:
      return text_value(post.quoted_text);
    case Field::post_words:
      return number_value(std::optional(facts.words().size()));
    case Field::post_caps:
      return number_value(std::optional(caps_of(post.text)));
    case Field::post_likes:
      return number_value(post.likes);
    case Field::post_reposts:
      return number_value(post.reposts);
    case Field::post_replies:
      return number_value(post.replies);
    default:
      return {};
  }
}

FieldValue late_value_of(Field field, const HistoryFacts& facts) {
  switch (field) {
    case Field::customer_known:
      return truth_value(facts.customer.known);
    case Field::customer_segment:
      return text_value(facts.customer.segment);
    case Field::customer_since_days:
      return number_value(facts.customer.since_days);
    case Field::customer_spend:
      return number_value(facts.customer.spend);
    case Field::history_posts_30d:
      return number_value(std::optional(facts.posts_30d));
    case Field::history_complaints_30d:
      return number_value(std::optional(facts.complaints_30d));
    case Field::history_open_cases:
      return number_value(std::optional(facts.open_cases));
    default:
      return {};
  }
}

namespace {

/// `de` is also `de-AT`; `de-AT` is only that.
bool language_equals(std::string_view value, std::string_view wanted) {
  return equal_ascii(value, wanted) ||
         (wanted.find('-') == std::string_view::npos &&
          equal_ascii(value.substr(0, value.find_first_of("-_")), wanted));
}

bool one_of(Field field, std::string_view value, const std::vector<std::string>& wanted) {
  if (field == Field::author_handle && value.starts_with('@')) value.remove_prefix(1);
  if (field == Field::lang)
    return std::ranges::any_of(wanted,
                               [&](const std::string& w) { return language_equals(value, w); });
  return std::ranges::find(wanted, fold(value)) != wanted.end();
}

/// An item of a list: mentions without their host too, tags without their sign.
bool item_is(Field field, std::string_view item, const std::vector<std::string>& wanted) {
  if (item.starts_with('@') || item.starts_with('#')) item.remove_prefix(1);
  if (one_of(field, item, wanted)) return true;
  const std::size_t host = item.find('@');
  return field == Field::post_mentions && host != std::string_view::npos &&
         one_of(field, item.substr(0, host), wanted);
}

bool text_matches(const CompiledCondition& c, const RuleSet& rules, std::string_view text) {
  std::vector<Stretch> found;
  if (c.regex != none) {
    const bool original = over_of(c.condition.term) == Regex::Over::original;
    rules.regexes[c.regex].find_all(original ? text : std::string_view(fold(text)), found);
  } else if (c.pattern != none) {
    const TermPattern& pattern = rules.patterns[c.pattern];
    if (pattern.kind == TermPattern::Kind::exact) {
      find_exact(pattern, text, found);
    } else if (pattern.kind == TermPattern::Kind::mention) {
      for (std::size_t at = text.find('@'); at != std::string_view::npos;
           at = text.find('@', at + 1))
        if (plain_begin_at(text, at) &&
            names_handle(pattern.handle, handle_at(text, at + 1, HandleIn::text).folded))
          return true;
    } else {
      const std::string folded = fold(text);
      find_pattern(pattern, folded, found);
    }
  }
  return !found.empty();
}

bool in_list(const CompiledCondition& c, const RuleSet& rules, const FieldValue& v) {
  const Field field = c.condition.field;
  return std::ranges::any_of(v.list, [&](std::string_view item) {
    const bool by_term = c.pattern != none || c.regex != none;
    return by_term ? text_matches(c, rules, item) : item_is(field, item, c.values);
  });
}

bool number_holds(const CompiledCondition& c, double v) {
  const Condition& w = c.condition;
  using Op = Condition::Op;
  switch (w.op) {
    case Op::eq:
      return v == w.low;
    case Op::ne:
      return v != w.low;
    case Op::lt:
      return v < w.low;
    case Op::le:
      return v <= w.low;
    case Op::gt:
      return v > w.low;
    case Op::ge:
      return v >= w.low;
    case Op::range:
      return v >= w.low && v <= w.high;
    case Op::in:
      return std::ranges::find(c.numbers, v) != c.numbers.end();
    default:
      return false;
  }
}

/// A text that is like a post's own: the words in its URLs are none.
bool quote_matches(const CompiledCondition& c, const RuleSet& rules, std::string_view text) {
  const bool in_urls = c.regex != none ? rules.regexes[c.regex].in_urls()
                                       : c.pattern == none || rules.patterns[c.pattern].in_urls;
  if (in_urls) return text_matches(c, rules, text);
  std::vector<Stretch> urls;
  find_urls(text, urls);
  std::string without(text);
  for (const Stretch& u : urls) std::fill(without.begin() + u.begin, without.begin() + u.end, ' ');
  return text_matches(c, rules, without);
}

bool text_holds(const CompiledCondition& c, const RuleSet& rules, const FieldValue& v) {
  using Op = Condition::Op;
  switch (c.condition.op) {
    case Op::eq:
    case Op::in:
      return one_of(c.condition.field, v.text, c.values);
    case Op::ne:
      return !one_of(c.condition.field, v.text, c.values);
    case Op::matches:
      return c.condition.field == Field::post_quoted ? quote_matches(c, rules, v.text)
                                                     : text_matches(c, rules, v.text);
    default:
      return false;
  }
}

bool judged(const CompiledCondition& c, const RuleSet& rules, const FieldValue& v) {
  using Op = Condition::Op;
  const Condition& w = c.condition;
  if (w.op == Op::known) return v.known;
  if (w.op == Op::unknown) return !v.known;
  if (!v.known) return false;
  if (w.field == Field::brand || type_of(w.field) == FieldType::list)
    return w.op == Op::ne ? !in_list(c, rules, v) : in_list(c, rules, v);
  switch (type_of(w.field)) {
    case FieldType::number:
      return number_holds(c, v.number);
    case FieldType::truth:
      return (v.truth == w.truth) == (w.op != Op::ne);
    default:
      return text_holds(c, rules, v);
  }
}

}  // namespace

bool Evaluation::condition(const CompiledCondition& c) {
  return judged(c, rules_, value_of(c.condition.field, facts_, rules_));
}

namespace {

/// Of a language tag (BCP 47): `zh-Hant-TW`. What it leaves out is empty.
struct LanguageTag {
  std::string_view language, script, region;

  explicit LanguageTag(std::string_view tag) {
    for (std::size_t at = 0, end = 0; at <= tag.size(); at = end + 1) {
      end = std::min(tag.find_first_of("-_", at), tag.size());
      const std::string_view part = tag.substr(at, end - at);
      if (at == 0)
        language = part;
      else if (part.size() == 1)
        break;  // what follows is an extension's
      else if (part.size() == 4 && script.empty())
        script = part;
      else if (region.empty() && (part.size() == 2 || (part.size() == 3 && part[0] <= '9')))
        region = part;
    }
  }
};

/// A post whose tag says less than the pack's may well be meant: most sources tell no region.
bool may_be(std::string_view tag, const LanguageTag& wanted) {
  const LanguageTag said(tag);
  const auto agree = [](std::string_view a, std::string_view b) {
    return a.empty() || b.empty() || equal_ascii(a, b);
  };
  return equal_ascii(said.language, wanted.language) && agree(said.script, wanted.script) &&
         agree(said.region, wanted.region);
}

}  // namespace

bool Evaluation::language_fits(const CompiledRule& rule) const {
  if (rule.languages.empty()) return true;
  const PostView& post = facts_.post();
  if (!names_language(post.lang) && std::ranges::none_of(post.langs, names_language)) return true;
  const auto fits = [&](std::string_view tag) {
    return std::ranges::any_of(rule.languages, [&](const std::string& wanted) {
      return may_be(tag, LanguageTag(wanted));
    });
  };
  return fits(post.lang) || std::ranges::any_of(post.langs, fits);
}

bool holds_late_one(const RuleSet& rules, const CompiledCondition& condition,
                    const HistoryFacts& facts) {
  return judged(condition, rules, late_value_of(condition.condition.field, facts));
}

bool holds_late(const RuleSet& rules, std::uint32_t rule, const HistoryFacts& facts) {
  return std::ranges::all_of(slice(rules.conditions, rules.rules[rule].late),
                             [&](const auto& c) { return holds_late_one(rules, c, facts); });
}

std::string shown(const FieldValue& value, FieldType type) {
  if (!value.known) return "unknown";
  if (!value.list.empty() || type == FieldType::list) {
    std::string out = "[";
    for (const std::string_view item : value.list) {
      if (out.size() > 1) out += ", ";
      out += item;
    }
    return out + ']';
  }
  if (type == FieldType::truth) return value.truth ? "true" : "false";
  if (type == FieldType::text) return std::string(value.text);
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value.number).ptr;
  return {digits.data(), end};
}

}  // namespace tocsin::rules
