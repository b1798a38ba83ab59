#pragma once
#include <expected>
#include <memory>
#include <vector>

#include "engine/desk/reply_sender.h"
#include "tools/config.h"
#include "tools/exit_code.h"

namespace tocsin::tools {

/// The accounts that answers are sent from. Their secrets come from files that only their owner may
/// read; a file that others may read is refused (exit 78).
std::expected<std::vector<std::unique_ptr<ReplySender>>, Fault> reply_senders(
    const ReplyConfig& config);

}  // namespace tocsin::tools
