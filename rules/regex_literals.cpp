// What a regular expression names: its texts, its edges, and how RE2 reads it.
#include <algorithm>
#include <limits>

#include "rules/regex_syntax.h"
#include "rules/word.h"

namespace tocsin::rules {
namespace {
using Kind = RegexNode::Kind;
using Texts = std::vector<std::string>;

std::size_t shortest(const Texts& texts) {
  std::size_t out = std::numeric_limits<std::size_t>::max();
  for (const std::string& t : texts) out = std::min(out, t.size());
  return texts.empty() ? 0 : out;
}

constexpr std::size_t required_most = 32;
}  // namespace

std::string escaped_regex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\^$.|?*+()[]{}").contains(c)) out += '\\';
    out += c;
  }
  return out;
}

std::string repeat_of(const RegexNode& repeat) {
  std::string out = '{' + std::to_string(repeat.low) + ',';
  if (repeat.high >= 0) out += std::to_string(repeat.high);
  return out + (repeat.lazy ? "}?" : "}");
}

std::string write_regex(const RegexNode& node) {
  std::string out;
  switch (node.kind) {
    case Kind::text:
      return escaped_regex(node.text);
    case Kind::one_of:
    case Kind::assertion:
      return node.written;
    case Kind::word_edge:
      return "\\b";
    case Kind::sequence:
      for (const RegexNode& child : node.children)
        out += child.kind == Kind::choice ? "(?:" + write_regex(child) + ")" : write_regex(child);
      return out;
    case Kind::choice:
      for (const RegexNode& child : node.children) {
        if (&child != &node.children.front()) out += '|';
        out += write_regex(child);
      }
      return out;
    case Kind::group:
      return node.written + write_regex(node.children.front()) + ')';
    case Kind::repeat:
      return "(?:" + write_regex(node.children.front()) + ')' + repeat_of(node);
  }
  return out;
}

std::optional<Texts> all_texts(const RegexNode& node, std::size_t most) {
  const auto cross = [&](const Texts& a, const Texts& b) -> std::optional<Texts> {
    if (a.size() * b.size() > most) return std::nullopt;
    Texts out;
    for (const std::string& x : a)
      for (const std::string& y : b) out.push_back(x + y);
    return out;
  };
  switch (node.kind) {
    case Kind::text:
      return Texts{node.text};
    case Kind::one_of:
      if (node.chars.empty() || node.chars.size() > most) return std::nullopt;
      return node.chars;
    case Kind::group:
      return all_texts(node.children.front(), most);
    case Kind::sequence: {
      std::optional<Texts> out = Texts{""};
      for (const RegexNode& child : node.children) {
        const auto texts = all_texts(child, most);
        out = texts && out ? cross(*out, *texts) : std::nullopt;
        if (!out) break;
      }
      return out;
    }
    case Kind::choice: {
      Texts out;
      for (const RegexNode& child : node.children) {
        const auto texts = all_texts(child, most);
        if (!texts || out.size() + texts->size() > most) return std::nullopt;
        extend(out, *texts);
      }
      return out;
    }
    case Kind::repeat: {
      const auto one = all_texts(node.children.front(), most);
      if (!one || node.high < 0 || node.high > 4) return std::nullopt;
      Texts out, power{""};
      for (int n = 0; n <= node.high; ++n) {
        if (n >= node.low) extend(out, power);
        const auto next = cross(power, *one);
        if (out.size() > most || (!next && n < node.high)) return std::nullopt;
        if (next) power = *next;
      }
      return out;
    }
    default:
      return std::nullopt;
  }
}

namespace {

Texts better(Texts a, Texts b) {
  return shortest(b) > shortest(a) ? std::move(b) : std::move(a);
}

Texts required_of_sequence(const RegexNode& node) {
  Texts best, run{""};
  for (const RegexNode& child : node.children) {
    const auto texts = all_texts(child, required_most);
    if (texts && run.size() * texts->size() <= required_most) {
      Texts longer;
      for (const std::string& a : run)
        for (const std::string& b : *texts) longer.push_back(a + b);
      run = std::move(longer);
      continue;
    }
    best = better(std::move(best), std::move(run));
    best = better(std::move(best), required_texts(child));
    // An edge or assertion has no width: what is behind it goes on.
    run = texts ? *texts : Texts{""};
  }
  return better(std::move(best), std::move(run));
}

}  // namespace

Texts required_texts(const RegexNode& node) {
  switch (node.kind) {
    case Kind::text:
      return {node.text};
    case Kind::one_of:
      return node.chars.size() <= required_most ? node.chars : Texts{};
    case Kind::group:
      return required_texts(node.children.front());
    case Kind::repeat:
      return node.low > 0 ? required_texts(node.children.front()) : Texts{};
    case Kind::sequence:
      return required_of_sequence(node);
    case Kind::choice: {
      Texts out;
      for (const RegexNode& child : node.children) {
        const Texts texts = required_texts(child);
        if (shortest(texts) == 0 || out.size() + texts.size() > required_most) return {};
        extend(out, texts);
      }
      return out;
    }
    default:
      return {};
  }
}

namespace {

/// Of one end of what a node matches. Unknown counts as no.
bool edge_is_word(const RegexNode& node, bool front) {
  const auto edge = [&](const RegexNode& n) { return edge_is_word(n, front); };
  switch (node.kind) {
    case Kind::text: {
      const Decoded d =
          front ? decode_at(node.text, 0) : decode_before(node.text, node.text.size());
      return d.size > 0 && is(d.c, char_word);
    }
    case Kind::one_of:
      if (node.chars.empty())
        return node.written == "[\\p{L}\\p{M}\\p{Nd}_]" || node.written == "[\\p{Nd}]" ||
               node.written == "[a-z]" || node.written == "[0-9]" || node.written == "[a-z0-9]";
      return std::ranges::all_of(
          node.chars, [](const std::string& c) { return is(decode_at(c, 0).c, char_word); });
    case Kind::group:
      return edge(node.children.front());
    case Kind::repeat:
      return node.low > 0 && edge(node.children.front());
    case Kind::choice:
      return std::ranges::all_of(node.children, edge);
    case Kind::sequence: {
      // Past what may be left out, as long as that is a word character's too.
      const std::size_t count = node.children.size();
      for (std::size_t i = 0; i < count; ++i) {
        const RegexNode& child = node.children[front ? i : count - 1 - i];
        const bool optional = child.kind == Kind::repeat && child.low == 0;
        if (!optional) return edge(child);
        if (!edge(child.children.front())) return false;
      }
      return false;
    }
    default:
      return false;
  }
}

}  // namespace

bool asks_for_edges(const RegexNode& node) {
  return node.kind == Kind::word_edge || std::ranges::any_of(node.children, asks_for_edges);
}

bool begins_with_word(const RegexNode& node) {
  return edge_is_word(node, true);
}
bool ends_with_word(const RegexNode& node) {
  return edge_is_word(node, false);
}

bool names_dot_or_slash(const RegexNode& node) {
  if (node.text.find_first_of("./") != std::string::npos) return true;
  for (const std::string& c : node.chars)
    if (c == "." || c == "/") return true;
  return std::ranges::any_of(node.children, names_dot_or_slash);
}

}  // namespace tocsin::rules
