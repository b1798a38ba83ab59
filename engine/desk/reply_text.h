#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The text of a reply, as its platform counts and shows it.
///
/// Threads    Any.
/// Cost       That of ICU's character iterator; for what people type, not for posts heard.
namespace tocsin {

struct ReplyLength {
  std::uint32_t count = 0;
  std::uint32_t most = 0;
  bool too_long = false;  ///< by characters or by bytes
};

/// Bluesky: 300 grapheme clusters and 3000 bytes. Mastodon: 500, a link counts as 23 and a mention
/// without its host. Others: as Mastodon, so that a draft is not endless.
ReplyLength reply_length(std::string_view platform, std::string_view text);

/// A stretch of text, in bytes, that is a link or names an account (with its `@`).
struct TextPart {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool link = false;
};
std::vector<TextPart> links_and_mentions(std::string_view text);

/// The first `{placeholder}` that nobody has filled in; empty: none.
std::string unfilled_placeholder(std::string_view text);

/// As it goes out: surrounding space goes, and `@everyone`, `@here`, `@channel`, `@all` call
/// nobody.
std::string ready_to_send(std::string_view text);

/// Why this text cannot go to that platform, for a person; nothing: it can.
std::optional<std::string> why_not_sendable(std::string_view platform, std::string_view text);

}  // namespace tocsin
