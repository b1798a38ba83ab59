#pragma once
#include <string_view>
#include <vector>

#include "connectors/text_arena.h"
#include "engine/bounds.h"
#include "engine/post.h"

namespace tocsin {

/// The arrays that one decoded post's lists stand in: kept from call to call, so that a list
/// costs no allocation once it has been as long before.
///
/// Ownership  PostView's spans point here until clear().
/// Limits     bounds::list_items each; `cut` tells that there was more.
struct PostLists {
  struct PartText {
    Part part = Part::body;
    std::string_view text;
  };

  std::vector<std::string_view> links, langs, media;
  std::vector<BasicMention<Borrowed>> mentions;
  std::vector<BasicHashtag<Borrowed>> hashtags;
  std::vector<PartText> texts;  ///< what join_texts() joins
  std::vector<PartSpan> parts;  ///< where join_texts() put it
  bool lists_mentions = false;
  bool lists_hashtags = false;
  bool cut = false;

  template <class T>
  void add(std::vector<T>& list, const T& item) {
    used_ = true;
    if (list.size() < bounds::list_items)
      list.push_back(item);
    else
      cut = true;
  }
  /// Adds it unless it is there: a link is often both in the text and on the card below.
  void add_once(std::vector<std::string_view>& list, std::string_view item);
  /// The texts that are not empty, in their order, each behind a newline but the first.
  std::string_view join_texts(TextArena& arena);
  void lend_to(PostView& post) const;
  void clear();

 private:
  bool used_ = false;  // most posts have none: then there is nothing to clear or to lend
};

}  // namespace tocsin
