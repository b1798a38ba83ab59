#include "engine/judge/judge.h"

/// The judge's way with what people do.
namespace tocsin {

/// People live by the wall clock, for which stream time stands in a replay.
DeskWork::Now Judge::begin_desk() {
  const auto now = options_.events_bear_wall_clock ? wall_.now() : clock_.now();
  events_.set_time(now);
  return {now, clock_.now()};
}

void Judge::act(const Action& action, Told told) {
  auto answer = desk_.act(action, begin_desk());
  tell_when_durable(std::move(answer), std::move(told));
}

void Judge::undo(const UndoRequest& request, Told told) {
  auto answer = desk_.undo(request, begin_desk());
  tell_when_durable(std::move(answer), std::move(told));
}

void Judge::merge(const MergeRequest& request, Told told) {
  auto answer = desk_.merge(request, begin_desk());
  tell_when_durable(std::move(answer), std::move(told));
}

void Judge::split(const SplitRequest& request, Told told) {
  const auto author_of = [this](PostKey post) {
    const auto* meta = kept_.find(post);
    return meta ? meta->author : AuthorKey{};
  };
  auto answer = desk_.split(request, author_of, begin_desk());
  tell_when_durable(std::move(answer), std::move(told));
}

void Judge::look_at_timers() {
  desk_.tick(begin_desk());
  if (desk_.has_changes()) work_ = true;
}

void Judge::reply(const ReplyRequest& request, ToldReply told) {
  auto answer = replies_.ask(request, begin_desk().wall);
  when_durable([answer = std::move(answer), told = std::move(told)](bool kept) mutable {
    if (!kept) {
      answer = {};
      answer.unavailable = true;
    }
    told(answer);
  });
}

void Judge::begin_errand(const std::vector<std::string>& platforms,
                         std::function<void(std::optional<Errand>)> given) {
  auto errand = replies_.begin(platforms, begin_desk().wall);
  if (!errand) {
    work_ |= replies_.has_changes();
    return given(std::nullopt);
  }
  when_durable([errand = std::move(errand), given = std::move(given)](bool kept) {
    given(kept ? errand : std::nullopt);
  });
}

void Judge::settle_errand(const Errand& errand, const DeliveryReport& report,
                          std::function<void(bool)> kept) {
  const auto now = begin_desk();
  replies_.settle(errand.id, report, errand.look_only, now.wall, now.stream);
  when_durable(std::move(kept));
}

/// Once all that is so now is durable: at once where it is.
void Judge::when_durable(std::function<void(bool)> then) {
  if (replies_.has_changes() || desk_.has_changes()) {
    work_ = true;
    commit_->must_sync = true;
  } else if (!work_ && durable_ == commits_) {
    return then(true);
  }
  work_ = true;
  commit_->waiting.emplace_back(
      [then = std::move(then)](const BatchResult& kept) { then(kept.ok); },
      BatchResult{true, 0, {}});
}

/// A refusal waits too: it may rest on what somebody else has just done.
void Judge::tell_when_durable(ActionAnswer answer, Told told) {
  if (desk_.has_changes()) {
    work_ = true;
    commit_->must_sync = true;
  } else if (!work_ && durable_ == commits_) {
    told(answer);
    return;
  }
  work_ = true;
  commit_->waiting.emplace_back(
      [answer = std::move(answer), told = std::move(told)](const BatchResult& kept) mutable {
        if (!kept.ok) {
          answer = {};
          answer.unavailable = true;
        }
        told(answer);
      },
      BatchResult{true, 0, {}});
}

}  // namespace tocsin
