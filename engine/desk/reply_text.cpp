#include "engine/desk/reply_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <mutex>

#include <unicode/brkiter.h>
#include <unicode/utext.h>

namespace tocsin {
namespace {

constexpr std::uint32_t link_counts_as = 23;
constexpr std::size_t bluesky_bytes = 3000;
constexpr std::array<std::string_view, 4> calls{"everyone", "here", "channel", "all"};

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}
bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_' ||
         c == '@';
}

std::uint32_t graphemes(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> at(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
  UText source = UTEXT_INITIALIZER;
  utext_openUTF8(&source, text.data(), static_cast<std::int64_t>(text.size()), &error);
  if (U_FAILURE(error) != 0) {
    utext_close(&source);
    return static_cast<std::uint32_t>(text.size());  // never less than it is
  }
  at->setText(&source, error);
  std::uint32_t count = 0;
  for (at->first(); at->next() != icu::BreakIterator::DONE;) ++count;
  utext_close(&source);
  return count;
}

std::size_t end_of_link(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && !is_space(text[end]) && text[end] != '<' && text[end] != '"') ++end;
  while (end > at && std::string_view(".,;:!?'\"").find(text[end - 1]) != std::string_view::npos)
    --end;
  if (end > at && text[end - 1] == ')' &&
      text.substr(at, end - at).find('(') == std::string_view::npos)
    --end;
  return end;
}

std::uint32_t as_mastodon_counts(std::string_view text) {
  std::uint32_t count = 0;
  std::size_t from = 0;
  for (const auto& part : links_and_mentions(text)) {
    count += graphemes(text.substr(from, part.begin - from));
    const auto said = text.substr(part.begin, part.end - part.begin);
    const auto host = part.link ? said.npos : said.find('@', 1);
    count += part.link ? link_counts_as : graphemes(said.substr(0, host));
    from = part.end;
  }
  return count + graphemes(text.substr(from));
}

}  // namespace

std::vector<TextPart> links_and_mentions(std::string_view text) {
  std::vector<TextPart> found;
  for (std::size_t at = 0; at < text.size();) {
    const bool starts = at == 0 || is_space(text[at - 1]) || text[at - 1] == '(';
    const auto rest = text.substr(at);
    std::size_t end = at;
    const bool link = starts && (rest.starts_with("https://") || rest.starts_with("http://"));
    if (link) {
      end = end_of_link(text, at);
      if (end <= at + 8) end = at;
    } else if (starts && text[at] == '@') {
      end = at + 1;
      while (end < text.size() && is_name(text[end])) ++end;
      while (end > at && !std::isalnum(static_cast<unsigned char>(text[end - 1]))) --end;
      if (end <= at + 1) end = at;
    }
    if (end == at) {
      ++at;
      continue;
    }
    found.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), link});
    at = end;
  }
  return found;
}

ReplyLength reply_length(std::string_view platform, std::string_view text) {
  ReplyLength length;
  if (platform == "bluesky") {
    length = {graphemes(text), 300, text.size() > bluesky_bytes};
  } else {
    length = {as_mastodon_counts(text), 500, false};
  }
  length.too_long |= length.count > length.most;
  return length;
}

std::string unfilled_placeholder(std::string_view text) {
  for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 ||
                                 text[end] == '_' || text[end] == '-' || text[end] == ' '))
      ++end;
    if (end < text.size() && text[end] == '}' && end > at + 1)
      return std::string(text.substr(at, end + 1 - at));
  }
  return {};
}

std::string ready_to_send(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    out += text[at];
    if (text[at] != '@') continue;
    std::string name;
    for (std::size_t i = at + 1; i < text.size() && is_name(text[i]); ++i)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
    while (!name.empty() && !std::isalnum(static_cast<unsigned char>(name.back()))) name.pop_back();
    if (std::ranges::find(calls, name) != calls.end()) out += "\u200b";
  }
  return out;
}

std::optional<std::string> why_not_sendable(std::string_view platform, std::string_view text) {
  const auto out = ready_to_send(text);
  if (out.empty()) return "the reply is empty";
  if (const auto open = unfilled_placeholder(out); !open.empty())
    return "fill in " + open + " first";
  const auto length = reply_length(platform, out);
  if (length.too_long)
    return "too long: " + std::to_string(length.count) + " of " + std::to_string(length.most) +
           " characters, as " + std::string(platform) + " counts";
  return std::nullopt;
}

}  // namespace tocsin
