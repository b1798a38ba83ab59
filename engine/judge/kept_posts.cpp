#include "engine/judge/kept_posts.h"

#include <algorithm>
#include <array>

#include <xxhash.h>

#include "engine/bounds.h"
#include "engine/judge/windows.h"

namespace tocsin {
namespace {

bool is_of_window(const TestedField& tested) {
  return std::ranges::any_of(
      std::array{WindowKind::repeat, WindowKind::surge, WindowKind::distinct},
      [&](WindowKind kind) { return tested.field == name_of(kind); });
}

KeptMeta meta_of(const KeptPost& kept) {
  KeptMeta meta;
  meta.source = kept.post.source;
  meta.id = kept.post.id;
  meta.author = author_key(kept.post.source, kept.post.author.id);
  meta.text_hash = XXH3_64bits(kept.post.text.data(), kept.post.text.size());
  meta.version = kept.version;
  meta.gone = kept.gone;
  meta.ours = kept.ours;
  meta.first_seen = kept.first_seen;
  meta.last_seen = kept.last_seen;
  meta.cases = kept.cases;
  meta.held_windows = rules_with_windows(kept.findings);
  return meta;
}

}  // namespace

std::vector<std::uint64_t> rules_with_windows(const std::vector<Finding>& findings) {
  std::vector<std::uint64_t> rules;
  for (const auto& finding : findings)
    if (std::ranges::any_of(finding.tested, is_of_window))
      rules.push_back(hash_of_rule(finding.rule));
  return rules;
}

KeptPosts::KeptPosts(const Store& store)
    : store_(store),
      metas_(bounds::posts_in_memory, [this](PostKey key) -> std::optional<KeptMeta> {
        ++looked_up_;
        const auto kept = store_.post(key);
        if (!kept) return std::nullopt;
        return meta_of(*kept);
      }) {}

void KeptPosts::restore() {
  store_.each_post_key([this](PostKey key) { filter_.add(static_cast<std::uint64_t>(key)); });
}

KeptMeta* KeptPosts::find(PostKey key, std::string_view source, std::string_view id) {
  if (!maybe(key)) return nullptr;
  auto* meta = metas_.find(key);
  if (meta && (meta->source != source || meta->id != id)) {
    ++collisions_;
    return nullptr;
  }
  return meta;
}

void KeptPosts::keep(PostKey key, KeptMeta meta) {
  filter_.add(static_cast<std::uint64_t>(key));
  metas_.insert(key, std::move(meta));
  metas_.changed(key);
}

std::vector<PostKey> KeptPosts::posts_of(AuthorKey author) {
  auto keys = store_.posts_of(author);
  // What is not yet durable is in memory.
  metas_.each([&](PostKey key, const KeptMeta& meta) {
    if (meta.author == author && meta.gone == Gone::no) keys.push_back(key);
  });
  std::ranges::sort(keys);
  const auto twice = std::ranges::unique(keys);
  keys.erase(twice.begin(), twice.end());
  return keys;
}

}  // namespace tocsin
