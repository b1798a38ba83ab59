#include "engine/serve/connections.h"

#include <boost/asio/post.hpp>

namespace tocsin::serve {

ConnectionControlPtr Connections::open(boost::asio::any_io_executor strand,
                                       const std::string& address, bool many) {
  const std::scoped_lock lock(mutex_);
  if (open_.size() >= most_) return nullptr;
  if (!many) {
    auto& count = by_address_[address];
    if (count >= most_per_address_) return nullptr;
    ++count;
  }
  auto control = std::make_shared<ConnectionControl>(std::move(strand));
  open_.insert(control);
  return control;
}

void Connections::close(const ConnectionControlPtr& control, const std::string& address,
                        bool many) {
  const std::scoped_lock lock(mutex_);
  open_.erase(control);
  if (!many)
    if (const auto at = by_address_.find(address); at != by_address_.end() && --at->second == 0)
      by_address_.erase(at);
  if (open_.empty()) none_left_.notify_all();
}

void Connections::tell(std::function<void()> ConnectionControl::* word) const {
  const std::scoped_lock lock(mutex_);
  for (const auto& control : open_)
    boost::asio::post(control->strand, [control, word] {
      if (const auto& call = (*control).*word) call();
    });
}

std::size_t Connections::count() const {
  const std::scoped_lock lock(mutex_);
  return open_.size();
}

bool Connections::wait_until_none(std::chrono::milliseconds most) const {
  std::unique_lock lock(mutex_);
  return none_left_.wait_for(lock, most, [this] { return open_.empty(); });
}

}  // namespace tocsin::serve
