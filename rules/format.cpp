#include "rules/format.h"

#include <algorithm>

#include "rules/format_comments.h"
#include "rules/format_scalar.h"
#include "rules/pack_keys.h"
#include "rules/pack_parser.h"

namespace tocsin::rules {
namespace {

using keys::Holds;
using Table = std::span<const keys::Key>;
constexpr std::size_t columns = 100;

/// The keys of a mapping that a key holds, or of the mappings in a list that it holds.
Table table_of(Holds holds) {
  switch (holds) {
    case Holds::rules:
      return keys::rule;
    case Holds::brands:
      return keys::brand;
    case Holds::repeat_window:
      return keys::repeat;
    case Holds::surge_window:
      return keys::surge;
    case Holds::distinct_window:
      return keys::distinct;
    case Holds::examples:
      return keys::examples;
    case Holds::posts:
      return keys::post;
    case Holds::post_author:
      return keys::author;
    case Holds::post_customer:
      return keys::customer;
    case Holds::post_history:
      return keys::history;
    default:
      return {};
  }
}

/// An item or entry a line, whatever would fit.
bool always_block(Holds holds) {
  return holds == Holds::rules || holds == Holds::brands || holds == Holds::conditions ||
         holds == Holds::examples || holds == Holds::posts || holds == Holds::term_lists;
}

std::vector<const yaml::Entry*> sorted(const yaml::Node& map, Table table) {
  std::vector<const yaml::Entry*> entries;
  for (const yaml::Entry& entry : map.entries) entries.push_back(&entry);
  std::ranges::stable_sort(entries, {}, [&](const yaml::Entry* entry) {
    return std::ranges::find(table, entry->key.value, &keys::Key::name) - table.begin();
  });
  return entries;
}

Holds holds_of(const yaml::Entry& entry, Table table, Holds other) {
  const auto found = std::ranges::find(table, entry.key.value, &keys::Key::name);
  return found == table.end() ? other : found->holds;
}

class Formatter {
 public:
  Formatter(const yaml::Node& root, std::string_view text) : comments_(root, text), root_(root) {}

  std::string run() {
    for (const std::string& line : comments_.take_head()) out_ += line + '\n';
    map(root_, 0, keys::pack, "", Holds::text);
    for (const std::string& line : comments_.last()) out_ += line + '\n';
    return std::move(out_);
  }

 private:
  // --- on one line ------------------------------------------------------------------------------

  std::string flow(const yaml::Node& node, Holds holds) {
    switch (node.kind) {
      case yaml::Kind::null:
        return "null";
      case yaml::Kind::scalar:
        return formatted_scalar(node, holds == Holds::posts ? ScalarIn::text : ScalarIn::word);
      case yaml::Kind::list: {
        std::string out = "[";
        for (const yaml::Node& item : node.items)
          out += (out.size() > 1 ? ", " : "") + flow(item, holds);
        return out + ']';
      }
      case yaml::Kind::map:
        break;
    }
    std::string out = "{";
    const Table table = table_of(holds);
    for (const yaml::Entry* entry : sorted(node, table)) {
      const Holds inner = holds_of(*entry, table, Holds::text);
      const bool said = holds == Holds::posts && entry->key.value == "text";
      out += (out.size() > 1 ? ", " : "") + formatted_scalar(entry->key, ScalarIn::word) + ": " +
             flow(entry->value, said ? Holds::posts : inner);
    }
    return out + '}';
  }

  // --- over lines -------------------------------------------------------------------------------

  void above(const Remarks& remarks, std::size_t indent, bool first, bool parted) {
    if (!first && (parted || remarks.apart)) out_ += '\n';
    for (const std::string& line : remarks.above)
      out_ += line.empty() ? "\n" : std::string(indent, ' ') + line + '\n';
  }

  void end_line(const Remarks& remarks) {
    if (!remarks.behind.empty()) out_ += "  " + remarks.behind;
    out_ += '\n';
  }

  /// `dash` stands before the first entry of a mapping that is an item.
  void map(const yaml::Node& node, std::size_t indent, Table table, std::string_view dash,
           Holds holds) {
    bool first = true;
    for (const yaml::Entry* entry : sorted(node, table)) {
      const Holds inner =
          holds_of(*entry, table, holds == Holds::term_lists ? Holds::terms : Holds::text);
      Remarks remarks = comments_.take(entry->key.offset);
      // Empty lines group lists of terms; the keys of everything else have their order.
      const bool section =
          holds == Holds::text && dash.empty() && indent == 0 && always_block(inner);
      remarks.apart = remarks.apart && holds == Holds::term_lists;
      above(remarks, first ? indent - dash.size() : indent, first, section);
      out_ += first ? std::string(indent - dash.size(), ' ') + std::string(dash)
                    : std::string(indent, ' ');
      out_ += formatted_scalar(entry->key, ScalarIn::word) + ':';
      value(entry->value, indent, inner, remarks,
            holds == Holds::posts && entry->key.value == "text");
      first = false;
    }
  }

  std::size_t column() const {
    const std::size_t line = out_.rfind('\n');
    return width_of(std::string_view(out_).substr(line == std::string::npos ? 0 : line + 1));
  }

