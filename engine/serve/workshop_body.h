#pragma once
#include <expected>
#include <string>
#include <string_view>

#include "engine/serve/rule_desk.h"

namespace tocsin::serve {

/// What the bodies of the workshop's requests say. Unknown fields are errors.
struct PackBody {
  std::string text;
  std::string why;
};
struct RevertBody {
  std::uint64_t to = 0;
  std::string why;
};
struct StatusBody {
  RuleStatus status = RuleStatus::draft;
  std::string why;
};

struct DraftBody {
  std::string pack;
};

template <class T>
using BodyOr = std::expected<T, std::string>;  ///< the error: for a person

BodyOr<PackBody> read_pack_body(std::string_view json);
BodyOr<RevertBody> read_revert_body(std::string_view json);
BodyOr<StatusBody> read_status_body(std::string_view json);
BodyOr<DraftBody> read_draft_body(std::string_view json);
BodyOr<ExplainRequest> read_explain_body(std::string_view json);
BodyOr<BacktestRequest> read_backtest_body(std::string_view json);

}  // namespace tocsin::serve
