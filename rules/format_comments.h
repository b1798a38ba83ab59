#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/yaml.h"

namespace tocsin::rules {

/// What stands beside an element (an entry of a mapping, an item of a list).
struct Remarks {
  std::vector<std::string> above;  ///< comments, and "" for an empty line below one
  std::string behind;              ///< a comment on its own line
  bool apart = false;              ///< an empty line stands above
};

/// The comments of a YAML text, by the element that they belong to: a comment on a line of its own
/// belongs to the element below, one behind something to that.
///
/// Ownership  Borrows tree and text while it is made.
class Comments {
 public:
  Comments(const yaml::Node& root, std::string_view text);

  /// Takes what belongs to the element that begins here: each is given once.
  Remarks take(std::size_t offset);
  /// Gives back what stood behind an element, to be taken once more.
  void give_behind(std::size_t offset, std::string behind);
  /// Takes the comments that an empty line parts from the first element: they are the file's.
  std::vector<std::string> take_head();
  /// Whether anything in this collection has a comment.
  bool any_in(const yaml::Node& collection) const;
  /// Comments below everything.
  const std::vector<std::string>& last() const { return last_; }

 private:
  void visit(const yaml::Node& node, int flow_depth);
  void element(std::size_t offset, int flow_depth);
  void read();
  void comment(std::size_t begin, std::size_t end, int flow_depth);
  bool empty_line_above(std::size_t offset) const;
  std::size_t behind_scalar(const yaml::Node& scalar) const;
  std::size_t read_block(std::size_t at, int flow_depth);
  std::size_t behind_block(std::size_t header_end) const;

  std::string_view text_;
  std::map<std::size_t, int> elements_;  ///< by offset: how many flow collections it is in
  std::map<std::size_t, const yaml::Node*> scalars_;
  std::map<std::size_t, Remarks> remarks_;
  std::vector<std::string> last_;
};

}  // namespace tocsin::rules
