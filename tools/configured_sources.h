#pragma once
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "engine/source.h"
#include "tools/config.h"
#include "tools/exit_code.h"

namespace tocsin::tools {

/// The sources to run: those of the configuration (the public Bluesky stream, where it has none),
/// or of these only the `named` ones. `none` alone: no source, only HTTP ingest.
std::expected<std::vector<SourceConfig>, Fault> chosen_sources(
    const Config& config, const std::vector<std::string>& named);

/// Makes a source; where its options make no sense, says which and why.
std::expected<std::unique_ptr<Source>, Fault> make_source(const SourceConfig& config,
                                                          const Clock& clock);

/// What the operator took upon himself with this source (`insecure: true`); empty: nothing.
std::string risk_of(const SourceConfig& config);

}  // namespace tocsin::tools
