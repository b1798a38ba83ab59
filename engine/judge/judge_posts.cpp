#include <algorithm>
#include <utility>

#include "engine/bounds.h"
#include "engine/judge/history.h"
#include "engine/judge/judge.h"
#include "engine/language_tag.h"
#include "engine/read/language.h"

/// The judge's way with a post: known or new, ours or theirs, what it raises, whether it is kept.
namespace tocsin {
namespace {

/// Of posts with findings whose source gave none. It takes as long as ten posts: not in the reader,
/// since most posts with findings are sampled out.
void name_language(PostView& post) {
  if (names_language(post.lang)) return;
  post.lang = detect_language(post.text);
  post.lang_detected = !post.lang.empty();
}

std::size_t weight_of(const PostView& post) {
  return 200 + post.text.size() + post.id.size() + post.author.bio.size() + post.quoted_text.size();
}

/// A source that repeats itself after a reconnect may send an old version again.
bool is_stale(const ReadPost& post, const KeptMeta& known, bool own_times) {
  if (!own_times) return false;
  return post.post.change == PostChange::created || post.post.time <= known.last_seen;
}

}  // namespace

struct Judge::Finalised {
  struct Row {
    const Match* match = nullptr;
    bool raises = false;
    bool shadow = false;
    bool limited = false;
    const std::vector<TestedField>* said = nullptr;  ///< by windows; of the late rules
    std::optional<Finding> finding = {};             ///< made once it is known that it raises
  };
  std::vector<Row> rows;
  HistoryFacts facts;  ///< filled where a rule asks for state
  bool complaint = false;
  bool raises = false;
  bool needed_history = false;
};

void Judge::on_post(ReadBatch& batch, ReadPost& post) {
  const auto at = clock_.hear(post.post.time, batch.raw->received);
  if (!options_.events_bear_wall_clock) events_.set_time(at);
  quieting_.hear(posts_heard_, clock_.now());
  tell_quieting();
  auto* known = kept_.find(post.key, post.post.source, post.post.id);
  if (known && known->gone != Gone::no) {
    ++totals_.after_retraction;
    return;
  }
  if (known && (known->text_hash == post.text_hash ||
                is_stale(post, *known, !batch.raw->time_is_created_at))) {
    ++totals_.repeats;
    return;
  }
  if (!known && is_tombstoned(post.key)) {
    ++totals_.after_retraction;
    return;
  }
  if (!known && post.match_count == 0 && post.brands == 0 && !post.ours && !post.unscanned) return;
  if (known) ++totals_.edits;
  if (post.unscanned) {
    on_unscanned(batch, post, known, at);
    return;
  }
  if (post.ours) {
    on_own_post(batch, post, at);
    return;
  }
  auto findings = finalise(batch, post, known, at);
  if (findings.raises) {
    name_language(post.post);
    tell_quieting();
  }
  // Who speaks is looked up only for what somebody may work on: most hits are shadow or limited.
  TriageFacts facts;
  if (findings.raises || known || findings.needed_history) {
    const auto* author = authors_.find(author_key(post.post.source, post.post.author.id));
    facts = facts_about(author, at);
  }
  if (post.post.author.followers) facts.followers = post.post.author.followers;
  facts.verified = post.post.author.verified;
  if (post.post.author.created_at) facts.account_created = post.post.author.created_at;
  facts.now = at;
  auto cases = work_cases(batch, post, known, findings, facts, at);
  keep(batch, post, known, std::move(findings), std::move(cases), at);
}

Judge::Finalised Judge::finalise(const ReadBatch& batch, const ReadPost& post,
                                 const KeptMeta* known, Instant at) {
  // An edit of a post that somebody works on is no new finding to be limited.
  const bool at_work = known && !known->cases.empty();
  Finalised out;
  const auto matches = std::span(batch.matches.matches).subspan(post.first_match, post.match_count);
  const auto verdicts = judge_late(batch, post, known, matches, at, out);
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (!verdicts.empty() && !verdicts[i].holds) continue;
    const auto& match = matches[i];
    const auto& rule = batch.book->info(match.rule);
    Finalised::Row row{&match};
    if (!verdicts.empty() && !verdicts[i].said.empty()) row.said = &verdicts[i].said;
    ++totals_.findings;
    tally_.count(batch.book, match.rule, clock_.now());
    if (rule.status == RuleStatus::shadow) {
      row.shadow = true;
      ++totals_.shadow;
    } else if (post.post.is_repost.value_or(false)) {
      ++totals_.reposts;
    } else if (!at_work && !may_raise(rule, batch, post, at)) {
      row.limited = true;
      ++totals_.limited;
    } else {
      row.raises = out.raises = true;
      quieting_.found(rule);
    }
    if (!row.shadow) out.complaint |= rule.signal == "complaint" || rule.signal == "churn";
    out.rows.push_back(row);
  }
  return out;
}

