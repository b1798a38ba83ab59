// A regex over folded text asks for what a fold leaves: no accents, a space for the hyphen between
// letters, never three of a letter.
#include <algorithm>

#include "rules/fold.h"
#include "rules/regex_syntax.h"
#include "rules/word.h"

namespace tocsin::rules {
namespace {
using Kind = RegexNode::Kind;
using Nodes = std::vector<RegexNode>;

bool is_letter(char32_t c) {
  return is(c, char_letter);
}
bool is_one_dash(std::string_view text) {
  const Decoded d = decode_at(text, 0);
  return d.size > 0 && d.size == text.size() && is(d.c, char_dash);
}

void write_class(RegexNode& node) {
  node.written = "[";
  for (const std::string& c : node.chars)
    node.written += c.size() == 1 && std::string_view("\\]^-[").contains(c[0]) ? "\\" + c : c;
  node.written += ']';
}

void fold_class(RegexNode& node) {
  for (std::string& c : node.chars) {
    const std::string folded = fold(c);
    if (!folded.empty() && decode_at(folded, 0).size == folded.size()) c = folded;
  }
  write_class(node);
}

// --- hyphens --------------------------------------------------------------------------------

enum class Side : std::uint8_t { front, back };
enum class Letter : std::uint8_t { never, maybe, surely };

Letter letter_at(const RegexNode& node, Side side);

Letter letter_of_all(const Nodes& nodes, Side side) {
  std::size_t surely = 0, never = 0;
  for (const RegexNode& node : nodes) {
    surely += letter_at(node, side) == Letter::surely;
    never += letter_at(node, side) == Letter::never;
  }
  if (surely == nodes.size()) return Letter::surely;
  return never == nodes.size() ? Letter::never : Letter::maybe;
}

Letter letter_of_chars(const std::vector<std::string>& chars) {
  const auto letters = std::ranges::count_if(
      chars, [](const std::string& c) { return is_letter(decode_at(c, 0).c); });
  if (letters == 0 && !chars.empty()) return Letter::never;
  return static_cast<std::size_t>(letters) == chars.size() && letters > 0 ? Letter::surely
                                                                          : Letter::maybe;
}

/// Whether what the node matches begins, or ends, with a letter.
Letter letter_at(const RegexNode& node, Side side) {
  switch (node.kind) {
    case Kind::text: {
      const Decoded d = side == Side::front ? decode_at(node.text, 0)
                                            : decode_before(node.text, node.text.size());
      return d.size > 0 && is_letter(d.c) ? Letter::surely : Letter::never;
    }
    case Kind::one_of:
      if (node.written == "[\\p{Nd}]") return Letter::never;
      return letter_of_chars(node.chars);
    case Kind::group:
      return letter_at(node.children.front(), side);
    case Kind::repeat: {
      const Letter child = letter_at(node.children.front(), side);
      return child == Letter::surely && node.low == 0 ? Letter::maybe : child;
    }
    case Kind::choice:
      return letter_of_all(node.children, side);
    case Kind::sequence:
      if (node.children.empty()) return Letter::never;
      return letter_at(side == Side::front ? node.children.front() : node.children.back(), side);
    default:
      return Letter::never;
  }
}

RegexNode part_of(const RegexNode& node, std::string_view text) {
  RegexNode part = node;
  part.text = text;
  return part;
}

/// Dashes at the ends of texts stand alone, to be seen beside what comes before or behind.
Nodes with_dashes_apart(Nodes nodes) {
  Nodes out;
  for (RegexNode& node : nodes) {
    if (node.kind != Kind::text || is_one_dash(node.text)) {
      out.push_back(std::move(node));
      continue;
    }
    std::string_view text = node.text;
    const Decoded first = decode_at(text, 0), last = decode_before(text, text.size());
    const bool front = is(first.c, char_dash), back = is(last.c, char_dash);
    if (front) out.push_back(part_of(node, text.substr(0, first.size)));
    const std::size_t begin = front ? first.size : 0;
    const std::size_t end = text.size() - (back ? last.size : 0);
    if (end > begin) out.push_back(part_of(node, text.substr(begin, end - begin)));
    if (back) out.push_back(part_of(node, text.substr(text.size() - last.size)));
  }
  return out;
}

/// `-` where letters stand around it: the space that it becomes, or either.
void loosen(RegexNode& node, Letter around) {
  if (node.kind == Kind::repeat || node.kind == Kind::group) {
    loosen(node.children.front(), around);
  } else if (node.kind == Kind::one_of) {
    if (!std::ranges::any_of(node.chars, is_one_dash)) return;
    if (std::ranges::find(node.chars, " ") == node.chars.end()) node.chars.emplace_back(" ");
    write_class(node);
  } else if (node.kind == Kind::text && is_one_dash(node.text)) {
    if (around == Letter::surely) {
      node.text = " ";
      return;
    }
    node.kind = Kind::one_of;
    node.chars = {node.text, " "};
    node.text.clear();
    write_class(node);
  }
}

void loosen_hyphens(Nodes& nodes) {
  nodes = with_dashes_apart(std::move(nodes));
  for (std::size_t i = 1; i + 1 < nodes.size(); ++i) {
    const Letter around =
        std::min(letter_at(nodes[i - 1], Side::back), letter_at(nodes[i + 1], Side::front));
    if (around != Letter::never) loosen(nodes[i], around);
  }
}

// --- runs of a letter -----------------------------------------------------------------------

/// The letter that a node repeats, or is made of only; 0: none.
char32_t letter_alone(const RegexNode& node) {
  const RegexNode& one = node.kind == Kind::repeat ? node.children.front() : node;
  if (one.kind != Kind::text) return 0;
  const Decoded d = decode_at(one.text, 0);
  return d.size == one.text.size() && d.size > 0 && is_letter(d.c) ? d.c : 0;
}

/// So many of the letter a text ends, or begins, with.
int run_of(const RegexNode& node, char32_t letter, Side side) {
  if (node.kind == Kind::repeat) return letter_alone(node) == letter ? node.low : 0;
  if (node.kind != Kind::text) return 0;
  int run = 0;
  for (std::string_view text = node.text; !text.empty(); ++run) {
    const Decoded d = side == Side::front ? decode_at(text, 0) : decode_before(text, text.size());
    if (d.c != letter) break;
    side == Side::front ? text.remove_prefix(d.size) : text.remove_suffix(d.size);
  }
  return run;
}

/// `so{3,}`, `sooo+`: two of a letter are all that a fold leaves of more.
void shorten_runs(Nodes& nodes) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    RegexNode& node = nodes[i];
    const char32_t letter = node.kind == Kind::repeat ? letter_alone(node) : 0;
    if (letter == 0) continue;
    int others = i > 0 ? run_of(nodes[i - 1], letter, Side::back) : 0;
    if (i + 1 < nodes.size()) others += run_of(nodes[i + 1], letter, Side::front);
    const int most = std::max(0, 2 - others);
    if (node.low <= most) continue;
    node.low = most;
    if (node.high >= 0) node.high = std::max(node.high, 2);
  }
}

}  // namespace

void fold_regex(RegexNode& node) {
  if (node.kind == Kind::text) node.text = fold(node.text);
  if (node.kind == Kind::one_of && !node.chars.empty()) fold_class(node);
  for (RegexNode& child : node.children) fold_regex(child);
  if (node.kind == Kind::repeat && letter_alone(node) != 0) node.low = std::min(node.low, 2);
  if (node.kind != Kind::sequence) return;
  loosen_hyphens(node.children);
  shorten_runs(node.children);
}

}  // namespace tocsin::rules
