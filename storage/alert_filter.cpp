#include "storage/alert_filter.h"

#include <algorithm>

#include <unicode/bytestream.h>
#include <unicode/casemap.h>

namespace tocsin::storage {
namespace {

bool wanted(const std::vector<std::string>& any_of, const std::string& value) {
  return any_of.empty() || std::ranges::find(any_of, value) != any_of.end();
}

bool any_wanted(const std::vector<std::string>& any_of, const std::vector<std::string>& values) {
  return any_of.empty() ||
         std::ranges::any_of(values, [&](const std::string& v) { return wanted(any_of, v); });
}

/// `de` asks for `de-AT` too.
bool lang_wanted(const std::vector<std::string>& any_of, const std::string& lang) {
  return any_of.empty() || std::ranges::any_of(any_of, [&](const std::string& w) {
           return lang == w ||
                  (lang.size() > w.size() && lang.starts_with(w) && lang[w.size()] == '-');
         });
}

}  // namespace

std::string folded_case(std::string_view text) {
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded, static_cast<std::int32_t>(text.size()));
  UErrorCode error = U_ZERO_ERROR;
  icu::CaseMap::utf8Fold(0, {text.data(), static_cast<std::int32_t>(text.size())}, sink, nullptr,
                         error);
  return folded;
}

AlertFilter::AlertFilter(const AlertQuery& query) : query_(query), text_(folded_case(query.text)) {}

bool AlertFilter::matches(const Alert& a) const {
  const AlertQuery& q = query_;
  if (!q.states.empty() && std::ranges::find(q.states, a.state) == q.states.end()) return false;
  if (q.severity_min && a.severity < *q.severity_min) return false;
  if (q.raised_from && a.raised < *q.raised_from) return false;
  if (q.raised_to && a.raised >= *q.raised_to) return false;
  return any_wanted(q.tags, a.desk.tags) && wanted(q.assignees, a.desk.assignee.user) &&
         any_wanted(q.signals, a.signals) && wanted(q.brands, a.brand) && wanted(q.rules, a.rule) &&
         wanted(q.sources, a.source) && lang_wanted(q.langs, a.lang);
}

bool AlertFilter::text_is_in(std::string_view post_text) const {
  return folded_case(post_text).find(text_) != std::string::npos;
}

}  // namespace tocsin::storage
