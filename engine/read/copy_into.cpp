#include <algorithm>
#include <cstring>

#include "engine/read/reader.h"

namespace tocsin {
namespace {

class ArenaCopy {
 public:
  explicit ArenaCopy(std::pmr::memory_resource& arena) : arena_(arena) {}

  void text(std::string_view& s) {
    if (s.empty()) return;
    auto* to = static_cast<char*>(arena_.allocate(s.size(), 1));
    std::memcpy(to, s.data(), s.size());
    s = {to, s.size()};
  }

  template <class T>
  std::span<T> list(std::span<const T>& items) {
    if (items.empty()) return {};
    auto* to = static_cast<T*>(arena_.allocate(items.size_bytes(), alignof(T)));
    std::uninitialized_copy(items.begin(), items.end(), to);
    const std::span<T> copy{to, items.size()};
    items = copy;
    return copy;
  }

  void texts(std::span<const std::string_view>& items) {
    for (auto& s : list(items)) text(s);
  }

 private:
  std::pmr::memory_resource& arena_;
};

}  // namespace

PostView copy_into(std::pmr::memory_resource& arena, const PostView& post) {
  PostView out = post;
  ArenaCopy copy(arena);
  for (auto* s :
       {&out.source, &out.id, &out.text, &out.lang, &out.url, &out.conversation, &out.reply_to,
        &out.reply_to_account, &out.quoted_id, &out.quoted_text, &out.repost_of, &out.author.id,
        &out.author.handle, &out.author.name, &out.author.bio, &out.author.kind})
    copy.text(*s);
  copy.list(out.parts);
  copy.texts(out.langs);
  copy.texts(out.links);
  copy.texts(out.media);
  for (auto& m : copy.list(out.mentions)) {
    copy.text(m.handle);
    copy.text(m.account);
  }
  for (auto& h : copy.list(out.hashtags)) copy.text(h.name);
  return out;
}

}  // namespace tocsin
