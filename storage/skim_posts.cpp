#include "storage/skim_posts.h"

#include "storage/records.pb.h"
#include "storage/tag_lists.h"
#include "storage/wire_reader.h"

namespace tocsin::storage {
namespace {

using P = proto::Post;

bool skim_author(std::string_view bytes, AuthorView& a) {
  using A = proto::Author;
  WireReader in(bytes);
  while (in.next()) switch (in.field()) {
      case A::kIdFieldNumber:
        a.id = in.text();
        break;
      case A::kHandleFieldNumber:
        a.handle = in.text();
        break;
      case A::kNameFieldNumber:
        a.name = in.text();
        break;
      case A::kBioFieldNumber:
        a.bio = in.text();
        break;
      case A::kKindFieldNumber:
        a.kind = in.text();
        break;
      case A::kFollowersFieldNumber:
        a.followers = in.signed_number();
        break;
      case A::kFollowingFieldNumber:
        a.following = in.signed_number();
        break;
      case A::kPostsFieldNumber:
        a.posts = in.signed_number();
        break;
      case A::kCreatedUsFieldNumber:
        a.created_at = instant_from_us(in.signed_number());
        break;
      case A::kVerifiedFieldNumber:
        a.verified = in.flag();
        break;
      default:
        break;
    }
  return !in.bad();
}

bool skim_part(std::string_view bytes, PartSpan& part) {
  using S = proto::PartSpan;
  WireReader in(bytes);
  part.part = Part{};
  while (in.next()) {
    if (in.field() == S::kPartFieldNumber) {
      if (in.number() > static_cast<std::uint64_t>(Part::media)) return false;
      part.part = static_cast<Part>(in.number());
    } else if (in.field() == S::kBeginFieldNumber) {
      part.begin = in.small();
    } else if (in.field() == S::kEndFieldNumber) {
      part.end = in.small();
    }
  }
  return !in.bad();
}

bool skim_mention(std::string_view bytes, BasicMention<Borrowed>& mention) {
  using M = proto::Mention;
  WireReader in(bytes);
  while (in.next()) {
    if (in.field() == M::kHandleFieldNumber) mention.handle = in.text();
    if (in.field() == M::kAccountFieldNumber) mention.account = in.text();
    if (in.field() == M::kBeginFieldNumber) mention.begin = in.small();
    if (in.field() == M::kEndFieldNumber) mention.end = in.small();
  }
  return !in.bad();
}

bool skim_hashtag(std::string_view bytes, BasicHashtag<Borrowed>& tag) {
  using H = proto::Hashtag;
  WireReader in(bytes);
  while (in.next()) {
    if (in.field() == H::kNameFieldNumber) tag.name = in.text();
    if (in.field() == H::kBeginFieldNumber) tag.begin = in.small();
    if (in.field() == H::kEndFieldNumber) tag.end = in.small();
  }
  return !in.bad();
}

/// Words and facts that are no list; true where the field was one of them.
bool skim_plain(const WireReader& in, PostView& p) {
  switch (in.field()) {
    case P::kSourceFieldNumber:
      p.source = in.text();
      return true;
    case P::kIdFieldNumber:
      p.id = in.text();
      return true;
    case P::kTextFieldNumber:
      p.text = in.text();
      return true;
    case P::kLangFieldNumber:
      p.lang = in.text();
      return true;
    case P::kLangDetectedFieldNumber:
      p.lang_detected = in.flag();
      return true;
    case P::kConversationFieldNumber:
      p.conversation = in.text();
      return true;
    case P::kReplyToFieldNumber:
      p.reply_to = in.text();
      return true;
    case P::kReplyToAccountFieldNumber:
      p.reply_to_account = in.text();
      return true;
    case P::kQuotedIdFieldNumber:
      p.quoted_id = in.text();
      return true;
    case P::kQuotedTextFieldNumber:
      p.quoted_text = in.text();
      return true;
    case P::kRepostOfFieldNumber:
      p.repost_of = in.text();
      return true;
    case P::kListsTagsFieldNumber:
      read_tag_lists(in.number(), p);
      return true;
    case P::kIsRepostFieldNumber:
      p.is_repost = in.flag();
      return true;
    case P::kIsQuoteFieldNumber:
      p.is_quote = in.flag();
      return true;
    case P::kLikesFieldNumber:
      p.likes = in.signed_number();
      return true;
    case P::kRepostsFieldNumber:
      p.reposts = in.signed_number();
      return true;
    case P::kRepliesFieldNumber:
      p.replies = in.signed_number();
      return true;
    case P::kCreatedUsFieldNumber:
      p.created_at = instant_from_us(in.signed_number());
      return true;
    case P::kChangeFieldNumber:
      p.change = in.flag() ? PostChange::edited : PostChange::created;
      return true;
    case P::kTimeUsFieldNumber:
      p.time = instant_from_us(in.signed_number());
      return true;
    default:
      return false;
  }
}

}  // namespace

void SkimmedPosts::add(PostKey key, std::string_view record) {
  records_.push_back({key, bytes_.size(), record.size()});
  bytes_.append(record);
}

SkimmedPosts::Lists SkimmedPosts::ends() const {
  return {parts_.size(),    langs_.size(),    links_.size(),
          mentions_.size(), hashtags_.size(), media_.size()};
}

bool SkimmedPosts::skim(std::string_view record, PastPost& out) {
  WireReader in(record);
  std::uint64_t version = 0;
  Instant first_seen{}, last_seen{};
  out.kept_rate = 0;
  while (in.next()) {
    if (skim_plain(in, out.post)) continue;
    bool good = true;
    switch (in.field()) {
      case P::kLastSeenUsFieldNumber:
        last_seen = instant_from_us(in.signed_number());
        break;
      case P::kFirstSeenUsFieldNumber:
        first_seen = instant_from_us(in.signed_number());
        break;
      case P::kVersionFieldNumber:
        version = in.number();
        break;
      case P::kGoneFieldNumber:
        if (in.number() != 0) return false;
        break;
      case P::kOursFieldNumber:
        out.ours = in.flag();
        break;
      case P::kKeptRateFieldNumber:
        out.kept_rate = in.real();
        break;
      case P::kPartsFieldNumber:
        good = skim_part(in.text(), parts_.emplace_back());
        break;
      case P::kLangsFieldNumber:
        langs_.push_back(in.text());
        break;
      case P::kLinksFieldNumber:
        links_.push_back(in.text());
        break;
      case P::kMentionsFieldNumber:
        good = skim_mention(in.text(), mentions_.emplace_back());
        break;
      case P::kHashtagsFieldNumber:
        good = skim_hashtag(in.text(), hashtags_.emplace_back());
        break;
      case P::kMediaFieldNumber:
        media_.push_back(in.text());
        break;
      case P::kAuthorFieldNumber:
        good = skim_author(in.text(), out.post.author);
        break;
      default:
        break;
    }
    if (!good) {
      ++bad_;
      return false;
    }
  }
  if (in.bad()) {
    ++bad_;
    return false;
  }
  // A later version counts when it was said; the first where the judge counted it.
  out.at = version > 1 ? last_seen : first_seen;
  if (!(out.kept_rate > 0 && out.kept_rate <= 1)) out.kept_rate = 1;
  return true;
}

void SkimmedPosts::point_to_lists(PostView& post, const Lists& from, const Lists& to) const {
  const auto some = [](const auto& all, std::size_t begin, std::size_t end) {
    return std::span(all).subspan(begin, end - begin);
  };
  post.parts = some(parts_, from.parts, to.parts);
  post.langs = some(langs_, from.langs, to.langs);
  post.links = some(links_, from.links, to.links);
  post.mentions = some(mentions_, from.mentions, to.mentions);
  post.hashtags = some(hashtags_, from.hashtags, to.hashtags);
  post.media = some(media_, from.media, to.media);
}

std::span<const PastPost> SkimmedPosts::posts() {
  posts_.clear();
  lists_.clear();
  for (const Record& r : records_) {
    const Lists before = ends();
    PastPost post;
    post.key = r.key;
    post.place = static_cast<std::uint64_t>(r.key);
    if (!skim(std::string_view(bytes_).substr(r.begin, r.size), post)) continue;
    posts_.push_back(post);
    lists_.emplace_back(before, ends());
  }
  // Only now have the arrays stopped to move.
  for (std::size_t i = 0; i < posts_.size(); ++i)
    point_to_lists(posts_[i].post, lists_[i].first, lists_[i].second);
  return posts_;
}

void SkimmedPosts::clear() {
  bytes_.clear();
  records_.clear();
  posts_.clear();
  lists_.clear();
  parts_.clear();
  langs_.clear();
  links_.clear();
  media_.clear();
  mentions_.clear();
  hashtags_.clear();
}

}  // namespace tocsin::storage
