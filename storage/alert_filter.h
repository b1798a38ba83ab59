#pragma once
#include <string>
#include <string_view>

#include "engine/store.h"

namespace tocsin::storage {

/// An AlertQuery, ready to be asked of many alerts.
///
/// Ownership  Borrows the query.
class AlertFilter {
 public:
  explicit AlertFilter(const AlertQuery& query);
  /// All but the text.
  bool matches(const Alert& alert) const;
  bool wants_text() const { return !text_.empty(); }
  bool text_is_in(std::string_view post_text) const;

 private:
  const AlertQuery& query_;
  std::string text_;  ///< case-folded
};

/// Unicode's full case folding; bytes that are no UTF-8 become U+FFFD.
std::string folded_case(std::string_view text);

}  // namespace tocsin::storage
