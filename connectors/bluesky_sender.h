#pragma once
#include <string>

#include "connectors/platform_call.h"
#include "engine/desk/reply_sender.h"

namespace tocsin {

/// Answers on Bluesky, through the account's PDS. The record's key is the letter's: put twice, it
/// is one post.
class BlueskySender final : public ReplySender {
 public:
  struct Options {
    std::string service;   ///< `https://bsky.social`: the account's PDS
    std::string handle;    ///< or its DID
    std::string password;  ///< an app password
    std::string ca_file;
    Destination destination = Destination::on_the_internet;
  };
  explicit BlueskySender(Options options);
  ~BlueskySender() override;

  std::string_view platform() const override { return "bluesky"; }
  DeliveryReport send(const Letter& letter) override;
  DeliveryReport look_for(const Letter& letter) override;
  void stop() override { call_.stop(); }

 private:
  DeliveryReport deliver(const Letter& letter);
  DeliveryReport look(const Letter& letter);
  DeliveryReport presentable(DeliveryReport report) const;
  /// Nothing: there is a session. Else why there is none; it is surely not sent then.
  std::optional<DeliveryReport> sign_in();
  bool refresh();
  PlatformAnswer asked(std::string_view path, std::optional<std::string_view> body);
  std::expected<std::string, DeliveryReport> record_of(const Letter& letter);
  std::string facets_of(std::string_view text);
  DeliveryReport sent(const Letter& letter) const;

  Options options_;
  PlatformCall call_;
  std::string did_, access_, refresh_;
  std::string access_before_, refresh_before_;  // what an error may still repeat
};

}  // namespace tocsin
