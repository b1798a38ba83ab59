#include "rules/tags.h"

#include <algorithm>

#include "rules/literal.h"

namespace tocsin::rules {
namespace {

std::size_t hashtag_end(std::string_view text, std::size_t at) {
  for (Decoded d = decode_at(text, at); is(d.c, char_word); d = decode_at(text, at)) at += d.size;
  return at;
}

}  // namespace

void find_tags(std::string_view text, char sign, std::vector<Tag>& tags) {
  tags.clear();
  for (std::size_t at = 0; at < text.size();) {
    const Decoded d = decode_at(text, at);
    const std::size_t begin = at + d.size;
    std::size_t end = begin;
    if (char_info(d.c).fold == static_cast<char32_t>(sign) && plain_begin_at(text, at))
      end = sign == '@' ? handle_at(text, begin, HandleIn::text).end : hashtag_end(text, begin);
    if (end > begin)
      tags.push_back({{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)},
                      text.substr(begin, end - begin)});
    at = std::max(begin, end);
  }
}

bool same_tag(std::string_view a, std::string_view b) {
  const std::size_t a_host = a.find('@'), b_host = b.find('@');
  if (a_host != std::string_view::npos && b_host != std::string_view::npos) return a == b;
  return a.substr(0, a_host) == b.substr(0, b_host);
}

}  // namespace tocsin::rules
