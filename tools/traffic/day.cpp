#include "tools/traffic/day.h"

#include <algorithm>
#include <stdexcept>

namespace tocsin::tools {
namespace {

constexpr std::size_t heard_most = 512;
constexpr std::array<std::string_view, 6> places{"Leeds",     "Whitby", "Dundee",
                                                 "Sheffield", "Truro",  "Carlisle"};

TrafficOptions checked(TrafficOptions o) {
  if (o.posts < 1 || o.posts > 1'000'000'000 || o.authors < 1 || o.authors > 100'000'000 ||
      o.plant_share < 0 || o.plant_share > 1)
    throw std::invalid_argument("traffic: an option is out of its range");
  return o;
}

}  // namespace

Traffic::Day::Day(TrafficOptions options)
    : options_(checked(std::move(options))),
      random_(options_.seed),
      speech_(places[random_.under(places.size())]),
      frames_(random_, our_did) {
  heard_.reserve(heard_most);
}

double Traffic::Day::played() const {
  return static_cast<double>(tally.posts) / static_cast<double>(options_.posts);
}

bool Traffic::Day::next(std::string& frame) {
  const auto offset =
      Micros{static_cast<std::int64_t>(static_cast<double>(options_.span.count()) * played())};
  return next(frame, options_.from + offset);
}

bool Traffic::Day::next(std::string& frame, Instant at) {
  // Two frames of a source never have one time: cursors could not tell them apart.
  at = std::max(at, last_ + Micros{1 + static_cast<std::int64_t>(random_.under(400))});
  if (!later_.empty() && later_.top().due <= tally.posts) {
    const Later what = later_.top();
    later_.pop();
    play(frame, at, what);
  } else if (tally.posts >= options_.posts) {
    return false;
  } else if (options_.shape == TrafficShape::day && !heard_.empty() && random_.chance(0.4)) {
    side_event(frame, at);
  } else {
    new_post(frame, at);
  }
  last_ = at;
  ++tally.frames;
  return true;
}

std::string Traffic::Day::author() {
  return made_up_did(random_.zipf(options_.authors));
}

const Traffic::Day::Heard& Traffic::Day::somebody() {
  return heard_[random_.under(heard_.size())];
}

void Traffic::Day::new_post(std::string& frame, Instant at) {
  const Scene scene =
      options_.shape == TrafficShape::bench ? Scene::chatter : next_scene(played(), random_);
  if (scene == Scene::attack && attacker_arrives()) {
    play(frame, at, {0, 0, Sequel::arrival, scene, attacker_, {}, {}, {}});
    return;
  }
  const std::string did = scene == Scene::attack ? attacker_ : author();
  PostDraft draft;
  draft.lang = say(scene);
  rkey_ = frames_.new_rkey(at);
  cid_ = frames_.new_cid();
  draft.did = did;
  draft.rkey = rkey_;
  draft.cid = cid_;
  draft.text = text_;
  const bool says_language = random_.chance(0.93);
  const auto lang = draft.lang;
  if (!says_language) draft.lang = {};
  choose_company(draft, scene);
  frames_.post(frame, at, draft);
  draft.lang = lang;
  ++tally.posts;
  tally.about_acme += scene != Scene::chatter && scene != Scene::other_acme ? 1 : 0;
  tally.outage += scene == Scene::outage ? 1 : 0;
  tally.attack += scene == Scene::attack ? 1 : 0;
  plan_sequels(draft, scene);
  remember(draft);
}

/// Writes the text, and answers which language it is in.
std::string_view Traffic::Day::say(Scene scene) {
  std::string_view lang = "en";
  if (options_.say)
    options_.say(text_);
  else
    lang = scene == Scene::chatter ? speech_.chatter(abroad(), random_, text_)
                                   : speech_.about_acme(scene, random_, text_);
  if (options_.shape == TrafficShape::bench) plant();
  return lang;
}

void Traffic::Day::plant() {
  if (options_.plant.empty() || !random_.chance(options_.plant_share)) return;
  const auto& phrase = options_.plant[random_.under(options_.plant.size())];
  const auto gap = text_.find(' ', random_.under(text_.size() + 1));
  if (gap == std::string::npos)
    text_.append(" ").append(phrase);
  else
    text_.insert(gap, " " + phrase);
}

/// Whether the post answers or quotes somebody, and what hangs on it.
void Traffic::Day::choose_company(PostDraft& draft, Scene scene) {
  using Embed = PostDraft::Embed;
  const double embed = random_.share();
  if (scene == Scene::attack) {
    draft.embed = embed < 0.5 ? Embed::image : Embed::none;
    return;
  }
  if (heard_.empty()) return;
  if (scene == Scene::chatter && random_.chance(0.42)) {
    const auto& parent = somebody();
    draft.parent = &parent.ref;
    draft.root = parent.root.empty() ? &parent.ref : &parent.root;
  }
  draft.embed = embed < 0.20   ? Embed::image
                : embed < 0.32 ? Embed::link
                : embed < 0.35 ? Embed::video
                : embed < 0.41 ? Embed::quote
                               : Embed::none;
  if (draft.embed == Embed::quote) draft.quoted = &somebody().ref;
}

void Traffic::Day::remember(const PostDraft& draft) {
  Heard heard{{post_uri(draft.did, draft.rkey), std::string(draft.cid)},
              draft.root != nullptr ? *draft.root : PostRef{},
              std::string(draft.did)};
  if (heard_.size() < heard_most) {
    heard_.push_back(std::move(heard));
  } else {
    heard_[next_heard_] = std::move(heard);
    next_heard_ = (next_heard_ + 1) % heard_most;
  }
}

Traffic::Traffic(TrafficOptions options) : day_(std::make_unique<Day>(std::move(options))) {}
Traffic::~Traffic() = default;
Traffic::Traffic(Traffic&&) noexcept = default;
Traffic& Traffic::operator=(Traffic&&) noexcept = default;

bool Traffic::next(std::string& frame) {
  return day_->next(frame);
}
bool Traffic::next(std::string& frame, Instant at) {
  return day_->next(frame, at);
}
const TrafficTally& Traffic::tally() const {
  return day_->tally;
}
double Traffic::played() const {
  return day_->played();
}

std::string_view Traffic::brands_yaml() {
  return R"(brands:
  - id: acme
    name: Acme Telecom
    words: [acme, '@acme.com', '#acme', 'acme.com']
    unless: [coyote, wile]
    accounts: ['bluesky:did:plc:acmecarehelpdeskofficial']
    owner: acme-group
)";
}

}  // namespace tocsin::tools
