#include "tools/reply_accounts.h"

#include <fstream>
#include <iterator>

#include "connectors/bluesky_sender.h"
#include "connectors/mastodon_sender.h"

namespace tocsin::tools {
namespace {

namespace fs = std::filesystem;

std::expected<std::string, Fault> secret_of(const fs::path& file) {
  const auto bad = [&](const char* what) {
    return std::unexpected(Fault{ExitCode::bad_config, "reply: " + file.string() + what});
  };
  std::error_code error;
  const auto status = fs::status(file, error);
  if (error || !fs::is_regular_file(status)) return bad(": no such file; put the secret into it");
  const auto others = fs::perms::group_all | fs::perms::others_all;
  if ((status.permissions() & others) != fs::perms::none)
    return bad(" may be read by others than its owner: chmod 600");
  std::ifstream in(file, std::ios::binary);
  std::string secret{std::istreambuf_iterator<char>(in), {}};
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  constexpr std::size_t most = 1000;
  if (!in || secret.empty() || secret.size() > most || secret.find_first_of("\r\n") != secret.npos)
    return bad(": cannot be read, is empty, or holds more than one line");
  return secret;
}

}  // namespace

std::expected<std::vector<std::unique_ptr<ReplySender>>, Fault> reply_senders(
    const ReplyConfig& config) {
  std::vector<std::unique_ptr<ReplySender>> senders;
  if (const auto& account = config.bluesky; !account.service.empty()) {
    auto secret = secret_of(account.secret_file);
    if (!secret) return std::unexpected(secret.error());
    senders.push_back(std::make_unique<BlueskySender>(
        BlueskySender::Options{account.service, account.handle, *secret, account.ca_file}));
  }
  if (const auto& account = config.mastodon; !account.service.empty()) {
    auto secret = secret_of(account.secret_file);
    if (!secret) return std::unexpected(secret.error());
    senders.push_back(std::make_unique<MastodonSender>(
        MastodonSender::Options{account.service, *secret, account.ca_file}));
  }
  return senders;
}

}  // namespace tocsin::tools
