#include "connectors/post_lists.h"

#include <algorithm>
#include <cstring>

namespace tocsin {

void PostLists::add_once(std::vector<std::string_view>& list, std::string_view item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) add(list, item);
}

std::string_view PostLists::join_texts(TextArena& arena) {
  used_ = true;
  std::size_t size = 0;
  for (const auto& text : texts) size += text.text.size() + 1;
  char* const start = arena.room(size);
  std::size_t at = 0;
  for (const auto& [part, text] : texts) {
    if (text.empty()) continue;
    if (at > 0) start[at++] = '\n';
    std::memcpy(start + at, text.data(), text.size());
    const std::size_t end = at + text.size();
    parts.push_back({part, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
    at = end;
  }
  return arena.taken(at);
}

void PostLists::lend_to(PostView& post) const {
  post.lists_mentions = lists_mentions;
  post.lists_hashtags = lists_hashtags;
  if (!used_) return;
  post.links = links;
  post.langs = langs;
  post.media = media;
  post.mentions = mentions;
  post.hashtags = hashtags;
  post.parts = parts;
  if (post.lang.empty() && !langs.empty()) post.lang = langs.front();
}

void PostLists::clear() {
  lists_mentions = lists_hashtags = false;
  if (!used_) return;
  links.clear();
  langs.clear();
  media.clear();
  mentions.clear();
  hashtags.clear();
  texts.clear();
  parts.clear();
  cut = false;
  used_ = false;
}

}  // namespace tocsin
