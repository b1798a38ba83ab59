#pragma once
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

/// What each bench needs: CPU time of this thread, medians of interleaved rounds, one row.
namespace tocsin::bench {

inline double thread_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

inline std::string machine() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(": ") + 2);
  return "unknown";
}

/// Medians of nanoseconds an item, ours and the bare loop's, of one run.
struct Row {
  std::string name;
  double ours_ns = 0;
  double bare_ns = 0;
  double ratio() const { return bare_ns / ours_ns; }  ///< of rates: higher is better
};

/// Runs both sides alternately, so that a neighbour's noise falls on both. The ratio is of the
/// medians; one round of each goes before, uncounted.
template <class Ours, class Bare>
Row side_by_side(std::string name, int rounds, std::size_t items, Ours&& ours, Bare&& bare) {
  std::vector<double> our_times, bare_times;
  const auto timed = [&](auto&& run) {
    const double start = thread_ns();
    run();
    return (thread_ns() - start) / static_cast<double>(items);
  };
  ours();
  bare();
  for (int i = 0; i < rounds; ++i) {
    our_times.push_back(timed(ours));
    bare_times.push_back(timed(bare));
  }
  return {std::move(name), median(our_times), median(bare_times)};
}

inline void print(const Row& row, bool as_json) {
  if (as_json)
    std::printf(
        "{\"name\":\"%s\",\"unit\":\"ns/item\",\"ours\":%.1f,\"bare\":%.1f,\"ratio\":%.3f,"
        "\"machine\":\"%s\"}\n",
        row.name.c_str(), row.ours_ns, row.bare_ns, row.ratio(), machine().c_str());
  else
    std::printf("%-24s ours %8.1f ns   bare %8.1f ns   ratio %.3f\n", row.name.c_str(), row.ours_ns,
                row.bare_ns, row.ratio());
}

}  // namespace tocsin::bench
