#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "rules/yaml.h"
#include "tools/config.h"

/// Parts of the configuration, each read by a function of its own.
namespace tocsin::tools {

/// A list of texts, or one text alone; what is neither is told.
std::vector<std::string> read_texts(const rules::yaml::Node& node, std::string_view key,
                                    std::string_view model, rules::ProblemSink& problems);

/// The list `sources:`; paths are relative to `folder`.
std::vector<SourceConfig> read_sources(const rules::yaml::Node& node,
                                       const std::filesystem::path& folder,
                                       rules::ProblemSink& problems);

/// The mapping `people:`; paths are relative to `folder`.
void read_people(const rules::yaml::Node& node, const std::filesystem::path& folder, Config& config,
                 rules::ProblemSink& problems);

/// The mapping `tls:`; paths are relative to `folder`.
void read_tls(const rules::yaml::Node& node, const std::filesystem::path& folder, TlsConfig& out,
              rules::ProblemSink& problems);
/// The mapping `quiet:`: when a rule that storms is quieted.
void read_quiet(const rules::yaml::Node& node, QuietOptions& out, rules::ProblemSink& problems);

/// The mapping `reply:`; paths are relative to `folder`.
void read_reply(const rules::yaml::Node& node, const std::filesystem::path& folder,
                ReplyConfig& out, rules::ProblemSink& problems);

}  // namespace tocsin::tools
