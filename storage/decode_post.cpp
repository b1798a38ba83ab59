#include "storage/decode.h"
#include "storage/decode_parts.h"
#include "storage/tag_lists.h"

namespace tocsin::storage {
namespace {

bool read_finding(const proto::Finding& p, Finding& f) {
  f.id = read_id<FindingId>(p.id());
  f.rule = p.rule();
  f.rule_version = p.rule_version();
  f.signal = p.signal();
  f.points = p.points();
  f.shadow = p.shadow();
  f.limited = p.limited();
  f.post = PostKey{p.post()};
  f.post_version = p.post_version();
  for (const auto& s : p.spans()) f.spans.push_back({s.term(), s.begin(), s.end()});
  for (const auto& t : p.tested()) f.tested.push_back({t.field(), t.value()});
  return read_enum(p.severity(), Severity::critical, f.severity);
}

void read_author(const proto::Author& p, Author& a) {
  a.id = p.id();
  a.handle = p.handle();
  a.name = p.name();
  a.bio = p.bio();
  a.kind = p.kind();
  if (p.has_followers()) a.followers = p.followers();
  if (p.has_following()) a.following = p.following();
  if (p.has_posts()) a.posts = p.posts();
  if (p.has_created_us()) a.created_at = instant_from_us(p.created_us());
  if (p.has_verified()) a.verified = p.verified();
}

bool read_words(const proto::Post& p, Post& to) {
  to.source = p.source();
  to.id = p.id();
  to.text = p.text();
  to.lang = p.lang();
  to.langs.assign(p.langs().begin(), p.langs().end());
  to.lang_detected = p.lang_detected();
  to.url = p.url();
  to.conversation = p.conversation();
  to.reply_to = p.reply_to();
  to.reply_to_account = p.reply_to_account();
  to.quoted_id = p.quoted_id();
  to.quoted_text = p.quoted_text();
  to.repost_of = p.repost_of();
  for (const auto& s : p.parts()) {
    PartSpan span{Part::body, s.begin(), s.end()};
    if (!read_enum(s.part(), Part::media, span.part)) return false;
    to.parts.push_back(span);
  }
  return true;
}

bool read_facts(const proto::Post& p, Post& to) {
  to.links.assign(p.links().begin(), p.links().end());
  for (const auto& m : p.mentions())
    to.mentions.push_back({m.handle(), m.account(), m.begin(), m.end()});
  for (const auto& h : p.hashtags()) to.hashtags.push_back({h.name(), h.begin(), h.end()});
  to.media.assign(p.media().begin(), p.media().end());
  read_tag_lists(p.lists_tags(), to);
  if (p.has_is_repost()) to.is_repost = p.is_repost();
  if (p.has_is_quote()) to.is_quote = p.is_quote();
  if (p.has_likes()) to.likes = p.likes();
  if (p.has_reposts()) to.reposts = p.reposts();
  if (p.has_replies()) to.replies = p.replies();
  if (p.has_created_us()) to.created_at = instant_from_us(p.created_us());
  to.time = instant_from_us(p.time_us());
  read_author(p.author(), to.author);
  return read_enum(p.change(), PostChange::edited, to.change);
}

}  // namespace

bool read_findings(const google::protobuf::RepeatedPtrField<proto::Finding>& from,
                   std::vector<Finding>& to) {
  to.clear();
  to.reserve(static_cast<std::size_t>(from.size()));
  for (const auto& f : from)
    if (!read_finding(f, to.emplace_back())) return false;
  return true;
}

bool decode(std::string_view bytes, KeptPost& k) {
  google::protobuf::Arena arena;
  const auto* parsed = parse<proto::Post>(bytes, arena);
  if (parsed == nullptr) return false;
  const proto::Post& p = *parsed;
  k = {};
  k.version = p.version();
  k.ours = p.ours();
  k.first_seen = instant_from_us(p.first_seen_us());
  k.last_seen = instant_from_us(p.last_seen_us());
  k.brands.assign(p.brands().begin(), p.brands().end());
  for (const auto& c : p.cases()) k.cases.push_back(read_id<CaseId>(c));
  k.kept_rate = p.kept_rate();
  k.unscanned = p.unscanned();
  return read_enum(p.gone(), Gone::erased, k.gone) && read_findings(p.findings(), k.findings) &&
         read_words(p, k.post) && read_facts(p, k.post);
}

}  // namespace tocsin::storage
