#include "rules/import/query_file.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include <simdjson.h>

#include "rules/import/bounds.h"
#include "rules/import/token.h"

namespace tocsin::rules::importing {
namespace {

namespace json = simdjson::ondemand;

/// For each byte of a JSON text's value, the offset of what it was written as; and of its end.
/// `raw` stands between the quotes.
std::vector<std::size_t> written_offsets(std::string_view raw, std::size_t begin) {
  std::vector<std::size_t> out;
  for (std::size_t at = 0; at < raw.size();) {
    std::size_t size = 1;
    std::size_t bytes = 1;
    if (raw[at] == '\\' && at + 1 < raw.size()) {
      size = raw[at + 1] == 'u' ? 6 : 2;
      if (size == 6) {
        const auto code = std::stoul(std::string(raw.substr(at + 2, 4)), nullptr, 16);
        const bool pair = code >= 0xD800 && code < 0xDC00;
        size = pair ? 12 : 6;
        bytes = pair ? 4 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
      }
    }
    out.insert(out.end(), bytes, begin + at);
    at += size;
  }
  out.push_back(begin + raw.size());
  return out;
}

/// The names that a platform's JSON has for what we take.
struct Names {
  std::array<std::string_view, 3> lists;
  std::string_view text;
  std::string_view name;
};
constexpr Names x_names{{"data", "add", "rules"}, "value", "tag"};
constexpr Names brandwatch_names{{"results", "queries", "data"}, "booleanQuery", "name"};

class JsonFile {
 public:
  JsonFile(std::string_view bytes, From from, const FilePlaces& places,
           std::vector<Problem>& problems)
      : places_(places),
        bytes_(bytes),
        padded_(bytes),
        names_(from == From::x ? x_names : brandwatch_names),
        problems_(problems) {}

  std::vector<SourceQuery> run() {
    json::parser parser;
    json::document document;
    if (const auto wrong = parser.iterate(padded_).get(document)) return broken(wrong);
    if (const auto wrong = top(document)) return broken(wrong);
    if (queries_.empty() && problems_.empty())
      tell(0, "there is no query in this file: " + model());
    return std::move(queries_);
  }

 private:
  std::string model() const {
    return names_.text == "value"
               ? R"(it is read as {"data":[{"value":"cat has:media","tag":"cats"}]})"
               : R"(it is read as {"results":[{"name":"Cats","booleanQuery":"cat AND dog"}]})";
  }

  std::vector<SourceQuery> broken(simdjson::error_code wrong) {
    tell(0, std::string("the file is not read as JSON: ") + simdjson::error_message(wrong));
    return {};
  }

  void tell(std::size_t offset, std::string text) {
    problems_.push_back({places_.at(offset), Level::error, "syntax", std::move(text)});
  }

  simdjson::error_code top(json::document& document) {
    json::json_type type{};
    if (const auto wrong = document.type().get(type)) return wrong;
    if (type == json::json_type::array) {
      json::array list;
      if (const auto wrong = document.get_array().get(list)) return wrong;
      return all(list);
    }
    json::object object;
    if (const auto wrong = document.get_object().get(object)) return wrong;
    return of_object(object);
  }

  /// A list of queries under one of its names, or one query.
  simdjson::error_code of_object(json::object& object) {
    for (const std::string_view name : names_.lists) {
      json::array list;
      if (object.find_field_unordered(name).get_array().get(list) == simdjson::SUCCESS)
        return all(list);
    }
    if (const auto wrong = object.reset().error()) return wrong;
    return one(object);
  }

  simdjson::error_code all(json::array& list) {
    for (auto item : list) {
      if (queries_.size() >= queries) {
        tell(0, "only the first " + std::to_string(queries) + " queries are read: cut the file");
        return simdjson::SUCCESS;
      }
      json::object object;
      if (const auto wrong = item.get_object().get(object)) return wrong;
      if (const auto wrong = one(object)) return wrong;
    }
    return simdjson::SUCCESS;
  }

