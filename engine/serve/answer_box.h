#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>

namespace tocsin::serve {

/// Answers that other threads bring to a conversation that may have ended meanwhile.
///
/// Threads    put() on any; take() and close() on the conversation's executor.
/// Ownership  Whoever brings shares the state; after close() it finds nobody.
template <class T>
class AnswerBox {
 public:
  /// `wake` is run on the executor when something is there.
  AnswerBox(boost::asio::any_io_executor executor, std::function<void()> wake)
      : state_(std::make_shared<State>(std::move(executor), std::move(wake))) {}
  ~AnswerBox() { close(); }
  AnswerBox(const AnswerBox&) = delete;
  AnswerBox& operator=(const AnswerBox&) = delete;

  std::function<void(T)> slot() {
    return [state = state_](T answer) {
      const std::scoped_lock lock(state->mutex);
      if (!state->wake) return;
      state->answers.push_back(std::move(answer));
      boost::asio::post(state->executor, [state] {
        const std::scoped_lock inner(state->mutex);
        if (state->wake) state->wake();
      });
    };
  }
  std::vector<T> take() {
    const std::scoped_lock lock(state_->mutex);
    return std::exchange(state_->answers, {});
  }
  void close() {
    const std::scoped_lock lock(state_->mutex);
    state_->wake = nullptr;
    state_->executor = {};
  }

 private:
  struct State {
    State(boost::asio::any_io_executor at, std::function<void()> rouse)
        : executor(std::move(at)), wake(std::move(rouse)) {}
    std::mutex mutex;
    boost::asio::any_io_executor executor;
    std::function<void()> wake;  // null: nobody waits any more
    std::vector<T> answers;
  };
  std::shared_ptr<State> state_;
};

}  // namespace tocsin::serve
