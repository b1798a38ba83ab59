#include "tools/source_runner.h"

#include <exception>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "tools/messages.h"

namespace tocsin::tools {

struct SourceRunner::Io {
  boost::asio::io_context context{1};
  std::jthread thread;
};

SourceRunner::SourceRunner(std::vector<std::unique_ptr<Source>> sources)
    : sources_(std::move(sources)), io_(std::make_unique<Io>()) {}

SourceRunner::~SourceRunner() {
  stop();
}

void SourceRunner::start(Intake& intake, SourceNews& news, const Store& store) {
  for (const auto& source : sources_) {
    const std::string name(source->name());
    boost::asio::co_spawn(
        io_->context, source->run(intake, news, store.cursor(name)),
        [name](const std::exception_ptr& ended) {
          if (!ended) return log_info(fmt::format("source {}: ended", name));
          try {
            std::rethrow_exception(ended);
          } catch (const std::exception& e) {
            log_error(fmt::format("source {}: ended by an error: {}", name, e.what()));
          }
        });
  }
  io_->thread = std::jthread([this] { io_->context.run(); });
}

void SourceRunner::stop() {
  for (const auto& source : sources_) source->stop();
  // The context runs out of work when every source has returned.
  if (io_->thread.joinable()) io_->thread.join();
}

std::vector<SourceStatus> SourceRunner::status() const {
  std::vector<SourceStatus> all;
  for (const auto& source : sources_) all.push_back(source->status());
  return all;
}

}  // namespace tocsin::tools