  void value(const yaml::Node& node, std::size_t indent, Holds holds, const Remarks& remarks,
             bool said) {
    if (node.is_null()) {
      out_ += " null";
      return end_line(remarks);
    }
    if (node.is_scalar()) return scalar(node, indent, holds, remarks, said);
    if (!always_block(holds) && !comments_.any_in(node)) {
      const std::string line = flow(node, holds);
      if (column() + 1 + width_of(line) <= columns) {
        out_ += ' ' + line;
        return end_line(remarks);
      }
      if (remarks.behind.empty() && is_many_words(node)) return filled(node, indent, holds);
    }
    const bool empty = node.items.empty() && node.entries.empty();
    if (empty) out_ += node.kind == yaml::Kind::list ? " []" : " {}";
    end_line(remarks);
    if (node.kind == yaml::Kind::map)
      map(node, indent + 2, table_of(holds), "", holds);
    else
      list(node, indent + 2, holds);
  }

  /// A list of which one line an entry would take pages, as a paragraph.
  static bool is_many_words(const yaml::Node& node) {
    constexpr std::size_t average_most = 32;
    std::size_t width = 0;
    for (const yaml::Node& item : node.items) {
      if (!item.is_scalar()) return false;
      width += width_of(item.value);
    }
    return node.kind == yaml::Kind::list && width <= average_most * node.items.size();
  }

  void filled(const yaml::Node& node, std::size_t indent, Holds holds) {
    out_ += " [";
    bool begins = true;
    for (const yaml::Node& item : node.items) {
      const std::string word = flow(item, holds) + (&item == &node.items.back() ? "]" : ",");
      if (!begins && column() + 1 + width_of(word) > columns)
        out_ += '\n' + std::string(indent + 2, ' ') + word;
      else
        out_ += (begins ? "" : " ") + word;
      begins = false;
    }
    out_ += '\n';
  }

  void scalar(const yaml::Node& node, std::size_t indent, Holds holds, const Remarks& remarks,
              bool said) {
    if (holds == Holds::expression) {
      const auto lines = formatted_expression(node.value, columns - indent - 2);
      yaml::Node whole = node;
      whole.value.clear();
      for (const std::string& line : lines) whole.value += (whole.value.empty() ? "" : " ") + line;
      const std::string one = formatted_scalar(whole, ScalarIn::line);
      if (column() + 1 + width_of(one) > columns && lines.size() > 1) {
        out_ += " >-";
        end_line(remarks);
        for (const std::string& line : lines) out_ += std::string(indent + 2, ' ') + line + '\n';
        return;
      }
      out_ += ' ' + one;
      return end_line(remarks);
    }
    out_ += ' ' + formatted_scalar(node, said ? ScalarIn::text : ScalarIn::line);
    end_line(remarks);
  }

  void list(const yaml::Node& node, std::size_t indent, Holds holds) {
    bool first = true;
    for (const yaml::Node& item : node.items) {
      Remarks remarks = comments_.take(item.offset);
      above(remarks, indent, first, holds == Holds::rules);
      first = false;
      const std::string dash = std::string(indent, ' ') + "- ";
      if (item.kind == yaml::Kind::map && !item.entries.empty()) {
        const std::string line = holds == Holds::rules || comments_.any_in(item)
                                     ? std::string(columns, ' ')
                                     : flow(item, holds);
        if (holds == Holds::posts && dash.size() + width_of(line) <= columns) {
          out_ += dash + line;
          end_line(remarks);
          continue;
        }
        // What stood behind the first key stays with it, wherever that goes.
        comments_.give_behind(item.entries.front().key.offset, remarks.behind);
        map(item, indent + 2, table_of(holds), "- ", holds);
        continue;
      }
      if (item.is_scalar())
        out_ += dash + formatted_scalar(item, holds == Holds::posts        ? ScalarIn::text
                                              : holds == Holds::conditions ? ScalarIn::line
                                                                           : ScalarIn::word);
      else
        out_ += dash + flow(item, holds);
      end_line(remarks);
    }
  }

  Comments comments_;
  const yaml::Node& root_;
  std::string out_;
};

std::string without_spaces(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (!std::string_view(" \t\r\n").contains(c)) out += c;
  return out;
}

/// Whether two trees say the same; the order of keys and the white space of `when` aside.
bool say_the_same(const yaml::Node& a, const yaml::Node& b, bool expression = false) {
  const bool same =
      expression ? without_spaces(a.value) == without_spaces(b.value) : a.value == b.value;
  if (a.kind != b.kind || !same || a.items.size() != b.items.size() ||
      a.entries.size() != b.entries.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!say_the_same(a.items[i], b.items[i])) return false;
  return std::ranges::all_of(a.entries, [&](const yaml::Entry& entry) {
    const yaml::Entry* other = b.find(entry.key.value);
    return other != nullptr && say_the_same(entry.value, other->value, entry.key.value == "when");
  });
}

}  // namespace

std::expected<std::string, std::vector<Problem>> format_pack(std::string_view file,
                                                             std::string_view bytes) {
  std::vector<Problem> problems;
  YamlFile source(file, bytes, problems);
  const yaml::Node* root = source.root();
  if (root != nullptr && root->kind != yaml::Kind::map)
    source.problems().error(root->offset, "shape", "a pack is a mapping of keys and values");
  if (root == nullptr || !source.whole() || has_errors(problems)) return std::unexpected(problems);
  std::string out = Formatter(*root, source.problems().source().text()).run();
  YamlFile again(file, out, problems);
  if (again.root() != nullptr && !has_errors(problems) && say_the_same(*root, *again.root()))
    return out;
  return std::unexpected(std::vector{
      Problem{{std::string(file), 1, 1},
              Level::error,
              "format",
              "this file cannot be formatted without changing what it says, which is a fault of "
              "the program: it is left as it is; please report it"}});
}

}  // namespace tocsin::rules
