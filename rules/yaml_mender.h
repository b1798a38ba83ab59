#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "rules/yaml_mend.h"

namespace tocsin::rules::yaml {

/// Walks a file as YAML would, and stops at what YAML misreads. Lines and their values are in
/// yaml_mend.cpp, `[lists]` and `{mappings}` in yaml_mend_flow.cpp.
class Mender {
 public:
  explicit Mender(ProblemSink& problems) : sink_(problems), text_(problems.source().text()) {}
  Mended run();

 private:
  /// Where a value stands: what may follow it depends on that.
  enum class Position { start, entry, keyed };
  enum class InFlow { list, key, value };

  void line();
  void indentation();
  void content(int column);
  void too_deep(std::size_t where);
  void value(int parent, Position position);
  void hash(int parent, Position position);
  void quoted_value(Position position);
  void after_key(std::size_t colon, int column);
  void flow_value(int parent);
  void block_text(int parent);
  void plain(int parent, Position position);
  void continuation(int parent);
  bool too_deep_key(int parent);
  void unquoted_rest(std::string_view why);
  void rest_behind_quote(std::size_t open, std::size_t close, Position position);

  bool flow(int parent, int depth);
  bool flow_items(std::size_t open, char closer, int parent, int depth);
  bool flow_space(int parent);
  void flow_quoted();
  void flow_plain(InFlow in);
  std::size_t regex_end() const;

  /// The closing quote of the one at `open`; npos where it is missing.
  std::size_t closing_quote(std::size_t open) const;
  bool looks_like_new_entry(std::size_t line_begin) const;
  bool mend_escapes(std::size_t open, std::size_t close);
  void missing_quote(std::size_t open, std::size_t end);
  void unquoted(std::size_t begin, std::size_t end, std::string_view why);
  void replace(std::size_t begin, std::size_t end, std::string replacement);

  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\n'; }
  bool blank(std::size_t i) const { return at(i) == ' ' || at(i) == '\t' || at(i) == '\r'; }
  bool ends(std::size_t i) const { return blank(i) || at(i) == '\n'; }
  std::size_t line_end(std::size_t i) const { return std::min(text_.find('\n', i), text_.size()); }
  /// The end of what stands from `begin` on its line, without white space and comment.
  std::size_t rest_end(std::size_t begin) const;
  int column(std::size_t i) const;
  void skip_blanks() {
    while (at_ < text_.size() && blank(at_)) ++at_;
  }

  ProblemSink& sink_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_begin_ = 0;
  int deep_from_ = -1;  ///< lines from this column on are read as from `deep_to_`
  int deep_to_ = -1;
  Mended mended_;
};

/// Why YAML misreads a text that begins with this character; empty where it does not.
std::string_view why_special(char first);

}  // namespace tocsin::rules::yaml
