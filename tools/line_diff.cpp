#include "tools/line_diff.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tocsin::tools {
namespace {

using Lines = std::vector<std::string_view>;
constexpr std::ptrdiff_t steps_most = 2000;
constexpr std::size_t context = 3;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto size = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

/// A line that is kept, taken away or added.
struct Step {
  char sign = ' ';
  std::string_view line;
};

/// How far each diagonal was reached, after so many differing lines.
using Reached = std::vector<std::ptrdiff_t>;

class Search {
 public:
  Search(const Lines& a, const Lines& b)
      : a_(a), b_(b), m_(std::ssize(a)), n_(std::ssize(b)), far_(2 * (steps_most + 2)) {}

  std::vector<Step> run() {
    for (std::ptrdiff_t d = 0; d <= std::min(steps_most, m_ + n_); ++d)
      if (reach(d)) return steps(d);
    std::vector<Step> all;
    for (const auto line : a_) all.push_back({'-', line});
    for (const auto line : b_) all.push_back({'+', line});
    return all;
  }

 private:
  std::ptrdiff_t& far(std::ptrdiff_t k) {
    return far_[static_cast<std::size_t>(k + steps_most + 1)];
  }

  bool reach(std::ptrdiff_t d) {
    for (std::ptrdiff_t k = -d; k <= d; k += 2) {
      const bool down = k == -d || (k != d && far(k - 1) < far(k + 1));
      std::ptrdiff_t x = down ? far(k + 1) : far(k - 1) + 1;
      while (x < m_ && x - k < n_ && x - k >= 0 && line_a(x) == line_b(x - k)) ++x;
      far(k) = x;
      if (x >= m_ && x - k >= n_) return true;
    }
    const auto middle = far_.begin() + steps_most + 1;
    trace_.emplace_back(middle - d, middle + d + 1);
    return false;
  }

  /// The way back from the end, then turned round.
  std::vector<Step> steps(std::ptrdiff_t d) const {
    std::vector<Step> back;
    std::ptrdiff_t x = m_, y = n_;
    for (; d > 0; --d) {
      const Reached& before = trace_[static_cast<std::size_t>(d - 1)];
      const auto at = [&](std::ptrdiff_t k) { return before[static_cast<std::size_t>(k + d - 1)]; };
      const std::ptrdiff_t k = x - y;
      const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
      const std::ptrdiff_t from = down ? at(k + 1) : at(k - 1);
      const std::ptrdiff_t turn = down ? from : from + 1;
      while (x > turn) {
        back.push_back({' ', line_a(--x)});
        --y;
      }
      if (down)
        back.push_back({'+', line_b(--y)});
      else
        back.push_back({'-', line_a(--x)});
    }
    while (x > 0) back.push_back({' ', line_a(--x)});
    std::ranges::reverse(back);
    return back;
  }

  std::string_view line_a(std::ptrdiff_t x) const { return a_[static_cast<std::size_t>(x)]; }
  std::string_view line_b(std::ptrdiff_t y) const { return b_[static_cast<std::size_t>(y)]; }

  const Lines& a_;
  const Lines& b_;
  std::ptrdiff_t m_, n_;
  Reached far_;
  std::vector<Reached> trace_;
};

std::string range_of(std::size_t first, std::size_t count) {
  return std::to_string(count == 0 ? first : first + 1) + ',' + std::to_string(count);
}

/// Steps [begin, end), which stand behind so many lines of both texts.
void write_hunk(const std::vector<Step>& steps, std::size_t begin, std::size_t end,
                std::size_t behind_a, std::size_t behind_b, std::string& out) {
  std::size_t a = 0, b = 0;
  for (std::size_t i = begin; i < end; ++i) {
    a += steps[i].sign != '+';
    b += steps[i].sign != '-';
  }
  out += "@@ -" + range_of(behind_a, a) + " +" + range_of(behind_b, b) + " @@\n";
  for (std::size_t i = begin; i < end; ++i) {
    out += steps[i].sign;
    out += steps[i].line;
    if (!steps[i].line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
  }
}

/// Where the hunk ends that begins at or before the change at `at`: at the last change that is
/// followed by more than twice the context of kept lines.
std::size_t end_of_hunk(const std::vector<Step>& steps, std::size_t at) {
  std::size_t last = at;
  for (; at < steps.size() && at - last <= 2 * context; ++at)
    if (steps[at].sign != ' ') last = at;
  return std::min(steps.size(), last + 1 + context);
}

}  // namespace

std::string line_diff(std::string_view name, std::string_view before, std::string_view after) {
  if (before == after) return {};
  const Lines a = lines_of(before), b = lines_of(after);
  const std::vector<Step> steps = Search(a, b).run();
  std::string out = "--- " + std::string(name) + "\n+++ " + std::string(name) + '\n';
  std::size_t line_a = 0, line_b = 0;
  for (std::size_t i = 0; i < steps.size();) {
    if (steps[i].sign == ' ') {
      ++i, ++line_a, ++line_b;
      continue;
    }
    const std::size_t lead = std::min({context, i, line_a, line_b});
    const std::size_t end = end_of_hunk(steps, i);
    write_hunk(steps, i - lead, end, line_a - lead, line_b - lead, out);
    for (; i < end; ++i) {
      line_a += steps[i].sign != '+';
      line_b += steps[i].sign != '-';
    }
  }
  return out;
}

}  // namespace tocsin::tools