/// Empty where the matcher has decided all.
std::span<const Verdict> Judge::judge_late(const ReadBatch& batch, const ReadPost& post,
                                           const KeptMeta* known, std::span<const Match> matches,
                                           Instant at, Finalised& out) {
  bool late = false;
  for (const auto& match : matches) {
    const auto& rule = batch.book->info(match.rule);
    late = late || rule.needs_state;
    out.needed_history = out.needed_history || rule.needs_history;
  }
  if (!late) return {};
  if (out.needed_history)
    if (const auto* author = authors_.find(author_key(post.post.source, post.post.author.id)))
      out.facts = facts_of(*author, at);
  LatePost seen{&post.post, post.key, post.brands, out.facts, at, clock_.now(), known != nullptr};
  if (known) seen.held_before = known->held_windows;
  return late_.judge(*batch.book, matches, seen);
}

bool Judge::may_raise(const RuleInfo& rule, const ReadBatch& batch, const ReadPost& post,
                      Instant at) {
  if (!rule.limit) return true;
  const auto brands = brand_names(*batch.book, post.brands);
  const LimitPost counted{author_key(post.post.source, post.post.author.id),
                          post_key(post.post.source, conversation_of(post.post)), post.text_hash,
                          brands};
  return limits_.allow(rule.id, *rule.limit, subject_of(*rule.limit, counted), at);
}

namespace {

Finding finding_of(const ReadBatch& batch, const ReadPost& post, const Match& match,
                   std::uint32_t version, const HistoryFacts& facts,
                   const std::vector<TestedField>* said) {
  const auto& rule = batch.book->info(match.rule);
  Finding f;
  f.id = finding_id(post.post.source, post.post.id, rule.id);
  f.rule = rule.id;
  f.rule_version = rule.pack_version;
  f.signal = rule.signal;
  f.severity = rule.severity;
  f.points = rule.score;
  f.post = post.key;
  f.post_version = version;
  for (const auto& s : std::span(batch.matches.spans).subspan(match.first_span, match.span_count))
    f.spans.push_back({std::string(batch.book->term_name(s.term)), s.begin, s.end});
  f.tested = batch.book->tested(match.rule, post.post, facts);
  if (said) f.tested.insert(f.tested.end(), said->begin(), said->end());
  return f;
}

}  // namespace

std::vector<CaseId> Judge::work_cases(ReadBatch& batch, const ReadPost& post, const KeptMeta* known,
                                      Finalised& findings, const TriageFacts& facts, Instant at) {
  const auto& view = post.post;
  CasePost in_case{post.key, author_key(view.source, view.author.id), &view, at, known != nullptr,
                   facts};
  std::map<std::string_view, std::vector<Finding>> by_brand;
  for (auto& row : findings.rows) {
    if (!row.raises) continue;
    row.finding = finding_of(batch, post, *row.match, known ? known->version + 1 : 1,
                             findings.facts, row.said);
    const auto mask = row.match->brands ? row.match->brands : post.brands;
    for (const auto brand : brand_names(*batch.book, mask)) by_brand[brand].push_back(*row.finding);
  }
  // The author is known before his cases are counted; the new text is told before what follows.
  if (!by_brand.empty()) author_of(post, at);
  if (known && !(by_brand.empty() && known->cases.empty())) tell_edit(post);
  std::vector<CaseId> cases;
  if (known) cases = known->cases;
  for (const auto& [brand, raising] : by_brand) {
    const auto id = case_id(brand, view.source, conversation_of(view));
    work_brand(id, brand, in_case, raising);
    if (std::ranges::find(cases, id) == cases.end()) cases.push_back(id);
  }
  in_case.quieted = nullptr;
  // Without a finding that raises, it may still belong to a conversation that is a case, or
  // have lost what made it one.
  const auto join = [&](CaseId id, std::string_view brand) {
    return casework_.apply(id, brand, in_case, {});
  };
  if (known)
    for (const auto& id : known->cases) {
      const bool done = std::ranges::any_of(by_brand, [&](const auto& b) {
        return case_id(b.first, view.source, conversation_of(view)) == id;
      });
      if (!done) join(id, {});
    }
  else if (view.is_reply() || !view.conversation.empty())
    for (const auto brand : brand_names(*batch.book, post.brands)) {
      const auto id = case_id(brand, view.source, conversation_of(view));
      if (!by_brand.contains(brand) && join(id, brand)) cases.push_back(id);
    }
  return cases;
}

/// What raises about one brand: quietly, where all of its rules are quieted.
void Judge::work_brand(CaseId id, std::string_view brand, CasePost& post,
                       std::span<const Finding> raising) {
  post.quieted = nullptr;
  for (const auto& finding : raising) {
    post.quieted = quieting_.find(finding.rule);
    if (!post.quieted) break;
  }
  const auto opened = casework_.opened();
  casework_.apply(id, brand, post, raising);
  if (casework_.opened() == opened) return;
  for (const auto& finding : raising) quieting_.raised(finding.rule, finding.rule_version);
  tell_quieting();
}

