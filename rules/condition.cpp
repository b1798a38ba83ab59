#include "rules/condition.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

#include "rules/excerpt.h"
#include "rules/fix.h"
#include "rules/language_names.h"
#include "rules/suggest.h"
#include "rules/term_reader.h"

namespace tocsin::rules {
namespace {

using Op = Condition::Op;

std::string_view operators_of(FieldType type) {
  switch (type) {
    case FieldType::text:
      return "`= != in [a, b]`, `matches \"term\"`, `known`, `unknown`";
    case FieldType::number:
      return "`= != < <= > >=`, `= 1..9`, `in [1, 2]`, `known`, `unknown`";
    case FieldType::truth:
      return "`= true`, `= false`, `known`, `unknown`";
    case FieldType::list:
      return "`has \"x\"`, `known`, `unknown`";
  }
  return {};
}

std::string_view noun_of(FieldType type) {
  switch (type) {
    case FieldType::text:
      return "text";
    case FieldType::number:
      return "a number";
    case FieldType::truth:
      return "true or false";
    case FieldType::list:
      return "a list";
  }
  return {};
}

bool takes(FieldType type, Op op) {
  switch (op) {
    case Op::known:
    case Op::unknown:
      return true;
    case Op::eq:
    case Op::ne:
      return type != FieldType::list;
    case Op::in:
      return type == FieldType::text || type == FieldType::number;
    case Op::matches:
      return type == FieldType::text;
    case Op::has:
      return type == FieldType::list;
    default:
      return type == FieldType::number;
  }
}

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!(value > -1e18 && value < 1e18)) return std::nullopt;
  return value;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::expected<Condition, ExprFault> run() {
    condition_.written = text_;
    if (read_field() && read_operator() && read_operand()) {
      skip_space();
      if (at_ < text_.size())
        fail("condition", ticked(text_.substr(at_)) +
                              " is too much: one condition a line, each an entry of `where`");
    }
    if (fault_) return std::unexpected(std::move(*fault_));
    return std::move(condition_);
  }

 private:
  bool fail(std::string_view lint, std::string text) { return fail_at(at_, lint, std::move(text)); }
  bool fail_at(std::size_t at, std::string_view lint, std::string text,
               std::optional<Fix> fix = std::nullopt) {
    if (!fault_) fault_ = ExprFault{at, std::string(lint), std::move(text), std::move(fix)};
    return false;
  }
  void skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  char ahead() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  /// `followers` is `author.followers`; else what was found otherwise.
  static std::string without_group(std::string_view name, std::string found) {
    std::string_view meant;
    for (const std::string_view field : field_names()) {
      if (!field.ends_with(name) || field.size() <= name.size() || name.empty() ||
          field[field.size() - name.size() - 1] != '.')
        continue;
      if (!meant.empty()) return found;  // `known` of a customer, or of what?
      meant = field;
    }
    return meant.empty() ? found : "; did you mean " + ticked(meant) + "?";
  }

