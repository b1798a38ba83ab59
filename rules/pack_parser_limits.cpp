#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <sstream>

#include "engine/bounds.h"
#include "rules/excerpt.h"
#include "rules/language_names.h"
#include "rules/pack_keys.h"
#include "rules/pack_parser.h"
#include "rules/suggest.h"
#include "rules/yaml_reading.h"

namespace tocsin::rules {
namespace {

using keys::count_most;
constexpr std::chrono::hours within_most{24 * 366};

/// `10m`, `1h`, `7d`
std::optional<Micros> duration(std::string_view text) {
  std::int64_t amount = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (code != std::errc() || end + 1 != text.data() + text.size() || amount < 1 ||
      amount > count_most * 60)
    return std::nullopt;
  std::chrono::seconds unit{};
  switch (*end) {
    case 's':
      unit = std::chrono::seconds(1);
      break;
    case 'm':
      unit = std::chrono::minutes(1);
      break;
    case 'h':
      unit = std::chrono::hours(1);
      break;
    case 'd':
      unit = std::chrono::days(1);
      break;
    case 'w':
      unit = std::chrono::weeks(1);
      break;
    default:
      return std::nullopt;
  }
  const auto total = unit * amount;
  return total <= within_most ? std::optional<Micros>(total) : std::nullopt;
}

std::optional<LimitBy> limit_by(std::string_view text) {
  const auto found = std::ranges::find(limit_by_names(), text);
  if (found == limit_by_names().end()) return std::nullopt;
  return static_cast<LimitBy>(found - limit_by_names().begin());
}

constexpr std::string_view durations = "a time from `1s` to `366d`, as `30s`, `10m`, `1h`, `7d`";

std::optional<RuleLimit> limit_in(std::string_view text, std::string& why) {
  std::istringstream words{std::string(text)};
  std::string count, per, by, per_again, within, rest;
  words >> count >> per >> by >> per_again >> within >> rest;
  const auto number = yaml::whole_number(count);
  if (per != "per" || per_again != "per" || !rest.empty()) {
    why = ticked(text) + " is no limit: write `1 per author per 1h`";
    return std::nullopt;
  }
  if (!number || *number < 1 || *number > count_most) {
    why = ticked(count) + " is no number from 1 to " + std::to_string(count_most);
    return std::nullopt;
  }
  const auto what = limit_by(by);
  if (!what) {
    const std::string meant = did_you_mean(by, limit_by_names());
    why = ticked(by) + " is nothing to count by" +
          (meant.empty() ? ": limits" : meant + " Limits") + " are per " + listed(limit_by_names());
    return std::nullopt;
  }
  const auto time = duration(within);
  if (!time) {
    why = ticked(within) + " is no length of time: write " + std::string(durations);
    return std::nullopt;
  }
  return RuleLimit{static_cast<std::uint32_t>(*number), *what, *time};
}

/// What the three windows have in common.
class WindowReader {
 public:
  WindowReader(const yaml::Mapping& map, ProblemSink& problems) : map_(map), problems_(problems) {}

  bool ok() const { return ok_; }

  LimitBy same(std::string_view model) {
    const auto by = limit_by(map_.needed_text("same", model));
    if (!by || *by == LimitBy::rule) wrong("same", model, "author, conversation, brand, text");
    return by.value_or(LimitBy::author);
  }
  Micros within(std::string_view model) {
    const auto time = duration(map_.needed_text("within", model));
    if (!time) wrong("within", model, durations);
    return time.value_or(Micros{});
  }
  int at_least(std::int64_t most) {
    const auto number =
        map_.need("at_least", "at_least: 3") ? map_.number("at_least", 2, most) : std::nullopt;
    ok_ = ok_ && number.has_value();
    return static_cast<int>(number.value_or(0));
  }
  double over() {
    const std::string written = map_.needed_text("over", "over: 4x");
    double factor = 0;
    const auto [end, code] =
        std::from_chars(written.data(), written.data() + written.size(), factor);
    const bool good = code == std::errc() && factor > 1 && factor <= 1000 &&
                      std::string_view(end, written.data() + written.size()) == "x";
    if (!good) wrong("over", "over: 4x", "a factor above 1, as `4x`");
    return factor;
  }
  void only(std::string_view key, std::string_view value) {
    if (map_.needed_text(key, value) != value)
      wrong(key, std::string(key) + ": " + std::string(value), value);
  }

 private:
  void wrong(std::string_view key, std::string_view model, std::string_view allowed) {
    ok_ = false;
    const yaml::Node* node = map_.get(key);
    if (!node || node->is_null()) return;
    problems_.error(node->offset, "window",
                    ticked(key) + " is " + std::string(allowed) + ": write " + ticked(model));
  }

  const yaml::Mapping& map_;
  ProblemSink& problems_;
  bool ok_ = true;
};

constexpr auto repeat_keys = keys::names_of(keys::repeat);
constexpr auto surge_keys = keys::names_of(keys::surge);
constexpr auto distinct_keys = keys::names_of(keys::distinct);

std::span<const std::string_view> keys_of(Window::Kind kind) {
  if (kind == Window::Kind::repeat) return repeat_keys;
  if (kind == Window::Kind::surge) return surge_keys;
  return distinct_keys;
}

std::string_view noun_of(Window::Kind kind) {
  if (kind == Window::Kind::repeat) return "`repeat`";
  if (kind == Window::Kind::surge) return "`surge`";
  return "`distinct`";
}

}  // namespace

std::optional<RuleLimit> read_limit(const yaml::Node& node, ProblemSink& problems) {
  std::string why = "`limit` is text: write `1 per author per 1h`";
  const auto limit = node.is_scalar() ? limit_in(node.value, why) : std::nullopt;
  if (!limit) problems.error(node.offset, "limit", why);
  return limit;
}

std::optional<Window> read_window(Window::Kind kind, const yaml::Node& node,
                                  ProblemSink& problems) {
  const yaml::Mapping map(node, noun_of(kind), keys_of(kind), problems);
  if (!map.ok()) return std::nullopt;
  WindowReader read(map, problems);
  Window window{.kind = kind, .place = problems.place(node.offset)};
  if (kind == Window::Kind::distinct) {
    read.only("of", "author");
    read.only("same", "text");
    window.same = LimitBy::text;
  } else {
    window.same = read.same("same: author");
  }
  if (kind == Window::Kind::surge) window.over = read.over();
  // A surge has counts alone, the others remember who and when.
  window.at_least =
      read.at_least(kind == Window::Kind::surge ? count_most : bounds::window_at_least);
  window.within = read.within("within: 1h");
  if (!read.ok()) return std::nullopt;
  return window;
}

}  // namespace tocsin::rules
