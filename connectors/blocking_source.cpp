#include "connectors/blocking_source.h"

#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tocsin {
namespace asio = boost::asio;

BlockingSource::BlockingSource(std::string name, std::string kind, const Clock& clock)
    : ledger_(std::move(name), std::move(kind), clock) {}

asio::awaitable<void> BlockingSource::run(Intake& intake, SourceNews& news, std::string cursor) {
  ledger_.begin(news);
  asio::thread_pool own(1);
  auto work = [&]() -> asio::awaitable<void> {
    ledger_.end(hear(intake, cursor));
    co_return;
  };
  co_await asio::co_spawn(own, work, asio::use_awaitable);
}

}  // namespace tocsin
