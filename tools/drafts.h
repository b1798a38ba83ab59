#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "engine/serve/rule_desk.h"
#include "tools/rule_reload.h"
#include "tools/run_aside.h"

namespace tocsin::tools {

/// What an author writes and has not kept, looked at in a process beside the engine: a text that
/// explodes ends that process, within bounds::draft_cpu, draft_wall and draft_bytes.
///
/// Threads    Any; calls block until that process ends.
/// Errors     What is wrong with the text is the answer, also that it took too much. DeskFault says
///            that it could not be looked at.
class Drafts {
 public:
  explicit Drafts(RuleReload::Setup setup) : setup_(std::move(setup)) {}

  /// What ends the look before its time.
  struct Until {
    std::stop_token stop;
    serve::RuleDesk::Unwanted unwanted;
  };
  serve::RuleDesk::Or<serve::CheckedDraft> check(const std::string& text, const Until& until) const;
  serve::RuleDesk::Or<std::string> explain(const serve::ExplainRequest& request,
                                           const Until& until) const;

 private:
  std::vector<std::string> arguments(std::string_view command) const;
  void add_beside(std::vector<std::string>& call) const;

  const RuleReload::Setup setup_;
};

}  // namespace tocsin::tools
