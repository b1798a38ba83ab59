#include "tools/traffic/day.h"

/// What follows from what was said: answers, second thoughts, deletions, and the noise around.
namespace tocsin::tools {
namespace {

constexpr std::size_t later_most = 8192;
/// Accounts of the campaign are numbered apart from everybody else's.
constexpr std::uint64_t first_attacker = 1'000'000'000;

std::string_view rkey_of(const PostRef& ref) {
  return std::string_view(ref.uri).substr(ref.uri.rfind('/') + 1);
}

}  // namespace

/// After between these shares of the day. Of too many, the newest are not planned.
void Traffic::Day::later(double least_share, double most_share, Later what) {
  if (later_.size() >= later_most) return;
  const double share = least_share + (most_share - least_share) * random_.share();
  what.due = tally.posts + static_cast<std::uint64_t>(share * static_cast<double>(options_.posts));
  what.order = ++order_;
  later_.push(std::move(what));
}

/// Whether another account of the campaign appears before its next post. Each writes once at least.
bool Traffic::Day::attacker_arrives() {
  const bool has_to_write = attacker_is_new_;
  attacker_is_new_ = false;
  if (has_to_write || (!attacker_.empty() && random_.chance(0.4))) return false;
  attacker_ = made_up_did(first_attacker + ++attackers_);
  attacker_is_new_ = true;
  return true;
}

void Traffic::Day::plan_sequels(const PostDraft& draft, Scene scene) {
  if (options_.shape == TrafficShape::bench) return;
  Later plan;
  plan.scene = scene;
  plan.did = draft.did;
  plan.lang = draft.lang;
  const auto planned = [&](Sequel what) {
    plan.what = what;
    plan.post = {{post_uri(draft.did, draft.rkey), std::string(draft.cid)},
                 draft.root != nullptr ? *draft.root : PostRef{},
                 std::string(draft.did)};
    return plan;
  };
  const bool ordinary = scene == Scene::chatter;
  if (random_.chance(ordinary ? 0.004 : 0.06)) later(0.001, 0.02, planned(Sequel::edit));
  if (random_.chance(ordinary ? 0.012 : 0.05)) later(0.002, 0.05, planned(Sequel::deletion));
  if (wants_answer(scene) && random_.chance(scene == Scene::outage ? 0.15 : 0.6))
    later(0.002, 0.03, planned(Sequel::answer));
  if (scene == Scene::attack && random_.chance(0.2)) later(0.04, 0.10, planned(Sequel::takedown));
}

void Traffic::Day::play(std::string& frame, Instant at, const Later& what) {
  switch (what.what) {
    case Sequel::arrival:
      frames_.identity(frame, at, what.did,
                       "voice-" + std::to_string(1000 + random_.under(9000)) + ".example.social");
      later(0, 0, {0, 0, Sequel::arrival_account, what.scene, what.did, {}, {}, {}});
      ++tally.others;
      return;
    case Sequel::arrival_account:
      frames_.account(frame, at, what.did, {});
      ++tally.others;
      return;
    case Sequel::takedown:
      frames_.account(frame, at, what.did, "takendown");
      ++tally.others;
      return;
    case Sequel::deletion:
      frames_.post_deleted(frame, at, what.did, rkey_of(what.post.ref));
      ++tally.deletions;
      return;
    case Sequel::answer:
      speak_in(frame, at, what, "answer");
      ++tally.our_answers;
      if (random_.chance(0.3)) {
        Later more = what;
        more.what = Sequel::followup;
        later(0.001, 0.01, std::move(more));
      }
      return;
    case Sequel::followup:
      speak_in(frame, at, what, "followup");
      return;
    case Sequel::edit: {
      PostDraft draft;
      if (what.scene == Scene::chatter)
        speech_.chatter(abroad(), random_, text_);
      else
        speech_.line(random_.chance(0.7) ? "softened" : "hardened", random_, text_);
      draft.did = what.did;
      draft.rkey = rkey_of(what.post.ref);
      draft.text = text_;
      draft.lang = what.lang;
      draft.edited = true;
      frames_.post(frame, at, draft);
      ++tally.edits;
      return;
    }
  }
}

/// A post in the thread of another: ours, or its author's.
void Traffic::Day::speak_in(std::string& frame, Instant at, const Later& what,
                            std::string_view line) {
  speech_.line(line, random_, text_);
  rkey_ = frames_.new_rkey(at);
  cid_ = frames_.new_cid();
  PostDraft draft;
  draft.did = what.what == Sequel::answer ? our_did : std::string_view(what.did);
  draft.rkey = rkey_;
  draft.cid = cid_;
  draft.text = text_;
  draft.lang = "en";
  draft.parent = &what.post.ref;
  draft.root = what.post.root.empty() ? &what.post.ref : &what.post.root;
  frames_.post(frame, at, draft);
  ++tally.posts;
}

void Traffic::Day::side_event(std::string& frame, Instant at) {
  ++tally.others;
  const double what = random_.share();
  const auto did = author();
  if (what < 0.60)
    return frames_.points_at_post(frame, at, did, "app.bsky.feed.like", somebody().ref);
  if (what < 0.72)
    return frames_.points_at_post(frame, at, did, "app.bsky.feed.repost", somebody().ref);
  if (what < 0.86)
    return frames_.points_at_account(frame, at, did, "app.bsky.graph.follow", somebody().did);
  if (what < 0.89)
    return frames_.points_at_account(frame, at, did, "app.bsky.graph.block", somebody().did);
  if (what < 0.95) return frames_.record_deleted(frame, at, did, "app.bsky.feed.like");
  if (what < 0.98) return frames_.profile(frame, at, did, "somebody, somewhere");
  if (what < 0.995) return frames_.identity(frame, at, did, "walker.example.social");
  return frames_.account(frame, at, did, {});
}

}  // namespace tocsin::tools
