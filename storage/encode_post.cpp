#include "storage/encode.h"
#include "storage/encode_parts.h"
#include "storage/records.pb.h"
#include "storage/tag_lists.h"

namespace tocsin::storage {
namespace {

template <class How>
void put_author(WireWriter& w, const BasicAuthor<How>& a) {
  using P = proto::Author;
  w.text(P::kIdFieldNumber, a.id);
  w.text(P::kHandleFieldNumber, a.handle);
  w.text(P::kNameFieldNumber, a.name);
  w.text(P::kBioFieldNumber, a.bio);
  w.text(P::kKindFieldNumber, a.kind);
  w.maybe(P::kFollowersFieldNumber, a.followers);
  w.maybe(P::kFollowingFieldNumber, a.following);
  w.maybe(P::kPostsFieldNumber, a.posts);
  if (a.created_at) w.maybe(P::kCreatedUsFieldNumber, std::optional(us_of(*a.created_at)));
  w.maybe(P::kVerifiedFieldNumber, a.verified);
}

template <class How>
void put_lists(WireWriter& w, const BasicPost<How>& p) {
  using P = proto::Post;
  w.texts(P::kLinksFieldNumber, p.links);
  for (const auto& m : p.mentions)
    w.message(P::kMentionsFieldNumber, [&](WireWriter& in) {
      in.text(proto::Mention::kHandleFieldNumber, m.handle);
      in.text(proto::Mention::kAccountFieldNumber, m.account);
      in.number(proto::Mention::kBeginFieldNumber, m.begin);
      in.number(proto::Mention::kEndFieldNumber, m.end);
    });
  for (const auto& h : p.hashtags)
    w.message(P::kHashtagsFieldNumber, [&](WireWriter& in) {
      in.text(proto::Hashtag::kNameFieldNumber, h.name);
      in.number(proto::Hashtag::kBeginFieldNumber, h.begin);
      in.number(proto::Hashtag::kEndFieldNumber, h.end);
    });
  w.texts(P::kMediaFieldNumber, p.media);
}

template <class How>
void put_words(WireWriter& w, const BasicPost<How>& p) {
  using P = proto::Post;
  w.text(P::kSourceFieldNumber, p.source);
  w.text(P::kIdFieldNumber, p.id);
  w.text(P::kTextFieldNumber, p.text);
  for (const PartSpan& s : p.parts)
    w.message(P::kPartsFieldNumber, [&](WireWriter& in) {
      in.number(proto::PartSpan::kPartFieldNumber, code(s.part));
      in.number(proto::PartSpan::kBeginFieldNumber, s.begin);
      in.number(proto::PartSpan::kEndFieldNumber, s.end);
    });
  w.text(P::kLangFieldNumber, p.lang);
  w.texts(P::kLangsFieldNumber, p.langs);
  w.flag(P::kLangDetectedFieldNumber, p.lang_detected);
  w.text(P::kUrlFieldNumber, p.url);
  w.text(P::kConversationFieldNumber, p.conversation);
  w.text(P::kReplyToFieldNumber, p.reply_to);
  w.text(P::kReplyToAccountFieldNumber, p.reply_to_account);
  w.text(P::kQuotedIdFieldNumber, p.quoted_id);
  w.text(P::kQuotedTextFieldNumber, p.quoted_text);
  w.text(P::kRepostOfFieldNumber, p.repost_of);
}

template <class How>
void put_facts(WireWriter& w, const BasicPost<How>& p) {
  using P = proto::Post;
  w.number(P::kListsTagsFieldNumber, tag_lists_of(p));
  w.maybe(P::kIsRepostFieldNumber, p.is_repost);
  w.maybe(P::kIsQuoteFieldNumber, p.is_quote);
  w.maybe(P::kLikesFieldNumber, p.likes);
  w.maybe(P::kRepostsFieldNumber, p.reposts);
  w.maybe(P::kRepliesFieldNumber, p.replies);
  if (p.created_at) w.maybe(P::kCreatedUsFieldNumber, std::optional(us_of(*p.created_at)));
  w.signed_number(P::kTimeUsFieldNumber, us_of(p.time));
  w.number(P::kChangeFieldNumber, code(p.change));
}

/// PostWrite and KeptPost say the same in borrowed and in owned form.
template <class Record>
void put_post(WireWriter& w, const Record& r, Gone gone) {
  using P = proto::Post;
  w.fixed_always(P::kLastSeenUsFieldNumber, code(us_of(r.last_seen)));
  w.signed_number(P::kFirstSeenUsFieldNumber, us_of(r.first_seen));
  w.number(P::kVersionFieldNumber, r.version);
  w.number(P::kGoneFieldNumber, code(gone));
  w.flag(P::kOursFieldNumber, r.ours);
  w.real(P::kKeptRateFieldNumber, r.kept_rate);
  w.texts(P::kBrandsFieldNumber, r.brands);
  put_findings(w, P::kFindingsFieldNumber, r.findings);
  for (const CaseId& c : r.cases) put_id_always(w, P::kCasesFieldNumber, c);
  put_words(w, r.post);
  put_lists(w, r.post);
  put_facts(w, r.post);
  w.message(P::kAuthorFieldNumber, [&](WireWriter& in) { put_author(in, r.post.author); });
  w.flag(P::kUnscannedFieldNumber, r.unscanned);
}

}  // namespace

void encode(const PostWrite& write, std::string& out) {
  out.clear();
  WireWriter w(out);
  put_post(w, write, Gone::no);
}

void encode(const KeptPost& post, std::string& out) {
  out.clear();
  WireWriter w(out);
  put_post(w, post, post.gone);
}

KeptPost own(const PostWrite& write) {
  return {tocsin::own(write.post), write.version, Gone::no,       write.ours,  write.first_seen,
          write.last_seen,         write.brands,  write.findings, write.cases, write.kept_rate,
          write.unscanned};
}

void strip(KeptPost& kept, Gone gone) {
  const Post& was = kept.post;
  Post left;
  left.source = was.source;
  left.id = was.id;
  left.lang = was.lang;
  left.lang_detected = was.lang_detected;
  left.conversation = was.conversation;
  left.reply_to = was.reply_to;
  left.quoted_id = was.quoted_id;
  left.repost_of = was.repost_of;
  left.is_repost = was.is_repost;
  left.is_quote = was.is_quote;
  left.created_at = was.created_at;
  left.time = was.time;
  left.change = was.change;
  if (gone == Gone::deleted) left.author.id = was.author.id;
  kept.post = std::move(left);
  kept.gone = gone;
  for (Finding& f : kept.findings) {
    f.spans.clear();
    f.tested.clear();
  }
}

}  // namespace tocsin::storage
