#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::serve {

/// One post of an ingest request.
struct IngestRecord {
  std::string_view frame;
  std::uint32_t line = 0;  ///< from 1: the line of NDJSON, the place in an array
};

/// Cuts a body into posts: a JSON array by its elements, one JSON object over several lines as
/// one post, all else by lines; blank lines are skipped. The posts themselves are judged by the
/// decoder.
///
/// Ownership  Frames borrow from `body`, which grows by simdjson's padding for the call.
/// Errors     For a person: an array that is no JSON.
std::expected<std::vector<IngestRecord>, std::string> cut_ingest_body(std::string& body);

/// Whether posts may come with this Content-Type; an absent one may.
bool is_ingest_type(std::string_view content_type);

}  // namespace tocsin::serve