  simdjson::error_code one(json::object& object) {
    SourceQuery query;
    bool told = false;
    for (auto field : object) {
      std::string_view key;
      json::value value;
      if (const auto wrong = field.unescaped_key().get(key)) return wrong;
      if (const auto wrong = field.value().get(value)) return wrong;
      if (key == names_.text) {
        if (const auto wrong = text(value, query)) return wrong;
        told = true;
      } else if (key == names_.name) {
        std::string_view name;
        if (value.get_string().get(name) == simdjson::SUCCESS) query.name = name;
      } else if (key == "languages") {
        languages(value, query);
      }
    }
    if (!told)
      tell(0, "an entry has no `" + std::string(names_.text) + "`: " + model());
    else
      queries_.push_back(std::move(query));
    return simdjson::SUCCESS;
  }

  simdjson::error_code text(json::value& value, SourceQuery& query) {
    json::raw_json_string raw;
    if (const auto wrong = value.get_raw_json_string().get(raw)) return wrong;
    const auto begin = static_cast<std::size_t>(raw.raw() - padded_.data());
    std::size_t end = begin;
    while (end < bytes_.size() && bytes_[end] != '"') end += bytes_[end] == '\\' ? 2 : 1;
    std::string_view decoded;
    if (const auto wrong = value.get_string().get(decoded)) return wrong;
    query.text = decoded;
    query.offsets =
        written_offsets(bytes_.substr(begin, std::min(end, bytes_.size()) - begin), begin);
    query.offsets.resize(query.text.size() + 1, query.offsets.back());
    return simdjson::SUCCESS;
  }

  static void languages(json::value& value, SourceQuery& query) {
    json::array list;
    if (value.get_array().get(list) != simdjson::SUCCESS) return;
    for (auto item : list) {
      std::string_view name;
      if (item.get_string().get(name) == simdjson::SUCCESS) query.languages.emplace_back(name);
    }
  }

  const FilePlaces& places_;
  std::string_view bytes_;
  simdjson::padded_string padded_;
  Names names_;
  std::vector<Problem>& problems_;
  std::vector<SourceQuery> queries_;
};

SourceQuery stretch(std::string_view bytes, std::size_t begin, std::size_t end) {
  SourceQuery query{.text = std::string(bytes.substr(begin, end - begin))};
  for (std::size_t at = begin; at <= end; ++at) query.offsets.push_back(at);
  return query;
}

std::vector<SourceQuery> lines_of(std::string_view bytes, const FilePlaces& places,
                                  std::vector<Problem>& problems) {
  std::vector<SourceQuery> out;
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::size_t next = end + 1;
    while (end > at && space_at(bytes, end - 1) > 0) --end;
    if (end > at && out.size() >= queries) {
      problems.push_back(
          {places.at(at), Level::error, "too-large",
           "only the first " + std::to_string(queries) + " queries are read: cut the file"});
      break;
    }
    if (end > at) out.push_back(stretch(bytes, at, end));
    at = next;
  }
  return out;
}

}  // namespace

FilePlaces::FilePlaces(std::string_view file, std::string_view bytes)
    : file_(file), line_begins_{0} {
  for (std::size_t at = bytes.find('\n'); at != bytes.npos; at = bytes.find('\n', at + 1))
    line_begins_.push_back(at + 1);
}

Place FilePlaces::at(std::size_t offset) const {
  const auto line = std::ranges::upper_bound(line_begins_, offset) - 1;
  return {file_, static_cast<int>(line - line_begins_.begin()) + 1,
          static_cast<int>(offset - *line) + 1};
}

std::vector<SourceQuery> read_queries(std::string_view bytes, From from, const FilePlaces& places,
                                      std::vector<Problem>& problems) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  const std::size_t begin =
      bytes.find_first_not_of(" \t\r\n", bytes.starts_with(mark) ? mark.size() : 0);
  if (begin == bytes.npos) {
    problems.push_back({places.at(0), Level::error, "syntax", "the file is empty"});
    return {};
  }
  // A query of Brandwatch may begin with `{Apple}`: JSON has a quote or an end behind its brace.
  const std::size_t behind = bytes.find_first_not_of(" \t\r\n", begin + 1);
  const bool object = bytes[begin] == '{' && behind != bytes.npos &&
                      std::string_view("\"}").contains(bytes[behind]);
  if (object || bytes[begin] == '[') return JsonFile(bytes, from, places, problems).run();
  if (from == From::x) return lines_of(bytes, places, problems);
  return {stretch(bytes, begin, bytes.find_last_not_of(" \t\r\n") + 1)};
}

}  // namespace tocsin::rules::importing
