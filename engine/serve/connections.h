#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>

#include <boost/asio/any_io_executor.hpp>

namespace tocsin::serve {

/// How the server speaks to one connection. The functions are set, cleared and called on the
/// connection's strand alone.
struct ConnectionControl {
  explicit ConnectionControl(boost::asio::any_io_executor on) : strand(std::move(on)) {}
  const boost::asio::any_io_executor strand;
  std::function<void()> on_stop;    ///< finish politely
  std::function<void()> on_abort;   ///< end now
  std::function<void()> on_news;    ///< the feed has grown
  std::function<void()> on_access;  ///< who may come in has changed
};
using ConnectionControlPtr = std::shared_ptr<ConnectionControl>;

/// Who is connected: counts them, and passes a word to all.
///
/// Threads    Any; one lock.
/// Limits     As given; `many`: behind this address are more than one (loopback, proxies), so that
///            it counts in all, and not by address.
class Connections {
 public:
  Connections(std::size_t most, std::size_t most_per_address)
      : most_(most), most_per_address_(most_per_address) {}

  /// Null where there are too many.
  ConnectionControlPtr open(boost::asio::any_io_executor strand, const std::string& address,
                            bool many);
  void close(const ConnectionControlPtr& control, const std::string& address, bool many);

  /// Posts the function, where it is set, to every connection's strand.
  void tell(std::function<void()> ConnectionControl::* word) const;
  std::size_t count() const;
  /// True when none is left; false at the end of the time.
  bool wait_until_none(std::chrono::milliseconds most) const;

 private:
  const std::size_t most_, most_per_address_;
  mutable std::mutex mutex_;
  mutable std::condition_variable none_left_;
  std::set<ConnectionControlPtr> open_;
  std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace tocsin::serve