bool Judge::is_tombstoned(PostKey key) const {
  // By the time, not by presence: when records are cleared away must not show.
  const auto expires = tombstones_.expires(static_cast<std::uint64_t>(key));
  return expires && clock_.now() < *expires;
}

void Judge::tell_edit(const ReadPost& post) {
  auto& event = events_.add(EventKind::post_edited);
  event.post = post.key;
  event.source = post.post.source;
  event.id = post.post.id;
  const auto told = event.at;
  replies_.post_changed(post.post.source, post.post.id,
                        "the post that it answers was edited: read it again, and save the reply",
                        told);
}

void Judge::keep(ReadBatch& batch, ReadPost& post, const KeptMeta* known, Finalised findings,
                 std::vector<CaseId> cases, Instant at) {
  float rate = 1;
  if (!known && cases.empty() && !post.unscanned) {
    rate = sampling_.decide(post.key, weight_of(post.post), clock_.now());
    if (rate == 0) {
      ++totals_.sampled_out;
      return;
    }
  }
  if (!findings.rows.empty()) name_language(post.post);
  ++totals_.kept;
  batch_is_borrowed_ = true;
  PostWrite write;
  write.key = post.key;
  write.post = post.post;
  write.version = known ? known->version + 1 : 1;
  write.ours = post.ours || (post.unscanned && known && known->ours);
  write.unscanned = post.unscanned;
  write.first_seen = known ? known->first_seen : at;
  write.last_seen = post.post.time;
  write.kept_rate = rate;
  for (const auto name : brand_names(*batch.book, post.brands)) write.brands.emplace_back(name);
  write.findings.reserve(findings.rows.size());
  for (auto& row : findings.rows) {
    auto& finding = write.findings.emplace_back(
        row.finding ? std::move(*row.finding)
                    : finding_of(batch, post, *row.match, write.version, findings.facts, row.said));
    finding.shadow = row.shadow;
    finding.limited = row.limited;
  }
  write.cases = cases;

  KeptMeta meta;
  meta.source = post.post.source;
  meta.id = post.post.id;
  meta.author = author_key(post.post.source, post.post.author.id);
  meta.text_hash = post.text_hash;
  meta.version = write.version;
  meta.ours = write.ours;
  meta.first_seen = write.first_seen;
  meta.last_seen = write.last_seen;
  meta.cases = std::move(cases);
  if (post.unscanned && known)
    meta.held_windows = known->held_windows;
  else
    meta.held_windows = rules_with_windows(write.findings);
  const bool first = known == nullptr;
  kept_.keep(post.key, std::move(meta));
  if (first && !post.ours && !post.unscanned) count_in_history(post, findings, at);
  commit_->posts.push_back(std::move(write));
}

AuthorState& Judge::author_of(const ReadPost& post, Instant at) {
  const auto& who = post.post.author;
  const auto key = author_key(post.post.source, who.id);
  if (auto* known = authors_.find(key)) return *known;
  AuthorState fresh;
  fresh.key = key;
  fresh.source = post.post.source;
  fresh.id = who.id;
  fresh.first_seen = at;
  return authors_.insert(key, std::move(fresh));
}

void Judge::count_in_history(const ReadPost& post, const Finalised& findings, Instant at) {
  const auto& who = post.post.author;
  auto& author = author_of(post, at);
  if (!who.handle.empty()) author.handle = who.handle;
  if (!who.name.empty()) author.name = who.name;
  if (who.followers) author.followers = who.followers;
  if (who.created_at) author.account_created = who.created_at;
  author.last_seen = std::max(author.last_seen, at);
  count_post(author, at, findings.complaint);
  authors_.changed(author.key);
}

void Judge::on_own_post(ReadBatch& batch, ReadPost& post, Instant at) {
  const auto* known = kept_.find(post.key, post.post.source, post.post.id);
  std::vector<CaseId> cases;
  for (const auto brand : brand_names(*batch.book, post.brands)) {
    const auto id = case_id(brand, post.post.source, conversation_of(post.post));
    if (known || casework_.answered(id, post.key, at)) cases.push_back(id);
  }
  if (known) cases = known->cases;
  keep(batch, post, known, {}, std::move(cases), at);
}

/// Nobody knows what it speaks of: it is kept, whatever it is, and people look for it. An edit
/// takes nothing from the cases that the version before made.
void Judge::on_unscanned(ReadBatch& batch, ReadPost& post, const KeptMeta* known, Instant at) {
  std::vector<CaseId> cases;
  if (known) cases = known->cases;
  if (!cases.empty()) tell_edit(post);
  keep(batch, post, known, {}, std::move(cases), at);
}

}  // namespace tocsin
