#pragma once
#include <span>
#include <string>
#include <unordered_map>

#include "engine/json_writer.h"
#include "engine/store.h"

namespace tocsin::serve {

/// The kept posts that some alerts speak of, read from the store at once.
///
/// Errors     As Store's reads. A post that is no longer kept is absent.
class JoinedPosts {
 public:
  JoinedPosts() = default;
  JoinedPosts(const Store& store, std::span<const Alert* const> alerts);
  JoinedPosts(const Store& store, const Alert& alert);
  const KeptPost* find(PostKey key) const;

 private:
  std::unordered_map<std::uint64_t, KeptPost> posts_;
};

/// Writes an alert as everybody sees it: on the feed, from GET /alerts, by `replay --alerts-out`
/// (API.md has the shape). A function of the alert and the posts alone: no wall clock in it.
///
/// A finding's spans speak of one version of its post: where another is kept, or the post is
/// gone, they and the field values that were tested are left out.
void write_alert(JsonWriter& json, const Alert& alert, const JoinedPosts& posts);

/// The same as text, joined from the store.
std::string alert_json(const Alert& alert, const Store& store);

}  // namespace tocsin::serve
