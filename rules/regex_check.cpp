#include "rules/regex_check.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "engine/bounds.h"

namespace tocsin::rules {
namespace {

/// Repeats within repeats multiply; beyond this the automaton is too large to be worth it.
constexpr int repeats_multiplied = 512;
constexpr int group_depth = 64;

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> refused_groups{{
    {"(?=", "a look-ahead `(?=…)`"},
    {"(?!", "a negative look-ahead `(?!…)`"},
    {"(?<=", "a look-behind `(?<=…)`"},
    {"(?<!", "a negative look-behind `(?<!…)`"},
    {"(?>", "an atomic group `(?>…)`"},
    {"(?|", "a branch reset `(?|…)`"},
    {"(?(", "a conditional `(?(…)…)`"},
    {"(?R", "a recursion `(?R)`"},
    {"(?&", "a recursion `(?&…)`"},
    {"(?P>", "a recursion `(?P>…)`"},
    {"(?P=", "a back-reference `(?P=…)`"},
    {"(?C", "a call-out `(?C…)`"},
    {"(?+", "a recursion `(?+…)`"},
    {"(*", "a control verb `(*…)`"},
}};

/// Walks the pattern once; knows for each part whether it can match nothing.
class Walk {
 public:
  explicit Walk(std::string_view pattern) : pattern_(pattern) {}

  std::optional<std::string> run() {
    const bool empty = alternatives(1, 0);
    if (why_) return why_;
    if (at_ < pattern_.size()) return "the `)` at character " + here() + " closes nothing";
    if (empty) return "it can match the empty text: let it ask for at least one character";
    return std::nullopt;
  }

 private:
  bool done() const { return at_ >= pattern_.size() || why_; }
  bool next_is(std::string_view what) const { return pattern_.substr(at_).starts_with(what); }
  std::string here() const { return std::to_string(at_ + 1); }
  bool refuse(std::string why) {
    if (!why_) why_ = std::move(why);
    return false;
  }
  bool cannot_run(std::string_view what) {
    return refuse(std::string(what) + " cannot run in linear time: say it with terms, NEAR, NOT");
  }

  bool alternatives(int repeats, int depth) {
    bool empty = sequence(repeats, depth);
    while (!done() && pattern_[at_] == '|') {
      ++at_;
      if (sequence(repeats, depth)) empty = true;
    }
    return empty;
  }

  bool sequence(int repeats, int depth) {
    bool empty = true;
    while (!done() && pattern_[at_] != '|' && pattern_[at_] != ')')
      if (!piece(repeats, depth)) empty = false;
    return empty;
  }

  /// An atom with its quantifiers. The repeat stands behind the atom, so it is looked up first.
  bool piece(int repeats, int depth) {
    const std::size_t begin = at_;
    if (std::string_view("*+?").contains(pattern_[at_]))
      return refuse("the `" + std::string(1, pattern_[at_]) + "` at character " + here() +
                    " repeats nothing: write `\\" + pattern_[at_] + "` for the character");
    bool empty = atom(repeats, depth);
    if (why_) return false;
    const std::size_t atom_end = at_;
    int most = 1;
    if (quantifier(empty, most) && most > 1 && pattern_[begin] == '(') {
      // Walk the group again, knowing how often it stands there.
      if (repeats * most > repeats_multiplied)
        return refuse("its repeats within repeats multiply to more than " +
                      std::to_string(repeats_multiplied) + ": make them smaller");
      const std::size_t after = std::exchange(at_, begin);
      if (inner_repeats(begin, atom_end)) atom(repeats * most, depth);
      at_ = after;
    }
    return empty;
  }

  bool inner_repeats(std::size_t begin, std::size_t end) const {
    return pattern_.substr(begin, end - begin).contains('{');
  }

  bool quantifier(bool& empty, int& most) {
    if (done()) return false;
    const char c = pattern_[at_];
    if (c == '*' || c == '+' || c == '?') {
      ++at_;
      empty = empty || c != '+';
    } else if (c != '{' || !counted(empty, most)) {
      return false;
    }
    if (done()) return true;
    if (pattern_[at_] == '?') {
      ++at_;
    } else if (pattern_[at_] == '+') {
      cannot_run("a possessive quantifier (`++`, `*+`)");
    }
    return true;
  }

