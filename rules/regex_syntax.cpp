#include "rules/regex_syntax.h"

#include <array>
#include <charconv>

#include "rules/word.h"

namespace tocsin::rules {
namespace {

constexpr std::string_view word_class = "\\p{L}\\p{M}\\p{Nd}_";
constexpr std::string_view space_class = "\\s\\x{b}\\x{85}\\p{Z}";

RegexNode class_node(std::string written) {
  return {.kind = RegexNode::Kind::one_of,
          .text = {},
          .written = std::move(written),
          .chars = {},
          .children = {}};
}
RegexNode text_node(std::string text) {
  return {.kind = RegexNode::Kind::text,
          .text = std::move(text),
          .written = {},
          .chars = {},
          .children = {}};
}
RegexNode parent(RegexNode::Kind kind) {
  return {.kind = kind, .text = {}, .written = {}, .chars = {}, .children = {}};
}

class Parser {
 public:
  explicit Parser(std::string_view pattern) : pattern_(pattern) {}

  std::expected<RegexNode, std::string> run() {
    RegexNode out = choice();
    if (why_.empty() && at_ < pattern_.size()) refuse("a `)` closes nothing");
    if (!why_.empty()) return std::unexpected(why_);
    return out;
  }

 private:
  bool done() const { return at_ >= pattern_.size() || !why_.empty(); }
  bool next_is(std::string_view what) const { return pattern_.substr(at_).starts_with(what); }
  bool take(std::string_view what) {
    if (!next_is(what)) return false;
    at_ += what.size();
    return true;
  }
  void refuse(std::string why) {
    if (why_.empty()) why_ = std::move(why);
    at_ = pattern_.size();
  }

  RegexNode choice() {
    RegexNode out = parent(RegexNode::Kind::choice);
    out.children.push_back(sequence());
    while (!done() && take("|")) out.children.push_back(sequence());
    return out.children.size() == 1 ? std::move(out.children.front()) : out;
  }

  RegexNode sequence() {
    RegexNode out = parent(RegexNode::Kind::sequence);
    while (!done() && !next_is("|") && !next_is(")")) {
      RegexNode one = atom();
      if (!done()) one = repeated(std::move(one));
      // Characters behind one another become one text.
      if (one.kind == RegexNode::Kind::text && !out.children.empty() &&
          out.children.back().kind == RegexNode::Kind::text)
        out.children.back().text += one.text;
      else
        out.children.push_back(std::move(one));
    }
    return out;
  }

  RegexNode repeated(RegexNode one) {
    int low = 1, high = 1;
    if (take("*")) {
      low = 0, high = -1;
    } else if (take("+")) {
      high = -1;
    } else if (take("?")) {
      low = 0;
    } else if (!next_is("{") || !counted(low, high)) {
      return one;
    }
    RegexNode out = parent(RegexNode::Kind::repeat);
    out.low = low;
    out.high = high;
    out.lazy = take("?");
    out.children.push_back(std::move(one));
    return out;
  }

  bool counted(int& low, int& high) {
    const std::size_t close = pattern_.find('}', at_);
    if (close == std::string_view::npos) return false;
    const char* p = pattern_.data() + at_ + 1;
    const char* const end = pattern_.data() + close;
    auto r = std::from_chars(p, end, low);
    if (r.ec != std::errc()) return low = 1, false;
    high = low;
    if (r.ptr != end) {
      if (*r.ptr != ',') return low = high = 1, false;
      high = -1;
      if (r.ptr + 1 != end) {
        r = std::from_chars(r.ptr + 1, end, high);
        if (r.ec != std::errc() || r.ptr != end) return low = high = 1, false;
      }
    }
    at_ = close + 1;
    return true;
  }

  RegexNode atom() {
    if (next_is("(")) return group();
    if (next_is("[")) return bracket();
    if (next_is("\\")) return escape();
    if (take(".")) return class_node(".");
    if (next_is("^") || next_is("$")) {
      RegexNode out = parent(RegexNode::Kind::assertion);
      out.written = pattern_[at_++];
      return out;
    }
    const Decoded d = decode_at(pattern_, at_);
    at_ += d.size;
    return text_node(std::string(pattern_.substr(at_ - d.size, d.size)));
  }

  RegexNode group() {
    ++at_;
    RegexNode out = parent(RegexNode::Kind::group);
    out.written = "(?:";
    if (take("?#")) {
      at_ = std::min(pattern_.find(')', at_), pattern_.size() - 1) + 1;
      return text_node({});
    }
    if (take("?")) {
      if (take("<") || take("P<")) {
        at_ = std::min(pattern_.find('>', at_), pattern_.size() - 1) + 1;
      } else if (take("'")) {
        at_ = std::min(pattern_.find('\'', at_), pattern_.size() - 1) + 1;
      } else {
        std::string flags;
        while (!done() && !next_is(":") && !next_is(")")) flags += pattern_[at_++];
        if (flags.find_first_not_of("ims-") != std::string::npos) {
          refuse("the flags `(?" + flags + ")` are not known: use `i`, `m`, `s`");
          return out;
        }
        out.written = "(?" + flags + ":";
        if (take(")")) {  // `(?i)`: for the rest of this group
          out.children.push_back(choice());
          return out;
        }
        take(":");
      }
    }
    out.children.push_back(choice());
    if (!take(")")) refuse("a `(` is not closed");
    return out;
  }

  /// A class of one character, `\w` and the like, as it stands inside of brackets.
  static std::string_view inside(char kind) {
    switch (kind) {
      case 'w':
        return word_class;
      case 'd':
        return "\\p{Nd}";
      case 'D':
        return "\\P{Nd}";
      case 's':
        return space_class;
      case 'h':
        return " \\t\\x{a0}\\p{Zs}";
      default:
        return {};
    }
  }

