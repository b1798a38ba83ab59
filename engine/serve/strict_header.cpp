#include "engine/serve/strict_header.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/bounds.h"

namespace tocsin::serve {
namespace {

constexpr std::size_t fields_most = 100;

constexpr auto token_chars = [] {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return token_chars[static_cast<unsigned char>(c)];
  });
}

bool is_control(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (u < 0x20 && c != '\t') || u == 0x7F;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

using Checked = std::expected<void, HeadRefusal>;
std::unexpected<HeadRefusal> refuse(std::string_view code, int status = 400) {
  return std::unexpected(HeadRefusal{status, code});
}

// Takes a line off the front; the caller has seen that every LF follows a CR.
std::string_view take_line(std::string_view& bytes) {
  const std::size_t at = bytes.find("\r\n");
  const auto line = bytes.substr(0, at);
  bytes.remove_prefix(at + 2);
  return line;
}

// METHOD SP origin-form SP HTTP/1.x, with exactly these blanks.
Checked read_request_line(std::string_view line, RequestHead& head) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return refuse("request-line");
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (!is_token(head.method)) return refuse("request-line");
  if (version.size() != 8 || !version.starts_with("HTTP/")) return refuse("request-line");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return refuse("http-version", 505);
  head.minor_version = version.back() - '0';
  const bool visible = std::ranges::all_of(
      head.target, [](char c) { return static_cast<unsigned char>(c) - 0x21u < 0x5E; });
  if (!visible || !head.target.starts_with('/') || head.target.find('#') != std::string_view::npos)
    return refuse("request-target");
  return {};
}

Checked read_field(std::string_view line, RequestHead& head) {
  if (line.front() == ' ' || line.front() == '\t') return refuse("obs-fold");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return refuse("field");
  const HeaderField field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
  if (!is_token(field.name)) return refuse("field-name");
  if (std::ranges::any_of(field.value, is_control)) return refuse("field-value");
  if (head.fields.size() == fields_most) return refuse("too-many-fields", 431);
  head.fields.push_back(field);
  return {};
}

Checked read_content_length(std::string_view value, RequestHead& head) {
  const bool digits = !value.empty() && value.size() <= 18 &&
                      std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return refuse("content-length");
  std::from_chars(value.data(), value.data() + value.size(), head.content_length);
  if (head.content_length > 0) head.framing = BodyFraming::length;
  return {};
}

Checked read_framing(RequestHead& head) {
  const std::size_t lengths = head.count("Content-Length");
  const std::size_t encodings = head.count("Transfer-Encoding");
  if (lengths > 1) return refuse("content-length");
  if (lengths > 0 && encodings > 0) return refuse("two-framings");
  if (lengths == 1) {
    if (const auto read = read_content_length(*head.find("Content-Length"), head); !read)
      return read;
  }
  if (encodings > 0) {
    if (encodings > 1 || !equal_without_case(*head.find("Transfer-Encoding"), "chunked"))
      return refuse("transfer-encoding");
    if (head.minor_version == 0) return refuse("transfer-encoding");
    head.framing = BodyFraming::chunked;
  }
  const bool bodiless = head.method == "GET" || head.method == "HEAD";
  if (bodiless && head.framing != BodyFraming::none) return refuse("body-on-get");
  return {};
}

/// Fields that say one thing. Of two that differ, every reader on the way may believe another; and
/// one that we passed over might be what keeps a thing from being done twice. (Two `Origin`s are
/// one of another site: admission says so.)
constexpr std::array<std::string_view, 9> said_once{
    "Authorization",       "Content-Type",    "Content-Encoding", "Cookie",  "Expect",
    "X-Hub-Signature-256", "Idempotency-Key", "X-Requested-With", "If-Match"};

Checked read_singles(const RequestHead& head) {
  for (const auto name : said_once)
    if (head.count(name) > 1) return refuse("field-twice");
  return {};
}

