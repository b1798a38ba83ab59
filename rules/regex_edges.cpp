#include "rules/regex_edges.h"

#include "rules/word.h"

namespace tocsin::rules {
namespace {
using Kind = RegexNode::Kind;

constexpr char mark = '\x01';
/// At each edge: `\b(the )?\bfoo` asks twice for the same one.
constexpr std::string_view marks = "\x01\x01";
constexpr std::string_view some_marks = "\\x01*";

/// A class that takes no mark.
std::optional<std::string> without_mark(std::string_view written) {
  if (written == ".") return "[^\\n\\x01]";
  if (written == "(?s:.)") return "[^\\x01]";
  if (written.starts_with("[^")) return "[^\\x01" + std::string(written.substr(2));
  if (written.starts_with("\\P")) return "[^\\x01\\p" + std::string(written.substr(2)) + ']';
  if (written.contains("\\P") || written.contains("[:^")) return std::nullopt;
  return std::string(written);
}

class Writer {
 public:
  std::optional<std::string> run(const RegexNode& node) {
    write(node);
    return can_ ? std::optional(std::move(out_)) : std::nullopt;
  }

 private:
  void write(const RegexNode& node) {
    switch (node.kind) {
      case Kind::text:
        return text(node.text);
      case Kind::one_of:
        return one_of(node.written);
      case Kind::assertion:
        return assertion(node.written);
      case Kind::word_edge:
        out_ += "\\x01+";
        return;
      case Kind::sequence:
        for (const RegexNode& child : node.children) grouped(child, child.kind == Kind::choice);
        return;
      case Kind::choice:
        for (const RegexNode& child : node.children) {
          if (&child != &node.children.front()) out_ += '|';
          write(child);
        }
        return;
      case Kind::group:
        return group(node);
      case Kind::repeat:
        grouped(node.children.front(), true);
        out_ += repeat_of(node);
        return;
    }
  }

  /// `(?s:`: the dots in it take line ends too.
  void group(const RegexNode& node) {
    const bool before = dot_all_;
    const std::string_view flags = std::string_view(node.written).substr(1);
    if (const std::size_t s = flags.find('s'); s != std::string_view::npos)
      dot_all_ = flags.find('-') > s;
    out_ += node.written;
    write(node.children.front());
    out_ += ')';
    dot_all_ = before;
  }

  void grouped(const RegexNode& node, bool group) {
    if (group) out_ += "(?:";
    write(node);
    if (group) out_ += ')';
  }

  void text(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t size = decode_at(text, at).size;
      (out_ += some_marks) += escaped_regex(text.substr(at, size));
      at += size;
    }
  }

  void one_of(std::string_view written) {
    const auto without = without_mark(written == "." && dot_all_ ? "(?s:.)" : written);
    can_ = can_ && without;
    if (without) (out_ += some_marks) += *without;
  }

  void assertion(std::string_view written) {
    can_ = can_ && written != "\\B";
    if (written == "$" || written == "\\z") out_ += some_marks;
    out_ += written;
  }

  std::string out_;
  bool dot_all_ = false;
  bool can_ = true;
};

}  // namespace

std::optional<std::string> write_for_marked(const RegexNode& node) {
  return Writer().run(node);
}

MarkedText::MarkedText(std::string_view plain) {
  bool in_word = false;
  const auto put = [&](std::string_view bytes, std::size_t at, std::size_t step) {
    for (const char c : bytes) {
      text += c;
      from.push_back(static_cast<std::uint32_t>(at));
      at += step;
    }
  };
  for (std::size_t at = 0; at < plain.size();) {
    const Decoded d = decode_at(plain, at);
    const bool word = is(d.c, char_word);
    if (word != in_word) put(marks, at, 0);
    in_word = word;
    // A control character of the text's own is no mark.
    put(plain[at] == mark ? std::string_view("\x02") : plain.substr(at, d.size), at, 1);
    at += d.size;
  }
  if (in_word) put(marks, plain.size(), 0);
  from.push_back(static_cast<std::uint32_t>(plain.size()));
}

std::size_t MarkedText::without_marks(std::size_t begin, std::size_t end) const {
  while (end > begin && text[end - 1] == mark) --end;
  return end;
}

}  // namespace tocsin::rules
