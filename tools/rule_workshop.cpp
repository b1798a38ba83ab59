#include "tools/rule_workshop.h"

#include <future>
#include <utility>

#include "rules/pack_edit.h"
#include "tools/explain_in_force.h"
#include "tools/profile_json.h"

namespace tocsin::tools {
namespace {

using serve::DeskFault;
using serve::PackFile;

constexpr std::chrono::seconds kept_within{30};

DeskFault no_such_pack(std::string_view name) {
  return {404, "no-such-pack",
          "no pack of this name is in use: " + std::string(name.substr(0, 80))};
}

DeskFault changed(const PackFile& is) {
  return {409,
          "pack-changed",
          "the file " + is.file +
              " was changed since you read it: read it again, and put your "
              "change on top",
          {},
          is.etag};
}

DeskFault read_only(const PackFile& is) {
  return {403, "pack-read-only", is.how};
}

/// As file names and rule ids are: nothing that leads out of a folder.
bool is_pack_name(std::string_view name) {
  return !name.empty() && name.size() <= 80 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == name.npos;
}

}  // namespace

RuleWorkshop::RuleWorkshop(RuleReload::Setup setup, std::string data, Pipeline& line,
                           const RocksStore& store, const RuleProfile& profile, const Clock& clock)
    : files_(setup),
      drafts_(setup),
      line_(line),
      store_(store),
      profile_(profile),
      clock_(clock),
      jobs_(std::move(setup), std::move(data)) {}

std::vector<PackFile> RuleWorkshop::packs() {
  return files_.all();
}

RuleWorkshop::Or<PackFile> RuleWorkshop::pack(std::string_view name) {
  if (auto found = files_.find(name)) return std::move(*found);
  return std::unexpected(no_such_pack(name));
}

RuleWorkshop::Or<PackFile> RuleWorkshop::put(std::string_view name, std::string text,
                                             std::string_view if_match, std::string why,
                                             const Actor& by) {
  if (!is_pack_name(name))
    return std::unexpected(DeskFault{400, "pack-name", "a pack's name is of a-z, 0-9 and -"});
  const auto is = files_.find(name);
  if (is && !is->writable) return std::unexpected(read_only(*is));
  if (is && if_match.empty())
    return std::unexpected(
        DeskFault{428, "if-match", "say with If-Match which text you have seen: its ETag"});
  if (is && if_match != is->etag) return std::unexpected(changed(*is));
  if (!is && !if_match.empty()) return std::unexpected(no_such_pack(name));
  return replace(name, is ? &*is : nullptr, std::move(text),
                 {std::move(why), {by.user, by.name}, by.address, {}, {}});
}

RuleWorkshop::Or<PackFile> RuleWorkshop::set_status(std::string_view pack, std::string_view rule,
                                                    RuleStatus status, std::string why,
                                                    const Actor& by) {
  const auto is = files_.find(pack);
  if (!is) return std::unexpected(no_such_pack(pack));
  if (!is->writable) return std::unexpected(read_only(*is));
  auto text = rules::with_status(is->text, rule, status);
  if (!text) return std::unexpected(DeskFault{409, "status", text.error()});
  return replace(pack, &*is, std::move(*text),
                 {std::move(why),
                  {by.user, by.name},
                  by.address,
                  std::string(rule),
                  std::string(name_of(status))});
}

RuleWorkshop::Or<PackFile> RuleWorkshop::revert(std::string_view name, std::uint64_t number,
                                                std::string_view if_match, std::string why,
                                                const Actor& by) {
  auto wanted = version(name, number);
  if (!wanted) return std::unexpected(wanted.error());
  const auto is = files_.find(name);
  if (is && !is->writable) return std::unexpected(read_only(*is));
  if (is && !if_match.empty() && if_match != is->etag) return std::unexpected(changed(*is));
  return replace(
      name, is ? &*is : nullptr, std::move(wanted->text),
      {"back to " + std::to_string(number) + ": " + why, {by.user, by.name}, by.address, {}, {}});
}

RuleWorkshop::Or<PackFile> RuleWorkshop::replace(std::string_view name, const PackFile* is,
                                                 std::string text, const Reason& reason) {
  const std::string file = is != nullptr ? is->file : files_.file_for(name);
  if (file.empty())
    return std::unexpected(DeskFault{
        403, "pack-read-only",
        "no folder of packs is configured: name one with `packs:` or --packs, and restart"});
  if (is == nullptr && std::filesystem::exists(file))
    return std::unexpected(
        DeskFault{409, "file-exists", "the file " + file + " is there, and holds another pack"});
  if (auto wrong = files_.check(name, file, text, stop_.get_token()))
    return std::unexpected(std::move(*wrong));
  // Compiling took its time: an editor may have saved meanwhile.
  const auto now = files_.find(name);
  if (is != nullptr && (!now || now->etag != is->etag))
    return std::unexpected(now ? changed(*now) : no_such_pack(name));
  if (auto failed = PackFiles::write(file, text)) return std::unexpected(std::move(*failed));

  std::vector<PackVersion> add;
  const auto known = store_.pack_versions(name);
  auto number = known.empty() ? 0 : known.back().number;
  if (is != nullptr && (known.empty() || known.back().etag != is->etag))
    add.push_back({std::string(name),
                   ++number,
                   is->version,
                   clock_.now(),
                   {},
                   "found on disk so",
                   is->etag,
                   is->text,
                   {},
                   {}});
  add.push_back({std::string(name), ++number, rules::version_in(text), clock_.now(), reason.by,
                 reason.why, PackFiles::etag_of(text), std::move(text), reason.rule,
                 reason.status});
  if (auto failed = keep(std::move(add), reason)) return std::unexpected(std::move(*failed));
  return pack(name);
}

std::optional<DeskFault> RuleWorkshop::keep(std::vector<PackVersion> versions,
                                            const Reason& reason) {
  const DeskFault not_kept{503, "not-kept",
                           "the file is written and will be taken up; that, and why, could not be "
                           "kept with its versions: the engine is stopping or its store failed"};
  const auto durable = std::make_shared<std::promise<bool>>();
  auto told = durable->get_future();
  const auto& last = versions.back();
  const auto target = last.pack + (reason.rule.empty() ? "" : '/' + reason.rule);
  const auto what = reason.rule.empty() ? target + " is version " + std::to_string(last.version)
                                        : target + " is " + reason.status;
  const auto text = what + ", by " + reason.by.name + ": " + reason.why;
  AuditEntry audit{last.at,
                   reason.by.user,
                   reason.by.name,
                   reason.address,
                   reason.rule.empty() ? "pack.change" : "rule.status",
                   target,
                   what + ": " + reason.why};
  line_.ask(
      [versions = std::move(versions), audit = std::move(audit), text, durable](Judge& judge) {
        judge.announce(EventKind::rules_changed, "", text);
        judge.change(
            [&](Commit& commit) {
              if (!commit.workshop) commit.workshop = std::make_shared<WorkshopChanges>();
              commit.workshop->versions.insert(commit.workshop->versions.end(), versions.begin(),
                                               versions.end());
              commit.audit.push_back(audit);
            },
            [durable](bool kept) { durable->set_value(kept); });
      },
      [durable] { durable->set_value(false); });
  if (told.wait_for(kept_within) != std::future_status::ready || !told.get()) return not_kept;
  return std::nullopt;
}

RuleWorkshop::Or<std::vector<PackVersion>> RuleWorkshop::versions(std::string_view name) {
  auto all = store_.pack_versions(name);
  const auto is = files_.find(name);
  if (!is && all.empty()) return std::unexpected(no_such_pack(name));
  // What an editor wrote since is a version too, which nobody has given a reason.
  if (is && (all.empty() || all.back().etag != is->etag))
    all.push_back({std::string(name),
                   all.empty() ? 1 : all.back().number + 1,
                   is->version,
                   clock_.now(),
                   {},
                   "as it is on disk",
                   is->etag,
                   {},
                   {},
                   {}});
  for (auto& version : all) version.text.clear();
  return all;
}

RuleWorkshop::Or<PackVersion> RuleWorkshop::version(std::string_view name, std::uint64_t number) {
  for (auto& version : store_.pack_versions(name))
    if (version.number == number) return std::move(version);
  return std::unexpected(
      DeskFault{404, "no-such-version", "this pack has no kept version of this number"});
}

RuleWorkshop::Or<std::string> RuleWorkshop::explain(const serve::ExplainRequest& request,
                                                    const Unwanted& unwanted) {
  if (!request.pack)
    if (auto in_force = explain_in_force(line_.book(), request)) return std::move(*in_force);
  return drafts_.explain(request, {stop_.get_token(), unwanted});
}

std::string RuleWorkshop::profile(std::size_t most) {
  return profile_json(profile_.now(), most);
}

RuleWorkshop::Or<std::string> RuleWorkshop::begin_backtest(serve::BacktestRequest request,
                                                           const Actor& by) {
  if (!parse_duration(request.since))
    return std::unexpected(DeskFault{400, "since", "since is a time: `7d`, `12h` or `30m`"});
  return jobs_.begin(std::move(request), by.name);
}

}  // namespace tocsin::tools
