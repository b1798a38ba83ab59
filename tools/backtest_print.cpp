#include "tools/backtest_print.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/json_writer.h"
#include "tools/messages.h"
#include "tools/quantity.h"
#include "tools/rules_checking.h"

namespace tocsin::tools {
namespace {

using rules::BacktestResult;
using rules::BacktestRule;
using rules::BacktestSample;
using rules::Weighed;

/// Rules that are listed; the rest is in --json.
constexpr std::size_t rules_shown = 40;
constexpr std::size_t text_shown = 160;

std::string about(double n) {
  return count_text(static_cast<std::uint64_t>(std::llround(n)));
}

std::string time_text(Instant at) {
  std::string text;
  append_rfc3339(text, at);
  if (text.size() < 16) return text;
  text.resize(16);
  text[10] = ' ';
  return text;
}

std::string day_text(std::int64_t day) {
  return time_text(Instant{std::chrono::days{day}}).substr(0, 10);
}

std::string row(const std::string& name, std::size_t width,
                std::initializer_list<std::string> cells) {
  std::string line = "  " + name;
  if (name.size() < width) line.append(width - name.size(), ' ');
  for (const auto& cell : cells) {
    line += ' ';
    if (cell.size() < 9) line.append(9 - cell.size(), ' ');
    line += cell;
  }
  return line + '\n';
}

/// The text on one line, with «what matched» marked.
std::string marked(const BacktestSample& sample) {
  auto spans = sample.spans;
  std::ranges::sort(spans, {}, [](const auto& s) { return s.second; });
  std::string out;
  std::size_t at = 0;
  for (const auto& [term, place] : spans) {
    if (place.first < at || place.second > sample.text.size()) continue;
    out += sample.text.substr(at, place.first - at) + "«" +
           sample.text.substr(place.first, place.second - place.first) + "»";
    at = place.second;
  }
  out += sample.text.substr(at);
  std::ranges::replace(out, '\n', ' ');
  if (out.size() > text_shown) {
    std::size_t end = text_shown;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
    out = out.substr(0, end) + "…";
  }
  return printable(out);
}

std::string samples_text(const std::vector<BacktestSample>& samples, std::string_view sign) {
  std::string out;
  for (const auto& s : samples)
    out += "    " + std::string(sign) + ' ' + time_text(s.at) + "  " + marked(s) + '\n';
  return out;
}

std::string head(const BacktestResult& r) {
  if (r.posts == 0 && r.unreadable > 0)
    return "No post could be read: " + counted(r.unreadable, "line") +
           " of these files hold none. They take `posts` NDJSON, one post a line.\n";
  if (r.posts == 0) return "No post is kept in this time: there is nothing to run over.\n";
  std::string out = count_text(r.posts) + " kept posts, " + time_text(r.from) + " to " +
                    time_text(r.to) + " UTC, in " +
                    duration_text(std::chrono::seconds{std::llround(std::ceil(r.seconds))}) + ".\n";
  if (r.sampled > 0)
    out += count_text(r.sampled) + " of them were kept by sampling: they stand for about " +
           about(r.heard - static_cast<double>(r.posts - r.sampled)) +
           ", and `about` weighs them so.\n";
  if (r.unreadable > 0)
    out += count_text(r.unreadable) + " lines are no post, and were left out.\n";
  return out;
}

std::string sum_text(const rules::BacktestSum& sum) {
  std::string out = counted(sum.raising.kept, "finding") + " would have raised (about " +
                    about(sum.raising.heard) + "), in " + counted(sum.cases, "case");
  if (sum.limited > 0) out += "; " + count_text(sum.limited) + " over a limit raise nothing";
  if (sum.reposts > 0) out += "; " + count_text(sum.reposts) + " on reposts raise nothing";
  return out + ".\n";
}

std::string days_and_brands(const BacktestResult& r) {
  std::string out;
  if (!r.by_day.empty()) out += '\n' + row("day", 24, {"posts", "about", "cases"});
  for (const auto& [day, w] : r.by_day) {
    const auto cases = r.cases_by_day.find(day);
    out += row(day_text(day), 24,
               {count_text(w.kept), about(w.heard),
                count_text(cases == r.cases_by_day.end() ? 0 : cases->second)});
  }
  if (!r.by_brand.empty()) out += '\n' + row("brand", 24, {"posts", "about"});
  for (const auto& [brand, w] : r.by_brand)
    out += row(brand, 24, {count_text(w.kept), about(w.heard)});
  return out;
}

std::string rules_text(const BacktestResult& r) {
  std::size_t width = 24;
  for (const auto& rule : r.rules) width = std::max(width, rule.id.size());
  std::string out =
      '\n' + row("rule", width, {"raise", "about", "cases", "found", "limited", "status"});
  std::size_t shown = 0, silent = 0;
  for (const BacktestRule& rule : r.rules) {
    if (rule.sum.findings.kept == 0) {
      ++silent;
      continue;
    }
    if (++shown > rules_shown) continue;
    out += row(rule.id, width,
               {count_text(rule.sum.raising.kept), about(rule.sum.raising.heard),
                count_text(rule.sum.cases), count_text(rule.sum.findings.kept),
                count_text(rule.sum.limited), std::string(name_of(rule.status))});
    out += samples_text(rule.samples, "·");
  }
  if (shown > rules_shown)
    out += "  … and " + counted(shown - rules_shown, "rule") + " more: --json tells all\n";
  if (silent > 0) out += "  " + counted(silent, "rule") + " found nothing\n";
  return out;
}

std::string against_text(const BacktestResult& r) {
  if (!r.against) return {};
  std::string out = "\nAgainst the other rules: " + sum_text(*r.against);
  const auto posts = [](const Weighed& w, std::string_view what) {
    return counted(w.kept, "post") + " (about " + about(w.heard) + ") " + std::string(what);
  };
  out += posts(r.gained, "gained, ") + posts(r.lost, "lost, ") + posts(r.same, "found by both.\n");
  std::size_t width = 24;
  for (const auto& d : r.differences) width = std::max(width, d.id.size());
  if (!r.differences.empty()) out += '\n' + row("rule", width, {"gained", "lost", "same"});
  for (const auto& d : r.differences) {
    out += row(d.id, width,
               {count_text(d.gained.kept), count_text(d.lost.kept), count_text(d.same.kept)});
    out += samples_text(d.gained_samples, "+") + samples_text(d.lost_samples, "−");
  }
  return out;
}

}  // namespace

std::string backtest_text(const BacktestResult& r) {
  std::string out = head(r);
  if (r.posts == 0) return out;
  return out + sum_text(r.sum) + days_and_brands(r) + rules_text(r) + against_text(r);
}

}  // namespace tocsin::tools
