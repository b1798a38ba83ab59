#pragma once
#include <string>

#include "connectors/platform_call.h"
#include "engine/desk/reply_sender.h"

namespace tocsin {

/// Answers on Mastodon, through the account's own instance. It keeps an Idempotency-Key for an
/// hour; what is unknown is looked for among the account's latest posts.
class MastodonSender final : public ReplySender {
 public:
  struct Options {
    std::string service;  ///< `https://mastodon.example`
    std::string token;    ///< with `read:accounts read:statuses read:search write:statuses`
    std::string ca_file;
    Destination destination = Destination::on_the_internet;
  };
  explicit MastodonSender(Options options);
  ~MastodonSender() override;

  std::string_view platform() const override { return "mastodon"; }
  DeliveryReport send(const Letter& letter) override;
  DeliveryReport look_for(const Letter& letter) override;
  void stop() override { call_.stop(); }

 private:
  DeliveryReport deliver(const Letter& letter);
  DeliveryReport look(const Letter& letter);
  DeliveryReport presentable(DeliveryReport report) const;
  PlatformAnswer asked(std::string_view path, std::optional<std::string_view> body,
                       std::string_view key = {});
  /// The post as this instance numbers it.
  std::expected<std::string, PlatformAnswer> local_id(const Letter& letter);

  Options options_;
  PlatformCall call_;
};

}  // namespace tocsin
