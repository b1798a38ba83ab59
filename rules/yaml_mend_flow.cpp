#include <algorithm>
#include <cctype>

#include "engine/bounds.h"
#include "rules/bounds.h"
#include "rules/yaml.h"
#include "rules/yaml_mender.h"

namespace tocsin::rules::yaml {
namespace {

bool separates(char c) {
  return c == ',' || c == ']' || c == '}';
}

}  // namespace

/// From the opening bracket to behind the closing one; false where it is missing.
bool Mender::flow(int parent, int depth) {
  if (depth == bounds::yaml_depth_read) {
    too_deep(at_);
    return false;
  }
  const std::size_t open = at_++;
  const char closer = at(open) == '[' ? ']' : '}';
  if (flow_items(open, closer, parent, depth)) return true;
  if (!mended_.cut)
    sink_.error(
        open, "bracket",
        std::string("the `") + at(open) + "` that opens here is not closed: add `" + closer + '`');
  mended_.cut = true;
  return false;
}

bool Mender::flow_items(std::size_t open, char closer, int parent, int depth) {
  const bool list = closer == ']';
  InFlow in = list ? InFlow::list : InFlow::key;
  while (flow_space(parent)) {
    const char c = at(at_);
    if (c == closer) {
      ++at_;
      return true;
    }
    if (c == ',') {
      ++at_;
      in = list ? InFlow::list : InFlow::key;
    } else if (c == ':' && in == InFlow::key) {
      ++at_;
      in = InFlow::value;
    } else if (c == '\'' || c == '"') {
      flow_quoted();
    } else if (c == '[' || c == '{') {
      if (!flow(parent, depth + 1)) return false;
    } else if (c == ']' || c == '}') {
      sink_.error(at_, "bracket",
                  std::string("this `") + c + "` does not close the `" + at(open) +
                      "` before it: write `" + closer + "`, or quotes around the text");
      mended_.cut = true;
      ++at_;
      return true;
    } else {
      flow_plain(in);
    }
  }
  return false;
}

/// Over white space, line ends and comments; false at the end, or where the next line begins
/// something else.
bool Mender::flow_space(int parent) {
  while (at_ < text_.size()) {
    if (blank(at_)) {
      ++at_;
    } else if (at(at_) == '\n') {
      line_begin_ = at_ + 1;
      std::size_t first = line_begin_;
      while (blank(first)) ++first;
      const bool shallow = static_cast<int>(first - line_begin_) <= parent;
      if (shallow && looks_like_new_entry(line_begin_)) return false;
      ++at_;
    } else if (at(at_) == '#' && (ends(at_ + 1) || at(at_ + 1) == '#')) {
      at_ = line_end(at_);
    } else {
      return true;
    }
  }
  return false;
}

void Mender::flow_quoted() {
  const std::size_t open = at_;
  const std::size_t close = closing_quote(open);
  const std::size_t end = rest_end(open);
  // Where a quote is missing, the text may run up to the last bracket of its line.
  const std::size_t bracket = text_.substr(open, end - open).find_last_of("]}");
  const std::size_t stop = bracket == std::string_view::npos ? end : open + bracket;
  if (close == std::string_view::npos) {
    const std::size_t comma = std::min(text_.substr(0, stop).find(',', open), stop);
    return missing_quote(open, comma);
  }
  mend_escapes(open, close);
  at_ = close + 1;
  std::size_t next = at_;
  while (blank(next)) ++next;
  if (separates(at(next)) || at(next) == '\n' || at(next) == ':' || at(next) == '#') return;
  const bool apostrophe =
      at(open) == '\'' && std::isalpha(static_cast<unsigned char>(at(next))) && next == close + 1;
  sink_.error(open, "missing-quote",
              apostrophe ? "the apostrophe closes the quote that opens here: write the text in "
                           "double quotes, \"it's\""
                         : "behind the quote that closes here, `" +
                               std::string(text_.substr(next, std::min(stop, next + 20) - next)) +
                               "` goes on: a quote or a comma is missing before it");
  replace(open, stop, in_quotes(text_.substr(open, stop - open)));
  at_ = std::max(stop, close + 1);
}

/// Behind a `/…/` or `/…/x` that ends where an entry ends; 0 where this is none.
std::size_t Mender::regex_end() const {
  if (at(at_) != '/') return 0;
  for (std::size_t i = at_ + 1; i < line_end(at_); ++i) {
    if (at(i) == '\\') ++i;
    if (at(i) != '/') continue;
    std::size_t end = i + 1;
    if (at(end) == 'x') ++end;
    std::size_t next = end;
    while (blank(next)) ++next;
    if (separates(at(next)) || at(next) == '\n') return end;
  }
  return 0;
}

void Mender::flow_plain(InFlow in) {
  const std::size_t begin = at_;
  if (const std::size_t end = regex_end())
    return unquoted(begin, end, "is a regex, which is written in single quotes");
  std::string_view why = why_special(at(begin));
  int depth = 0;
  for (; at_ < line_end(begin); ++at_) {
    const char c = at(at_);
    if (c == '[' || c == '{') {
      ++depth;
      if (why.empty()) why = "holds a bracket, which YAML reads as a list or mapping";
    } else if (depth > 0 && (c == ']' || c == '}')) {
      --depth;
    } else if (depth == 0 && separates(c)) {
      break;
    } else if (c == '?' && why.empty()) {
      why = "holds `?`, which YAML does not take here";
    } else if (c == '#' && at_ > begin && blank(at_ - 1)) {
      if (ends(at_ + 1)) break;
      if (why.empty()) why = "holds ` #`, which YAML reads as a comment";
    } else if (c == ':' && (ends(at_ + 1) || separates(at(at_ + 1)))) {
      if (in == InFlow::key && why.empty()) return;
      if (why.empty()) why = "holds a `:` before a space, which YAML reads as a key";
    }
  }
  const std::size_t end = at_;
  if (!why.empty()) unquoted(begin, end, why);
  at_ = std::max(at_, end);
}

}  // namespace tocsin::rules::yaml