  /// `{n}`, `{n,}`, `{n,m}`; anything else in braces is text.
  bool counted(bool& empty, int& most) {
    const std::size_t close = pattern_.find('}', at_);
    if (close == std::string_view::npos) return false;
    const std::string_view inside = pattern_.substr(at_ + 1, close - at_ - 1);
    const std::size_t comma = inside.find(',');
    const auto low = number(inside.substr(0, comma));
    if (!low) return false;
    auto high = low;
    if (comma != std::string_view::npos) {
      high = number(inside.substr(comma + 1));
      if (!high && comma + 1 != inside.size()) return false;
    }
    at_ = close + 1;
    const int largest = std::max(*low, high.value_or(0));
    if (largest > bounds::regex_repeat)
      return refuse("the repeat `{" + std::string(inside) + "}` is larger than " +
                    std::to_string(bounds::regex_repeat) + ": make it smaller, or write `*`");
    if (high && *high < *low)
      return refuse("the repeat `{" + std::string(inside) + "}` ends below its beginning");
    if (*low == 0) empty = true;
    most = std::max(1, largest);
    return true;
  }

  static std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || end != text.data() + text.size()) return std::nullopt;
    return code == std::errc() ? value : bounds::regex_repeat + 1;
  }

  bool atom(int repeats, int depth) {
    switch (pattern_[at_]) {
      case '(':
        return group(repeats, depth);
      case '[':
        return character_class();
      case '\\':
        return escape();
      case '^':
      case '$':
        ++at_;
        return true;
      default:
        ++at_;
        return false;
    }
  }

  bool group(int repeats, int depth) {
    if (depth >= group_depth) return refuse("its groups are nested too deep");
    for (const auto& [written, name] : refused_groups)
      if (next_is(written)) return cannot_run(name);
    const std::size_t opened = at_++;
    if (next_is("?#")) {
      at_ = std::min(pattern_.find(')', at_), pattern_.size());
    } else if (next_is("?")) {
      if (!group_head()) return false;
    }
    const bool empty = next_is(")") || alternatives(repeats, depth + 1);
    if (why_) return false;
    if (!next_is(")"))
      return refuse("the `(` at character " + std::to_string(opened + 1) +
                    " is not closed: add `)`, or write `\\(` for the character");
    ++at_;
    return empty;
  }

  /// `?:`, `?i:`, `?i`, `?<name>`, `?P<name>`, `?'name'`
  bool group_head() {
    const std::size_t end = pattern_.find_first_of(":)>'", at_ + (next_is("?'") ? 2 : 1));
    const char kind = at_ + 1 < pattern_.size() ? pattern_[at_ + 1] : ')';
    if (kind >= '0' && kind <= '9') return cannot_run("a recursion `(?1)`");
    if (end == std::string_view::npos)
      return refuse("the group at character " + std::to_string(at_) + " is not closed: add `)`");
    at_ = pattern_[end] == ')' ? end : end + 1;
    return true;
  }

  bool character_class() {
    const std::size_t opened = at_++;
    if (next_is("^")) ++at_;
    if (next_is("]")) ++at_;
    while (at_ < pattern_.size() && pattern_[at_] != ']') {
      if (next_is("[:")) {
        const std::size_t named = pattern_.find(":]", at_ + 2);
        if (named != std::string_view::npos) at_ = named + 1;
      } else if (pattern_[at_] == '\\') {
        ++at_;
      }
      ++at_;
    }
    if (at_ >= pattern_.size())
      return refuse("the `[` at character " + std::to_string(opened + 1) +
                    " is not closed: add `]`, or write `\\[` for the character");
    ++at_;
    return false;
  }

  bool escape() {
    if (at_ + 1 >= pattern_.size())
      return refuse("it ends in a backslash: write `\\\\` for the character");
    const char c = pattern_[at_ + 1];
    at_ += 2;
    if (c >= '1' && c <= '9') return cannot_run("a back-reference `\\" + std::string(1, c) + "`");
    if (c == 'k' || c == 'g') return cannot_run("a back-reference `\\" + std::string(1, c) + "…`");
    if (std::string_view("CRKXG").contains(c)) return cannot_run("`\\" + std::string(1, c) + "`");
    if (c == 'Q') {
      const std::size_t end = pattern_.find("\\E", at_);
      const bool nothing = end == at_;
      at_ = end == std::string_view::npos ? pattern_.size() : end + 2;
      return nothing;
    }
    return std::string_view("bBAzZE").contains(c);
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::optional<std::string> why_;
};

}  // namespace

std::optional<std::string> refused_regex(std::string_view pattern) {
  if (pattern.empty()) return "it is empty: write something between the slashes";
  if (pattern.size() > bounds::pattern_bytes)
    return "it is longer than " + std::to_string(bounds::pattern_bytes) +
           " bytes: split it into several entries";
  return Walk(pattern).run();
}

}  // namespace tocsin::rules
