#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/serve/problem.h"
#include "engine/serve/request.h"

namespace tocsin::serve {

/// Reads a request's body that is one flat JSON object, noting the first thing that is wrong:
///
///     JsonBody body(request);
///     const auto login = body.text("login");
///     if (auto wrong = body.problem()) …
///
/// Limits     Objects in it are refused; lists hold texts alone, at most 500.
/// Errors     problem(): 415 where it does not say that it is JSON (a form of another site cannot
///            say so), 400 where it is none, or has a field that was not read or is of another
///            type.
class JsonBody {
 public:
  explicit JsonBody(const Request& request);

  /// Must be there, and not be empty.
  std::string text(std::string_view name);
  std::optional<std::string> maybe_text(std::string_view name);  ///< null counts as absent
  std::optional<bool> flag(std::string_view name);
  std::optional<std::vector<std::string>> texts(std::string_view name);
  /// Says that a value is wrong.
  void refuse(std::string_view name, std::string_view expected);

  /// After all fields were read: what is wrong, if anything.
  std::optional<Problem> problem();

 private:
  using Texts = std::vector<std::string>;
  using Value = std::variant<std::nullptr_t, bool, std::string, Texts>;
  void read(std::string_view json);
  void fail(int status, std::string_view code, std::string detail);
  const Value* find(std::string_view name);

  std::map<std::string, Value, std::less<>> fields_;
  std::vector<std::string_view> known_;
  std::optional<Problem> problem_;
};

}  // namespace tocsin::serve
