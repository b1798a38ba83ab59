#pragma once
#include <string>

#include "engine/store.h"

namespace tocsin::test {

/// A record as one line, all that matters in it: for comparing two runs.
inline std::string line_of(const Alert& a) {
  std::string s = to_string(a.id) + ' ' + std::string(name_of(a.state)) + ' ' + a.brand + ' ' +
                  a.rule + " v" + std::to_string(a.version) + " risk " + std::to_string(a.risk) +
                  " raised " + std::to_string(us_of(a.raised)) + " seq " +
                  std::to_string(a.raised_seq) + '/' + std::to_string(a.seq) + " due " +
                  std::to_string(us_of(a.due)) + ' ' + a.ended_because;
  for (const auto& f : a.findings)
    s += " [" + f.rule + ' ' + std::to_string(static_cast<std::uint64_t>(f.post)) + " v" +
         std::to_string(f.post_version) + ' ' + std::to_string(f.spans.size()) + ']';
  if (a.quieted > 0) s += " quieted " + std::to_string(a.quieted) + ' ' + a.quieted_because;
  for (const auto& w : a.why) s += " +" + std::to_string(w.points) + ' ' + w.because;
  return s;
}

inline std::string line_of(const Event& e) {
  return std::to_string(e.seq) + ' ' + std::string(name_of(e.kind)) + ' ' + e.source + ' ' + e.id +
         (e.alert ? ' ' + to_string(e.alert->id) + " v" + std::to_string(e.alert->version) : "");
}

inline std::string line_of(const KeptPost& p) {
  return p.post.id + " v" + std::to_string(p.version) + " gone " +
         std::to_string(static_cast<int>(p.gone)) + ' ' + p.post.text + " cases " +
         std::to_string(p.cases.size());
}

/// All that a store holds and a person can see.
inline std::string all_of(const Store& store) {
  std::string s;
  store.each_alert([&](const Alert& a) { s += line_of(a) + '\n'; });
  for (const auto& e : store.events(0, 1'000'000)) s += line_of(e) + '\n';
  store.each_post(Instant::min(), [&](const KeptPost& p) {
    s += line_of(p) + '\n';
    return true;
  });
  return s;
}

}  // namespace tocsin::test