  RegexNode escape() {
    ++at_;
    if (at_ >= pattern_.size()) return refuse("a `\\` stands at the end"), text_node({});
    const char kind = pattern_[at_++];
    if (const auto in = inside(kind); !in.empty()) return class_node("[" + std::string(in) + "]");
    switch (kind) {
      case 'W':
        return class_node("[^" + std::string(word_class) + "]");
      case 'S':
        return class_node("[^" + std::string(space_class) + "]");
      case 'H':
        return class_node("[^ \\t\\x{a0}\\p{Zs}]");
      case 'N':
        return class_node(".");
      case 'b':
        return parent(RegexNode::Kind::word_edge);
      case 'A':
        return assertion("\\A");
      case 'z':
      case 'Z':
        return assertion("\\z");
      case 'B':
        return assertion("\\B");
      case 'p':
      case 'P':
        return class_node(property(kind));
      case 'Q':
        return quoted();
      default:
        return text_node(character(kind));
    }
  }

  static RegexNode assertion(std::string_view written) {
    RegexNode out = parent(RegexNode::Kind::assertion);
    out.written = written;
    return out;
  }

  RegexNode quoted() {
    const std::size_t end = std::min(pattern_.find("\\E", at_), pattern_.size());
    RegexNode out = text_node(std::string(pattern_.substr(at_, end - at_)));
    at_ = std::min(end + 2, pattern_.size());
    return out;
  }

  std::string property(char kind) {
    std::string out = std::string("\\") + kind;
    if (!next_is("{")) return at_ < pattern_.size() ? out + pattern_[at_++] : out;
    const std::size_t close = std::min(pattern_.find('}', at_), pattern_.size() - 1);
    out += pattern_.substr(at_, close + 1 - at_);
    at_ = close + 1;
    return out;
  }

  /// The character that an escape names.
  std::string character(char kind) {
    switch (kind) {
      case 'n':
        return "\n";
      case 't':
        return "\t";
      case 'r':
        return "\r";
      case 'f':
        return "\f";
      case 'v':
        return "\v";
      case 'e':
        return "\x1b";
      case 'a':
        return "\a";
      case 'x':
        return hexadecimal();
      default:
        break;
    }
    const bool word = (kind >= '0' && kind <= '9') || (kind >= 'a' && kind <= 'z') ||
                      (kind >= 'A' && kind <= 'Z');
    if (word) {
      refuse(std::string("`\\") + kind + "` is not known: write the character itself");
      return {};
    }
    --at_;
    const Decoded d = decode_at(pattern_, at_);
    at_ += d.size;
    return std::string(pattern_.substr(at_ - d.size, d.size));
  }

  std::string hexadecimal() {
    const bool braces = take("{");
    const std::size_t end = braces ? std::min(pattern_.find('}', at_), pattern_.size())
                                   : std::min(at_ + 2, pattern_.size());
    std::uint32_t value = 0;
    std::from_chars(pattern_.data() + at_, pattern_.data() + end, value, 16);
    at_ = std::min(end + (braces ? 1 : 0), pattern_.size());
    if (value == 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
      refuse("a `\\x` names no character");
      return {};
    }
    std::array<char, 4> bytes{};
    return {bytes.data(), encode(value, bytes.data())};
  }

  RegexNode bracket();

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::string why_;
};

/// `[…]`: kept as written but for Unicode's `\w`, `\d`, `\s`; a short list of characters is known
/// as such.
RegexNode Parser::bracket() {
  ++at_;
  const bool negated = take("^");
  std::string body;
  std::vector<std::string> chars;
  bool plain = !negated;
  std::string kinds;
  for (bool first = true; at_ < pattern_.size() && (first || !next_is("]")); first = false) {
    if (next_is("[:")) {
      const std::size_t close = pattern_.find(":]", at_ + 2);
      if (close == std::string_view::npos) break;
      body += pattern_.substr(at_, close + 2 - at_);
      at_ = close + 2;
      plain = false;
      continue;
    }
    std::string one;
    if (take("\\")) {
      const char kind = at_ < pattern_.size() ? pattern_[at_++] : '\\';
      kinds += kind;
      if (const auto in = inside(kind); !in.empty() || kind == 'W' || kind == 'S') {
        body += in;
        plain = false;
        continue;
      }
      if (kind == 'p' || kind == 'P') {
        body += property(kind);
        plain = false;
        continue;
      }
      one = kind == 'b' ? "\b" : character(kind);
    } else {
      const Decoded d = decode_at(pattern_, at_);
      one = pattern_.substr(at_, d.size);
      at_ += d.size;
      if (one == "-" && !first && !next_is("]")) plain = false, body += '-', one.clear();
    }
    if (one.empty()) continue;
    chars.push_back(one);
    const bool special = one.size() == 1 && std::string_view("\\]^-[").contains(one[0]);
    body += special ? "\\" + one : one;
  }
  if (!take("]")) refuse("a `[` is not closed");
  const auto has = [&](std::string_view pair) {
    return kinds.contains(pair[0]) && kinds.contains(pair[1]);
  };
  if (has("sS") || has("wW") || has("dD")) return class_node("(?s:.)");
  if (kinds.contains('W') || kinds.contains('S'))
    refuse("`\\W` and `\\S` cannot stand inside of brackets: write `(?:\\W|…)`");
  RegexNode out = class_node((negated ? "[^" : "[") + body + "]");
  if (plain) out.chars = std::move(chars);
  return out;
}

}  // namespace

std::expected<RegexNode, std::string> parse_regex(std::string_view pattern) {
  return Parser(pattern).run();
}

}  // namespace tocsin::rules
