#include "tools/help_text.h"

#include "tools/command_tree.h"

namespace tocsin::tools {
namespace {

/// CLI11 names a range `UINT in [1 - 64]`.
std::string range_in(const std::string& type) {
  const std::size_t open = type.find('[');
  const std::size_t dash = type.find(" - ", std::min(open, type.size()));
  const std::size_t close = type.find(']', std::min(dash, type.size()));
  if (close == std::string::npos) return "N";
  return type.substr(open + 1, dash - open - 1) + "-" + type.substr(dash + 3, close - dash - 3);
}

std::string shown(const TakenValue& value, const std::string& type) {
  switch (value.kind) {
    case TakenValue::Kind::none:
      return {};
    case TakenValue::Kind::words: {
      std::string out;
      for (const std::string& word : value.words) out += (out.empty() ? "" : "|") + word;
      return out;
    }
    case TakenValue::Kind::number:
      return range_in(type);
    case TakenValue::Kind::folders:
      return "FOLDER";
    default:
      return type.find("FILE") != std::string::npos   ? "FILE"
             : type.find("PATH") != std::string::npos ? "PATH"
                                                      : "TEXT";
  }
}

}  // namespace

std::string HelpText::make_option_opts(const CLI::Option* option) const {
  const TakenValue value = value_of(*option);
  std::string out;
  if (value.taken()) out += ' ' + shown(value, option->get_type_name());
  if (option->get_expected_max() > 1) out += " ...";
  if (!option->get_default_str().empty()) out += " (" + option->get_default_str() + ')';
  if (option->get_required()) out += " (needed)";
  return out;
}

}  // namespace tocsin::tools
