#include "tools/reply_accounts.h"

#include "connectors/bluesky_sender.h"
#include "connectors/mastodon_sender.h"
#include "tools/secret_file.h"

namespace tocsin::tools {
namespace {

Destination destination_of(const ReplyAccount& account) {
  return account.may_be_private ? Destination::anywhere : Destination::on_the_internet;
}

}  // namespace

std::expected<std::vector<std::unique_ptr<ReplySender>>, Fault> reply_senders(
    const ReplyConfig& config) {
  std::vector<std::unique_ptr<ReplySender>> senders;
  if (const auto& account = config.bluesky; !account.service.empty()) {
    auto secret = secret_of("reply", account.secret_file);
    if (!secret) return std::unexpected(secret.error());
    senders.push_back(std::make_unique<BlueskySender>(BlueskySender::Options{
        account.service, account.handle, *secret, account.ca_file, destination_of(account)}));
  }
  if (const auto& account = config.mastodon; !account.service.empty()) {
    auto secret = secret_of("reply", account.secret_file);
    if (!secret) return std::unexpected(secret.error());
    senders.push_back(std::make_unique<MastodonSender>(MastodonSender::Options{
        account.service, *secret, account.ca_file, destination_of(account)}));
  }
  return senders;
}

}  // namespace tocsin::tools
