#include <algorithm>

#include "rules/expression.h"

namespace tocsin::rules {
namespace {

std::string list_of(const Expr& expr, std::string_view between) {
  std::string out = "(";
  for (const ExprPtr& operand : expr.operands) {
    if (out.size() > 1) out += between;
    out += canonical(*operand);
  }
  return out + ')';
}

/// The order of AND, OR and `n of` means nothing: sorted, and told once.
std::string sorted_list_of(const Expr& expr, std::string_view between) {
  std::vector<std::string> parts;
  for (const ExprPtr& operand : expr.operands) parts.push_back(canonical(*operand));
  std::ranges::sort(parts);
  if (expr.kind != Expr::Kind::at_least) {
    const auto [first, last] = std::ranges::unique(parts);
    parts.erase(first, last);
  }
  if (parts.size() == 1 && expr.kind != Expr::Kind::at_least) return parts.front();
  std::string out = "(";
  for (const std::string& part : parts) {
    if (out.size() > 1) out += between;
    out += part;
  }
  return out + ')';
}

std::string chain_of(const Expr& expr) {
  std::string out = "(" + canonical(*expr.operands.front());
  for (std::size_t i = 1; i < expr.operands.size(); ++i) {
    out += expr.ordered[i - 1] ? " BEFORE/" : " NEAR/";
    out += std::to_string(expr.distances[i - 1]) + ' ' + canonical(*expr.operands[i]);
  }
  return out + ')';
}

}  // namespace

std::string canonical(const Expr& expr) {
  switch (expr.kind) {
    case Expr::Kind::list:
      return expr.ref.pack.empty() ? expr.ref.name : expr.ref.pack + '.' + expr.ref.name;
    case Expr::Kind::term:
      return '"' + expr.term.written + '"';
    case Expr::Kind::brand:
      return expr.id.empty() ? "brand" : "brand:" + expr.id;
    case Expr::Kind::signal:
      return "signal:" + expr.id;
    case Expr::Kind::rule:
      return "rule:" + expr.id;
    case Expr::Kind::count:
      return "count" + list_of(expr, "") + " >= " + std::to_string(expr.n);
    case Expr::Kind::at_least:
      return std::to_string(expr.n) + " of " + sorted_list_of(expr, ", ");
    case Expr::Kind::near:
    case Expr::Kind::before:
      return chain_of(expr);
    case Expr::Kind::negation:
      return "NOT " + canonical(*expr.operands.front());
    case Expr::Kind::all:
      return sorted_list_of(expr, " AND ");
    case Expr::Kind::any:
      return sorted_list_of(expr, " OR ");
  }
  return {};
}

bool holds_for_nothing(const Expr& expr) {
  const auto holds = [](const ExprPtr& e) { return holds_for_nothing(*e); };
  switch (expr.kind) {
    case Expr::Kind::negation:
      return !holds_for_nothing(*expr.operands.front());
    case Expr::Kind::all:
      return std::ranges::all_of(expr.operands, holds);
    case Expr::Kind::any:
      return std::ranges::any_of(expr.operands, holds);
    case Expr::Kind::at_least:
      return std::ranges::count_if(expr.operands, holds) >= expr.n;
    default:
      return false;
  }
}

}  // namespace tocsin::rules
