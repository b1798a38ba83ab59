#pragma once
#include <string>

#include "tools/cli11.h"

namespace tocsin::tools {

/// Help as people read it: `--severity low|high`, `--readers 1-64`, `--out FILE`.
class HelpText final : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override;
};

}  // namespace tocsin::tools