  bool read_field() {
    skip_space();
    const std::size_t from = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  text_[at_] == '_' || text_[at_] == '.'))
      ++at_;
    const std::string_view name = text_.substr(from, at_ - from);
    const auto field = field_named(name);
    if (!field) {
      const std::string meant = without_group(name, did_you_mean(name, field_names()));
      return fail_at(from, "unknown-field",
                     ticked(name.empty() ? text_ : name) + " is no field" +
                         (meant.empty() ? ": the fields are " + listed(field_names()) : meant),
                     respelt(name, field_names()));
    }
    condition_.field = *field;
    return true;
  }

  bool read_operator() {
    skip_space();
    const std::size_t from = at_;
    while (at_ < text_.size() && std::string_view("<>=!~").contains(text_[at_])) ++at_;
    if (at_ == from)
      while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    const std::string_view written = text_.substr(from, at_ - from);
    const auto op = operator_named(written);
    const FieldType type = type_of(condition_.field);
    const std::string allowed = ticked(name_of(condition_.field)) + " holds " +
                                std::string(noun_of(type)) + " and takes " +
                                std::string(operators_of(type));
    if (!op && written.empty())
      return fail_at(from, "operator", "an operator is missing: " + allowed);
    if (!op) return fail_at(from, "operator", ticked(written) + " is no operator: " + allowed);
    if (!takes(type, *op))
      return fail_at(from, "operator", ticked(written) + " does not fit: " + allowed);
    condition_.op = *op;
    return true;
  }

  static std::optional<Op> operator_named(std::string_view written) {
    constexpr std::array<std::pair<std::string_view, Op>, 11> operators{{{"=", Op::eq},
                                                                         {"!=", Op::ne},
                                                                         {"<", Op::lt},
                                                                         {"<=", Op::le},
                                                                         {">", Op::gt},
                                                                         {">=", Op::ge},
                                                                         {"in", Op::in},
                                                                         {"matches", Op::matches},
                                                                         {"has", Op::has},
                                                                         {"known", Op::known},
                                                                         {"unknown", Op::unknown}}};
    const auto found = std::ranges::find(operators, written, [](const auto& o) { return o.first; });
    if (found == operators.end()) return std::nullopt;
    return found->second;
  }

  bool read_operand() {
    skip_space();
    switch (condition_.op) {
      case Op::known:
      case Op::unknown:
        return true;
      case Op::in:
        return read_list();
      case Op::matches:
        return read_term_operand();
      case Op::has:
        return read_one();
      default:
        return read_value();
    }
  }

  /// A value: in double quotes, or up to white space, a comma or a bracket.
  std::optional<std::string> value() {
    skip_space();
    const std::size_t from = at_;
    if (ahead() == '"') {
      const std::size_t close = text_.find('"', at_ + 1);
      if (close == std::string_view::npos) {
        fail("missing-quote", "the quote that opens here is not closed: add `\"`");
        return std::nullopt;
      }
      at_ = close + 1;
      return std::string(text_.substr(from + 1, close - from - 1));
    }
    while (at_ < text_.size() && !std::string_view(" \t\n\r,[]").contains(text_[at_])) ++at_;
    if (at_ == from) {
      fail("value", "a value is missing here");
      return std::nullopt;
    }
    return std::string(text_.substr(from, at_ - from));
  }

  bool read_list() {
    if (ahead() != '[') return fail("value", "`in` is followed by a list: `in [a, b]`");
    ++at_;
    while (true) {
      const std::size_t from = (skip_space(), at_);
      const auto one = value();
      if (!one) return false;
      if (type_of(condition_.field) == FieldType::number && !number_in(*one))
        return fail_at(from, "value", ticked(*one) + " is no number");
      condition_.values.push_back(*one);
      skip_space();
      if (ahead() == ']') break;
      if (ahead() != ',')
        return fail("value", "the list is not closed: add `]`, or a `,` between its values");
      ++at_;
    }
    ++at_;
    return true;
  }

  bool read_term_operand() {
    const std::size_t from = at_;
    const bool regex = ahead() == '/';
    if (ahead() != '"' && !regex && !text_.substr(at_).starts_with("exact:"))
      return fail("value", "`matches` is followed by a term in double quotes: `matches \"term\"`");
    std::optional<std::string> written;
    if (ahead() == '"') {
      written = value();
      if (!written) return false;
    } else {
      written = std::string(text_.substr(at_));
      while (!written->empty() && written->back() == ' ') written->pop_back();
      at_ = text_.size();
    }
    auto term = read_term(*written);
    if (!term) return fail_at(from, term.error().lint, term.error().text);
    condition_.term = std::move(*term);
    return true;
  }

  bool read_one() {
    const auto one = value();
    if (!one) return false;
    condition_.values.push_back(*one);
    return true;
  }

  bool read_value() {
    const std::size_t from = at_;
    const auto written = value();
    if (!written) return false;
    switch (type_of(condition_.field)) {
      case FieldType::truth:
        return read_truth(from, *written);
      case FieldType::number:
        return read_number(from, *written);
      default:
        condition_.values.push_back(*written);
        return true;
    }
  }

  bool read_truth(std::size_t from, const std::string& written) {
    if (written != "true" && written != "false")
      return fail_at(from, "value",
                     ticked(written) + " is neither `true` nor `false`: write " +
                         ticked(std::string(name_of(condition_.field)) + " = true"));
    condition_.truth = written == "true";
    condition_.values.push_back(written);
    return true;
  }

  bool read_number(std::size_t from, const std::string& written) {
    condition_.values.push_back(written);
    if (const std::size_t dots = written.find(".."); dots != std::string::npos)
      return read_range(from, written, dots);
    const auto number = number_in(written);
    if (!number)
      return fail_at(from, "value",
                     ticked(written) + " is no number: write digits only, as `12000` or `0.5`");
    condition_.low = condition_.high = *number;
    return true;
  }

  bool read_range(std::size_t from, const std::string& written, std::size_t dots) {
    const auto low = number_in(std::string_view(written).substr(0, dots));
    const auto high = number_in(std::string_view(written).substr(dots + 2));
    if (!low || !high)
      return fail_at(from, "value", ticked(written) + " is no range: write `= 1..9`");
    if (condition_.op != Op::eq)
      return fail_at(from, "operator", "a range stands after `=` only: write `= " + written + '`');
    if (*high < *low)
      return fail_at(from, "value", "the range " + ticked(written) + " ends below its beginning");
    condition_.op = Op::range;
    condition_.low = *low;
    condition_.high = *high;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Condition condition_;
  std::optional<ExprFault> fault_;
};

}  // namespace

std::expected<Condition, ExprFault> parse_condition(std::string_view text) {
  return Reader(text).run();
}

}  // namespace tocsin::rules
