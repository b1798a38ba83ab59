#pragma once
#include <string>

#include "rules/backtest.h"

namespace tocsin::tools {

/// A back-test's result for a person: tables by day, brand and rule, samples, and what is gained
/// and lost. Control characters of posts are made visible.
std::string backtest_text(const rules::BacktestResult& result);

}  // namespace tocsin::tools
