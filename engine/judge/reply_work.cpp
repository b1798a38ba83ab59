#include "engine/judge/reply_work.h"

#include <algorithm>
#include <array>

#include "engine/desk/desk_store.h"
#include "engine/desk/reply_bounds.h"
#include "engine/desk/reply_text.h"

namespace tocsin {
namespace {

ReplyAnswer refusal(Refused refused) {
  ReplyAnswer answer;
  answer.refused = std::move(refused);
  return answer;
}

Refused refused(WhyNot why, std::string detail) {
  return {why, std::move(detail), {}, {}};
}

/// A TID, as atproto names records: 53 bits of microseconds and ten that tell apart what is of the
/// same one. Elsewhere it is as good a key as any.
std::string record_key(Instant at, ReplyId id) {
  constexpr std::string_view letters = "234567abcdefghijklmnopqrstuvwxyz";
  const auto value =
      (static_cast<std::uint64_t>(us_of(at)) & ((1ULL << 53) - 1)) << 10 | (id.low & 1023);
  std::string out;
  for (int shift = 60; shift >= 0; shift -= 5) out += letters[value >> shift & 31];
  return out;
}

std::string_view past_of(ReplyStep step) {
  constexpr std::array<std::string_view, 5> did{"reply.drafted", "reply.edited", "reply.approved",
                                                "reply.sending", "reply.cancelled"};
  return did.at(static_cast<std::size_t>(step));
}

}  // namespace

ReplyWork::ReplyWork(const Store& store, Casework& casework, EventLog& events)
    : store_(store), casework_(casework), events_(events) {}

void ReplyWork::restore(Instant now) {
  const auto* desk = store_.desk();
  if (!desk) return;
  desk->each_reply([this](const Reply& reply) { remember(reply); });
  for (const auto& place : std::set(pending_))
    if (auto next = after_restart(replies_.at(place), now))
      keep(*next, {}, "reply.unknown", next->why, now);
}

void ReplyWork::remember(const Reply& reply) {
  const Place place{reply.in, reply.number};
  by_id_[reply.id] = place;
  if (!reply.request.empty()) by_request_[reply.request] = place;
  if (is_pending(reply.state))
    pending_.insert(place);
  else
    pending_.erase(place);
  replies_[place] = reply;
}

std::optional<KeptPost> ReplyWork::post_of(const Reply& reply) const {
  auto post = store_.post(post_key(reply.platform, reply.to));
  if (post && post->post.id != reply.to) post.reset();
  return post;
}

ReplyAnswer ReplyWork::ask(const ReplyRequest& request, Instant now) {
  if (request.still_may && !request.still_may())
    return refusal(refused(WhyNot::forbidden, "you may not do this any more"));
  if (request.step == ReplyStep::draft) return draft(request, now);
  const auto known = by_id_.find(request.id);
  if (known == by_id_.end() || known->second.first != request.in)
    return refusal(refused(WhyNot::unknown, "no reply with this id is kept"));
  const Reply& reply = replies_.at(known->second);
  auto next = decide_reply(reply, request, post_of(reply), now);
  if (!next) return refusal(std::move(next.error()));
  ReplyAnswer answer;
  if (next->version == reply.version) {
    answer.reply = reply;
    return answer;
  }
  if (next->state == ReplyState::sending && next->key.empty())
    next->key = record_key(now, next->id);
  audit(*next, request.by, name_of(request.step), now);
  keep(*next, {request.by.user, request.by.name}, past_of(request.step), next->text, now);
  answer.reply = *next;
  return answer;
}

std::optional<Refused> ReplyWork::may_draft(const ReplyRequest& request, const Case& in,
                                            Instant now) const {
  if (!in.merged_into.empty())
    return refused(WhyNot::conflict,
                   "the case is part of " + to_string(in.merged_into) + " now: answer there");
  std::uint32_t count = 0;
  for (auto at = replies_.lower_bound({in.id, 0}); at != replies_.end() && at->first.first == in.id;
       ++at, ++count)
    if (auto no = in_the_way(at->second, now)) return no;
  if (count >= bounds::replies_per_case || replies_.size() >= bounds::replies)
    return refused(WhyNot::full, "too many replies are kept");
  if (request.text.size() > bounds::reply_bytes)
    return refused(WhyNot::invalid, "the text is too long");
  return std::nullopt;
}

ReplyAnswer ReplyWork::draft(const ReplyRequest& request, Instant now) {
  const auto key = key_of(request.by, request.key);
  if (const auto known = by_request_.find(key); !key.empty() && known != by_request_.end()) {
    const auto& before = replies_.at(known->second);
    if (before.in != request.in)
      return refusal(refused(WhyNot::invalid, "this Idempotency-Key stood for another request"));
    ReplyAnswer answer;
    answer.reply = before;
    return answer;
  }
  const Case* in = casework_.find_case(request.in);
  if (!in) return refusal(refused(WhyNot::unknown, "no case with this id is kept"));
  if (auto no = may_draft(request, *in, now)) return refusal(std::move(*no));
  const Alert* alert = in->alert.empty() ? nullptr : casework_.find_alert(in->alert);
  const auto to = request.to.empty() && alert ? alert->post : post_key(in->source, request.to);
  const auto post = store_.post(to);
  if (!post || std::ranges::find(in->posts, to) == in->posts.end())
    return refusal(refused(WhyNot::invalid, "to is the id of a post of this case"));
  if (post->gone != Gone::no)
    return refusal(refused(WhyNot::conflict, "the post is gone: there is nothing to answer"));
  const auto last = replies_.lower_bound({in->id, UINT32_MAX});
  Reply reply;
  reply.in = in->id;
  if (last != replies_.begin() && std::prev(last)->first.first == in->id)
    reply.number = std::prev(last)->first.second + 1;
  reply.id = reply_id(reply.in, reply.number);
  reply.platform = post->post.source;
  reply.to = post->post.id;
  reply.to_url = post->post.url;
  reply.to_version = post->version;
  reply.text = request.text;
  reply.by = reply.moved_by = {request.by.user, request.by.name};
  reply.drafted = reply.moved = now;
  reply.needs_approval =
      request.policy.asks_approval(alert ? alert->signals : std::vector<std::string>{});
  reply.request = key;
  audit(reply, request.by, "draft", now);
  keep(reply, reply.by, past_of(ReplyStep::draft), reply.text, now);
  ReplyAnswer answer;
  answer.reply = std::move(reply);
  return answer;
}

/// Remembers it, tells everybody, and writes it into the case's timeline.
void ReplyWork::keep(Reply& reply, const Person& by, std::string_view did, std::string_view text,
                     Instant now) {
  auto& event = events_.add(EventKind::case_reply);
  event.case_id = reply.in;
  event.by = by;
  event.text = std::string(did) + ' ' + to_string(reply.id);
  if (!reply.why.empty()) event.text += ": " + reply.why;
  reply.seq = event.seq;
  remember(reply);
  if (!changes_) changes_ = std::make_shared<DeskChanges>();
  changes_->replies.push_back(reply);
  TimelineEntry line;
  line.at = now;
  line.in = reply.in;
  line.seq = event.seq;
  line.by = by;
  line.kind = did;
  line.text = text;
  changes_->timeline.push_back(std::move(line));
}

void ReplyWork::audit(const Reply& reply, const Actor& by, std::string_view did, Instant now) {
  audit_.push_back({now, by.user, by.name, by.address, "reply." + std::string(did),
                    to_string(reply.id), "in " + to_string(reply.in)});
}

std::optional<Errand> ReplyWork::begin(const std::vector<std::string>& platforms, Instant now) {
  for (const auto& place : pending_) {
    auto next = replies_.at(place);
    const bool asked_after = next.state == ReplyState::unknown && next.ask_after <= now;
    const bool due = next.state == ReplyState::sending && !next.left && next.leaves <= now;
    if (!asked_after && !due) continue;
    if (std::ranges::find(platforms, next.platform) == platforms.end()) continue;
    if (const auto post = post_of(next);
        due && (!post || post->gone != Gone::no || post->version != next.to_version)) {
      if (auto held = held_back(next, "the post that it answers is not what it was", now))
        keep(*held, {}, "reply.held", held->why, now);
      return std::nullopt;
    }
    if (due) {
      next.left = true;
      ++next.tries;
      ++next.version;
      remember(next);
      if (!changes_) changes_ = std::make_shared<DeskChanges>();
      changes_->replies.push_back(next);
    }
    return Errand{next.id,
                  next.platform,
                  {next.to, next.to_url, ready_to_send(next.text), next.key, next.written},
                  asked_after};
  }
  return std::nullopt;
}

void ReplyWork::settle(ReplyId id, const DeliveryReport& report, bool looked_only, Instant now,
                       Instant stream) {
  const auto known = by_id_.find(id);
  if (known == by_id_.end()) return;
  const Reply before = replies_.at(known->second);
  if (before.state != ReplyState::sending && before.state != ReplyState::unknown) return;
  auto next = after_delivery(before, report, looked_only, now);
  // A look that brought nothing new is remembered, and not told again.
  if (next.state == before.state && next.why == before.why) {
    remember(next);
    if (!changes_) changes_ = std::make_shared<DeskChanges>();
    changes_->replies.push_back(std::move(next));
    return;
  }
  if (next.state == ReplyState::sent)
    casework_.answered(next.in, post_key(next.platform, next.uri), stream);
  const Actor engine{
      .user = "engine", .name = "engine", .scopes = {}, .session = {}, .address = {}};
  const std::string state(name_of(next.state));
  audit(next, engine, state, now);
  const std::string text = next.why.empty() ? next.url : next.why;
  keep(next, {}, "reply." + state, text, now);
}

void ReplyWork::post_changed(std::string_view source, std::string_view post,
                             std::string_view because, Instant now) {
  for (auto at = pending_.begin(); at != pending_.end();) {
    const auto place = *at++;
    const auto& reply = replies_.at(place);
    if (reply.platform != source || reply.to != post) continue;
    auto next = held_back(reply, because, now);
    if (next) keep(*next, {}, "reply.held", next->why, now);
  }
}

void ReplyWork::take_changed(Commit& commit) {
  if (changes_ && commit.desk) {
    commit.desk->replies = std::move(changes_->replies);
    std::ranges::move(changes_->timeline, std::back_inserter(commit.desk->timeline));
  } else if (changes_) {
    commit.desk = std::move(changes_);
  }
  changes_ = nullptr;
  std::ranges::move(audit_, std::back_inserter(commit.audit));
  audit_.clear();
}

}  // namespace tocsin
