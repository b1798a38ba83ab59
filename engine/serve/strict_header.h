#pragma once
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::serve {

/// One header field; views borrow from the bytes that were read.
struct HeaderField {
  std::string_view name;
  std::string_view value;  ///< without the blanks around it
};

/// How the body of a request is framed.
enum class BodyFraming : std::uint8_t { none, length, chunked };

/// The head of one request, as the strict reader understood it.
struct RequestHead {
  std::string_view method;
  std::string_view target;
  int minor_version = 1;  ///< HTTP/1.x
  std::vector<HeaderField> fields;
  BodyFraming framing = BodyFraming::none;
  std::uint64_t content_length = 0;
  bool keep_alive = true;

  /// The value of a field that stands once; nullopt where it is absent or stands twice.
  std::optional<std::string_view> find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  /// Whether a comma list holds the token (without case).
  bool has_token(std::string_view name, std::string_view token) const;
};

/// Why a request is not read any further; the connection is closed behind the answer.
struct HeadRefusal {
  int status = 400;
  std::string_view code;  ///< stable: `obs-fold`, `transfer-encoding` …
};

/// Reads a request's head, from the request line up to and with its empty line, refusing all
/// that two readers could understand in two ways (RFC 9112 §11.2, http-garden's findings):
/// Boost.Beast alone accepts several of these.
///
/// Errors     See strict_header.cpp; each has its code.
/// Cost       One pass; one allocation for the fields.
std::expected<RequestHead, HeadRefusal> read_head(std::string_view bytes);

/// What whoever wrote the client should mend; empty where the answer says more than the code knows.
std::string_view advice_on(std::string_view code);

/// Where the head ends in what was read so far: behind CR LF CR LF. A refusal as soon as the
/// bytes cannot become a head: nobody waits for the rest of it.
std::expected<std::optional<std::size_t>, HeadRefusal> find_head_end(std::string_view bytes);

/// ASCII without case, as field names compare.
bool equal_without_case(std::string_view a, std::string_view b);
/// Without the blanks and tabs around it, as values of fields are read.
std::string_view trimmed(std::string_view text);

}  // namespace tocsin::serve
