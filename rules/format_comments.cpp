#include "rules/format_comments.h"

#include <algorithm>
#include <utility>

namespace tocsin::rules {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

Comments::Comments(const yaml::Node& root, std::string_view text) : text_(text) {
  visit(root, 0);
  read();
  for (const auto& [offset, depth] : elements_) {
    Remarks& remarks = remarks_[offset];
    if (remarks.above.empty()) remarks.apart = empty_line_above(offset);
  }
}

void Comments::element(std::size_t offset, int flow_depth) {
  elements_.emplace(offset, flow_depth);
}

void Comments::visit(const yaml::Node& node, int flow_depth) {
  if (node.is_scalar()) scalars_.emplace(node.offset, &node);
  const char first = node.offset < text_.size() ? text_[node.offset] : '\0';
  if (!node.is_scalar() && (first == '[' || first == '{')) ++flow_depth;
  for (const yaml::Node& item : node.items) {
    element(item.offset, flow_depth);
    visit(item, flow_depth);
  }
  for (const yaml::Entry& entry : node.entries) {
    element(entry.key.offset, flow_depth);
    visit(entry.key, flow_depth);
    visit(entry.value, flow_depth);
  }
}

/// Reads the text from comment to comment: a `#` that is in no scalar, and stands behind white
/// space, begins one.
void Comments::read() {
  int depth = 0;
  for (std::size_t at = 0; at < text_.size();) {
    if (const auto scalar = scalars_.find(at); scalar != scalars_.end()) {
      at = scalar->second->style == yaml::Style::block
               ? read_block(at, depth)
               : std::max(behind_scalar(*scalar->second), at + 1);
      continue;
    }
    const char c = text_[at];
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (c == '#' && (at == 0 || is_blank(text_[at - 1]) || text_[at - 1] == '\n')) {
      const std::size_t end = std::min(text_.find('\n', at), text_.size());
      comment(at, end, depth);
      at = end;
    }
    ++at;
  }
}

void Comments::comment(std::size_t begin, std::size_t end, int flow_depth) {
  std::string words(trimmed(text_.substr(begin, end - begin)));
  const std::size_t line = begin == 0 ? 0 : text_.rfind('\n', begin - 1) + 1;
  const bool alone = trimmed(text_.substr(line, begin - line)).find_first_not_of(" \t\r") ==
                     std::string_view::npos;
  const auto below = elements_.upper_bound(begin);
  if (!alone) {
    for (auto here = below; here != elements_.begin();)
      if (--here; here->second <= flow_depth) {
        std::string& behind = remarks_[here->first].behind;
        behind += (behind.empty() ? "" : " ") + words;
        return;
      }
  }
  const auto following =
      std::find_if(below, elements_.end(), [&](const auto& e) { return e.second <= flow_depth; });
  const bool is_last = following == elements_.end();
  auto& lines = is_last ? last_ : remarks_[following->first].above;
  if (lines.empty() && !is_last) remarks_[following->first].apart = empty_line_above(begin);
  lines.push_back(std::move(words));
  // An empty line below a comment parts it from what follows.
  const std::size_t next = std::min(end + 1, text_.size());
  const std::size_t next_end = std::min(text_.find('\n', next), text_.size());
  if (next < text_.size() && trimmed(text_.substr(next, next_end - next)).empty() && !is_last)
    lines.emplace_back();
}

bool Comments::empty_line_above(std::size_t offset) const {
  const std::size_t line = offset == 0 ? 0 : text_.rfind('\n', offset - 1) + 1;
  if (line < 2 || line > text_.size()) return false;
  const std::size_t above = line < 2 ? 0 : text_.rfind('\n', line - 2) + 1;
  return trimmed(text_.substr(above, line - 1 - above)).empty();
}

std::size_t Comments::behind_scalar(const yaml::Node& scalar) const {
  std::size_t at = scalar.offset;
  if (scalar.style == yaml::Style::quoted) {
    const char quote = text_[at++];
    for (; at < text_.size(); ++at) {
      if (quote == '"' && text_[at] == '\\')
        ++at;
      else if (text_[at] == quote && quote == '\'' && at + 1 < text_.size() &&
               text_[at + 1] == quote)
        ++at;
      else if (text_[at] == quote)
        return at + 1;
    }
    return at;
  }
  for (const char c : scalar.value) {
    if (is_blank(c) || c == '\n') continue;
    while (at < text_.size() && (is_blank(text_[at]) || text_[at] == '\n')) ++at;
    ++at;
  }
  return at;
}

/// Its header may have a comment; what looks like one in its lines is none.
std::size_t Comments::read_block(std::size_t at, int flow_depth) {
  const std::size_t line_end = std::min(text_.find('\n', at), text_.size());
  const std::size_t remark = text_.substr(at, line_end - at).find(" #");
  if (remark != std::string_view::npos) comment(at + remark + 1, line_end, flow_depth);
  return behind_block(line_end);
}

/// A block scalar goes on for as long as its lines are empty or indented like its first one.
std::size_t Comments::behind_block(std::size_t header_end) const {
  std::size_t indent = 0;
  for (std::size_t line = header_end + 1; line < text_.size();) {
    const std::size_t end = std::min(text_.find('\n', line), text_.size());
    const std::size_t first = text_.find_first_not_of(' ', line);
    if (first < end && text_[first] != '\r') {
      if (indent == 0) indent = first - line;
      if (indent == 0 || first - line < indent) return line;
    }
    line = end + 1;
  }
  return text_.size();
}

Remarks Comments::take(std::size_t offset) {
  const auto found = remarks_.find(offset);
  return found == remarks_.end() ? Remarks{} : std::exchange(found->second, {});
}

void Comments::give_behind(std::size_t offset, std::string behind) {
  if (!behind.empty()) remarks_[offset].behind = std::move(behind);
}

std::vector<std::string> Comments::take_head() {
  if (elements_.empty()) return {};
  auto& above = remarks_[elements_.begin()->first].above;
  const auto last = std::find(above.rbegin(), above.rend(), std::string()).base();
  std::vector<std::string> head(above.begin(), last);
  above.erase(above.begin(), last);
  return head;
}

bool Comments::any_in(const yaml::Node& collection) const {
  const auto has = [&](std::size_t offset) {
    const auto found = remarks_.find(offset);
    return found != remarks_.end() &&
           (!found->second.above.empty() || !found->second.behind.empty());
  };
  const auto inside = [&](const yaml::Node& node) { return has(node.offset) || any_in(node); };
  return std::ranges::any_of(collection.items, inside) ||
         std::ranges::any_of(collection.entries, [&](const yaml::Entry& entry) {
           return has(entry.key.offset) || any_in(entry.value);
         });
}

}  // namespace tocsin::rules