Checked read_connection(RequestHead& head) {
  const auto host = head.find("Host");
  if (!host || host->empty()) return refuse("host");
  head.keep_alive = head.minor_version == 1 ? !head.has_token("Connection", "close")
                                            : head.has_token("Connection", "keep-alive");
  if (head.count("Expect") > 0) {
    const auto expect = head.find("Expect");
    if (!expect || !equal_without_case(*expect, "100-continue")) return refuse("expect", 417);
  }
  return {};
}

}  // namespace

std::string_view advice_on(std::string_view code) {
  struct Advice {
    std::string_view code, words;
  };
  static constexpr std::array<Advice, 17> all{{
      {"request-line",
       "a request begins with a method, a path and the version, with one blank between each"},
      {"request-target",
       "the address begins with `/` and holds visible ASCII alone: escape the rest as %XX"},
      {"http-version", "this server speaks versions 1.1 and 1.0"},
      {"bare-lf", "lines end with CR LF"},
      {"bare-cr", "a CR stands only before an LF"},
      {"nul", "a NUL byte stands in the head"},
      {"obs-fold", "a header field goes on in the next line: write it in one"},
      {"field", "a header field is `Name: value`"},
      {"field-name", "a field's name holds letters, digits and - _ alone, right before its colon"},
      {"field-value", "a field's value holds a control character"},
      {"field-twice", "a field that says one thing stands twice: send it once"},
      {"host", "send one Host field, with a value"},
      {"content-length", "send one Content-Length, in digits alone"},
      {"transfer-encoding", "the one transfer encoding is `chunked`, from version 1.1 on"},
      {"two-framings", "send Content-Length or Transfer-Encoding, not both"},
      {"body-on-get", "GET and HEAD have no body: send it with POST"},
      {"expect", "the one expectation that is met is `100-continue`"},
  }};
  const auto found = std::ranges::find(all, code, &Advice::code);
  return found == all.end() ? std::string_view{} : found->words;
}

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::string_view> RequestHead::find(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const auto& field : fields) {
    if (!equal_without_case(field.name, name)) continue;
    if (found) return std::nullopt;
    found = field.value;
  }
  return found;
}

std::size_t RequestHead::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      fields, [&](const auto& field) { return equal_without_case(field.name, name); }));
}

bool RequestHead::has_token(std::string_view name, std::string_view token) const {
  for (const auto& field : fields) {
    if (!equal_without_case(field.name, name)) continue;
    for (auto rest = field.value; !rest.empty();) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      if (equal_without_case(trimmed(rest.substr(0, comma)), token)) return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

std::expected<std::optional<std::size_t>, HeadRefusal> find_head_end(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const char c = bytes[at];
    if (c == '\0') return refuse("nul");
    if (c == '\n' && (at == 0 || bytes[at - 1] != '\r')) return refuse("bare-lf");
    if (c == '\r' && at + 1 < bytes.size() && bytes[at + 1] != '\n') return refuse("bare-cr");
    if (c == '\n' && at == 1) return refuse("request-line");
    if (c == '\n' && at >= 3 && bytes[at - 2] == '\n') {
      if (at + 1 > bounds::http_header_bytes) break;
      return at + 1;
    }
    if (at + 1 > bounds::http_header_bytes) break;
  }
  if (bytes.size() > bounds::http_header_bytes) return refuse("header-too-large", 431);
  return std::nullopt;
}

std::expected<RequestHead, HeadRefusal> read_head(std::string_view bytes) {
  RequestHead head;
  if (const auto read = read_request_line(take_line(bytes), head); !read)
    return std::unexpected(read.error());
  for (auto line = take_line(bytes); !line.empty(); line = take_line(bytes))
    if (const auto read = read_field(line, head); !read) return std::unexpected(read.error());
  if (const auto read = read_framing(head); !read) return std::unexpected(read.error());
  if (const auto read = read_singles(head); !read) return std::unexpected(read.error());
  if (const auto read = read_connection(head); !read) return std::unexpected(read.error());
  return head;
}

}  // namespace tocsin::serve
