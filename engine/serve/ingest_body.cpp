#include "engine/serve/ingest_body.h"

#include <algorithm>
#include <array>

#include <simdjson.h>

#include "engine/serve/strict_header.h"

namespace tocsin::serve {
namespace {

namespace od = simdjson::ondemand;
using Records = std::vector<IngestRecord>;

std::string_view without_space(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

Records lines_of(std::string_view body) {
  Records records;
  for (std::uint32_t line = 1; !body.empty(); ++line) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    const auto frame = without_space(body.substr(0, end));
    body.remove_prefix(std::min(end + 1, body.size()));
    if (!frame.empty()) records.push_back({frame, line});
  }
  return records;
}

template <class T>
simdjson::error_code raw_of(simdjson::simdjson_result<T> found, std::string_view& raw) {
  T item;
  if (const auto error = std::move(found).get(item)) return error;
  return item.raw_json().get(raw);
}

// The element's bytes as they stand; the decoder checks what is inside.
simdjson::error_code raw_element(od::value element, std::string_view& raw) {
  od::json_type type;
  if (const auto error = element.type().get(type)) return error;
  if (type == od::json_type::object) return raw_of(element.get_object(), raw);
  if (type == od::json_type::array) return raw_of(element.get_array(), raw);
  raw = element.raw_json_token();
  return simdjson::SUCCESS;
}

std::expected<Records, std::string> elements_of(std::string& body) {
  const std::size_t size = body.size();
  body.resize(size + simdjson::SIMDJSON_PADDING, '\0');
  od::parser parser;
  od::document document;
  od::array array;
  Records records;
  const auto wrong = [&] {
    return std::unexpected("the array breaks off or is no JSON behind element " +
                           std::to_string(records.size()) +
                           "; send a whole array, or one post a line");
  };
  if (parser.iterate(body.data(), size, body.size()).get(document) != simdjson::SUCCESS ||
      document.get_array().get(array) != simdjson::SUCCESS)
    return wrong();
  for (auto item : array) {
    od::value element;
    std::string_view raw;
    if (item.get(element) != simdjson::SUCCESS || raw_element(element, raw) != simdjson::SUCCESS)
      return wrong();
    records.push_back({without_space(raw), static_cast<std::uint32_t>(records.size() + 1)});
  }
  const char* rest = nullptr;
  if (document.current_location().get(rest) == simdjson::SUCCESS &&
      !without_space({rest, static_cast<std::size_t>(body.data() + size - rest)}).empty())
    return wrong();
  return records;
}

// An object printed over several lines: its first line is none by itself.
bool is_one_object(std::string_view body) {
  const std::size_t end = body.find('\n');
  return body.starts_with('{') && end != std::string_view::npos &&
         !without_space(body.substr(0, end)).ends_with('}');
}

}  // namespace

std::expected<Records, std::string> cut_ingest_body(std::string& body) {
  const auto whole = without_space(body);
  if (whole.empty()) return Records{};
  if (whole.front() == '[') return elements_of(body);
  if (is_one_object(whole)) return Records{{whole, 1}};
  return lines_of(body);
}

bool is_ingest_type(std::string_view content_type) {
  const auto type = without_space(content_type.substr(0, content_type.find(';')));
  constexpr std::array<std::string_view, 5> known{"", "application/x-ndjson", "application/ndjson",
                                                  "application/json", "text/plain"};
  return std::ranges::any_of(known, [&](auto k) { return equal_without_case(type, k); });
}

}  // namespace tocsin::serve
