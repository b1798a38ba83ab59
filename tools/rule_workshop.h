#pragma once
#include <string>

#include "engine/pipeline/pipeline.h"
#include "engine/serve/rule_desk.h"
#include "storage/rocks_store.h"
#include "tools/backtest_jobs.h"
#include "tools/drafts.h"
#include "tools/pack_files.h"
#include "tools/rule_profile.h"

namespace tocsin::tools {

/// The rule author's workshop of a running engine. Files are the truth: what is changed here is
/// written to the pack's file, and taken up from there as any editor's change is (RuleReload).
///
/// Threads    As RuleDesk; jobs have one of their own.
/// Ownership  Borrows line, store, profile and clock.
class RuleWorkshop final : public serve::RuleDesk {
 public:
  RuleWorkshop(RuleReload::Setup setup, std::string data, Pipeline& line, const RocksStore& store,
               const RuleProfile& profile, const Clock& clock);

  std::vector<serve::PackFile> packs() override;
  Or<serve::PackFile> pack(std::string_view name) override;
  Or<serve::PackFile> put(std::string_view name, std::string text, std::string_view if_match,
                          std::string why, const Actor& by) override;
  Or<std::vector<PackVersion>> versions(std::string_view name) override;
  Or<PackVersion> version(std::string_view name, std::uint64_t number) override;
  Or<serve::PackFile> revert(std::string_view name, std::uint64_t number, std::string_view if_match,
                             std::string why, const Actor& by) override;
  Or<serve::PackFile> set_status(std::string_view pack, std::string_view rule, RuleStatus status,
                                 std::string why, const Actor& by) override;
  Or<serve::CheckedDraft> check(const std::string& text, const Unwanted& unwanted) override {
    return drafts_.check(text, {stop_.get_token(), unwanted});
  }
  Or<std::string> explain(const serve::ExplainRequest& request, const Unwanted& unwanted) override;
  std::string profile(std::size_t most) override;
  Or<std::string> begin_backtest(serve::BacktestRequest request, const Actor& by) override;
  std::optional<std::string> job(std::string_view id) override { return jobs_.job(id); }
  bool cancel_job(std::string_view id) override { return jobs_.cancel(id); }
  /// Ends what runs; before the server waits for its requests.
  void stop() { stop_.request_stop(); }

 private:
  /// What is to be kept with a new text.
  struct Reason {
    std::string why;
    Person by;
    std::string address;
    std::string rule;
    std::string status;
  };
  Or<serve::PackFile> replace(std::string_view name, const serve::PackFile* is, std::string text,
                              const Reason& reason);
  std::optional<serve::DeskFault> keep(std::vector<PackVersion> versions, const Reason& reason);

  const PackFiles files_;
  const Drafts drafts_;
  Pipeline& line_;
  const RocksStore& store_;
  const RuleProfile& profile_;
  const Clock& clock_;
  std::stop_source stop_;
  BacktestJobs jobs_;
};

}  // namespace tocsin::tools
