#pragma once
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "engine/serve/rule_desk.h"

namespace tocsin::test {

/// A workshop with one pack, `core`, whose text is what was put last.
class FakeDesk final : public serve::RuleDesk {
 public:
  std::vector<serve::PackFile> packs() override { return {file()}; }
  Or<serve::PackFile> pack(std::string_view name) override {
    if (name == "core") return file();
    return std::unexpected(serve::DeskFault{404, "no-such-pack", "none"});
  }
  Or<serve::PackFile> put(std::string_view, std::string text, std::string_view if_match,
                          std::string why, const Actor& by) override {
    if (if_match != etag_)
      return std::unexpected(serve::DeskFault{409, "pack-changed", "changed", {}, etag_});
    if (text.find("wrong") != std::string::npos)
      return std::unexpected(serve::DeskFault{
          422, "pack-has-errors", "mend \"them\"", {{"core.yaml", 3, 5, "error", "say `x`"}}});
    text_ = std::move(text);
    etag_ += '1';
    said = by.name + ": " + why;
    return file();
  }
  Or<std::vector<PackVersion>> versions(std::string_view) override {
    return std::vector<PackVersion>{{"core", 1, 4, {}, {"u_1", "Dana"}, "why", "e", "", "", ""}};
  }
  Or<PackVersion> version(std::string_view, std::uint64_t) override {
    return PackVersion{"core", 1, 4, {}, {"u_1", "Dana"}, "why", "e", "text", "", ""};
  }
  Or<serve::PackFile> revert(std::string_view, std::uint64_t, std::string_view, std::string,
                             const Actor&) override {
    return file();
  }
  Or<serve::PackFile> set_status(std::string_view, std::string_view rule, RuleStatus status,
                                 std::string why, const Actor&) override {
    said = std::string(rule) + ' ' + std::string(name_of(status)) + ' ' + why;
    return file();
  }
  Or<serve::CheckedDraft> check(const std::string& text, const Unwanted& unwanted) override {
    if (text == "endless") {
      ++looking;
      while (!unwanted()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      ++called_off;
    }
    if (text == "slow") std::this_thread::sleep_for(std::chrono::milliseconds(300));
    if (text == "wrong")
      return serve::CheckedDraft{
          .problems = {{"core.yaml", 3, 5, "error", "say `x`", "unquoted", R"({"says":"quote"})"}},
          .more = 7};
    return serve::CheckedDraft{.ok = true, .rules = 2, .examples = 4};
  }
  Or<std::string> explain(const serve::ExplainRequest& request, const Unwanted&) override {
    if (request.rule == "core/none")
      return std::unexpected(serve::DeskFault{404, "no-such-rule", "none"});
    return R"({"rule":")" + request.rule + R"(","matches":true})";
  }
  std::string profile(std::size_t) override { return "{\"posts\":0}"; }
  Or<std::string> begin_backtest(serve::BacktestRequest, const Actor&) override {
    return std::string("jb_1");
  }
  std::optional<std::string> job(std::string_view id) override {
    if (id == "none") return std::nullopt;
    return "{\"state\":\"running\"}";
  }
  bool cancel_job(std::string_view id) override { return id != "none"; }

  std::string said;
  std::atomic<int> looking{0}, called_off{0};

 private:
  serve::PackFile file() const { return {"core", "core.yaml", text_, etag_, 4, true, ""}; }
  std::string text_ = "pack: core\n";
  std::string etag_ = "e1";
};

}  // namespace tocsin::test
