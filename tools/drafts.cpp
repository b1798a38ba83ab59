#include "tools/drafts.h"

#include <algorithm>
#include <fstream>

#include "engine/workshop/bounds.h"
#include "rules/pack_edit.h"
#include "tools/draft_answer.h"
#include "tools/quantity.h"
#include "tools/scratch_folder.h"

namespace tocsin::tools {
namespace {

namespace fs = std::filesystem;
using serve::CheckedDraft;
using serve::DeskFault;
using serve::PackProblem;

constexpr std::size_t output_most = 16 << 20;

/// A draft in a folder that goes with it.
struct Saved {
  ScratchFolder folder;
  std::string name;  ///< as people know it
  std::string file;
};

/// What a file name is made of: nothing of a pack's name that leads anywhere.
std::string file_name_of(const std::string& text) {
  std::string name = rules::name_in(text).substr(0, 80);
  std::erase_if(
      name, [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'); });
  return (name.empty() ? "draft" : name) + ".yaml";
}

bool write(const fs::path& file, std::string_view text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  return out.flush().good();
}

DeskFault not_saved(const std::string& why) {
  return {503, "no-room", "the draft could not be put aside to be looked at: " + why, {}, {}, "10"};
}

serve::RuleDesk::Or<Saved> save(const std::string& text) {
  auto folder = ScratchFolder::make();
  if (!folder) return std::unexpected(not_saved(folder.error().what));
  const auto name = file_name_of(text);
  const auto file = folder->path() / name;
  if (!write(file, text)) return std::unexpected(not_saved("the disk of temporary files is full"));
  return Saved{std::move(*folder), name, file.string()};
}

/// What it said, with the draft's name as its author knows it.
std::string said_of(const AsideEnd& end, const ScratchFolder& folder) {
  std::string said = end.output;
  const std::string prefix = folder.path().string() + '/';
  for (auto at = said.find(prefix); at != said.npos; at = said.find(prefix, at))
    said.erase(at, prefix.size());
  return said;
}

/// What it said for people, without the program's name.
std::string words_in(std::string_view said) {
  constexpr std::string_view mark = "tocsin: ";
  if (const auto at = said.find(mark); at != said.npos) said.remove_prefix(at + mark.size());
  return std::string(said.substr(0, std::min(said.find('\n'), std::size_t{500})));
}

bool took_too_much(const AsideEnd& end) {
  using By = AsideEnd::By;
  return end.by == By::cpu_time || end.by == By::wall_time || end.by == By::signal ||
         (end.ran && end.exit_code == static_cast<int>(ExitCode::try_again));
}

PackProblem too_much(const AsideEnd& end, const std::string& file) {
  using By = AsideEnd::By;
  std::string what = "more than the " + size_text(bounds::draft_bytes) + " of memory";
  if (end.by == By::cpu_time)
    what = "more than the " + std::to_string(bounds::draft_cpu.count()) + " s of computing";
  if (end.by == By::wall_time)
    what = "more than the " + std::to_string(bounds::draft_wall.count()) + " s";
  return {file,
          1,
          1,
          "error",
          "looking at this pack took " + what +
              " that a draft is given, so it was stopped and nothing else was checked: make the "
              "repeats of its patterns smaller, or split its lists and rules into several packs",
          "too-much",
          ""};
}

DeskFault not_looked_at(const AsideEnd& end) {
  if (end.by == AsideEnd::By::stop)
    return {503, "stopping", "the engine is stopping", {}, {}, "10"};
  return {
      503, "not-checked", "the draft could not be looked at: " + end.output.substr(0, 300), {}, {},
      "5"};
}

AsideLimits limits(const Drafts::Until& until) {
  return {.wall = bounds::draft_wall,
          .output_bytes = output_most,
          .heard = {},
          .unwanted = until.unwanted};
}

}  // namespace

std::vector<std::string> Drafts::arguments(std::string_view command) const {
  std::vector<std::string> out{"rules", std::string(command), "--json", "--limited"};
  if (!setup_.config_file.empty()) out.insert(out.end(), {"--config", setup_.config_file});
  if (!setup_.brands_file.empty()) out.insert(out.end(), {"--brands", setup_.brands_file});
  return out;
}

serve::RuleDesk::Or<CheckedDraft> Drafts::check(const std::string& text, const Until& until) const {
  const auto saved = save(text);
  if (!saved) return std::unexpected(saved.error());
  auto call = arguments("test");
  add_beside(call);
  call.insert(call.end(), {"--", saved->file});
  const auto end = run_aside(call, limits(until), until.stop);
  if (took_too_much(end)) return CheckedDraft{.problems = {too_much(end, saved->name)}};
  const auto said = said_of(end, saved->folder);
  if (auto draft = read_answer(answer_in(said)); end.ran && draft) return std::move(*draft);
  return std::unexpected(not_looked_at(end));
}

void Drafts::add_beside(std::vector<std::string>& call) const {
  if (setup_.wanted.packs.empty()) call.insert(call.end(), {"--beside", "shipped"});
  for (const auto& path : setup_.wanted.packs) call.insert(call.end(), {"--beside", path});
}

serve::RuleDesk::Or<std::string> Drafts::explain(const serve::ExplainRequest& request,
                                                 const Until& until) const {
  const auto saved = save(request.pack.value_or(""));
  if (!saved) return std::unexpected(saved.error());
  const auto what = saved->folder.path() / "what";
  if (!write(what, request.text ? *request.text : request.post + '\n'))
    return std::unexpected(not_saved("the disk of temporary files is full"));
  auto call = arguments("explain");
  if (request.pack) {
    add_beside(call);
    call.insert(call.end(), {"--packs", saved->file});
  } else {
    for (const auto& path : setup_.wanted.packs) call.insert(call.end(), {"--packs", path});
  }
  call.insert(call.end(), {request.text ? "--text-from" : "--post", what.string()});
  // What somebody sent is no option.
  call.insert(call.end(), {"--", request.rule});
  const auto end = run_aside(call, limits(until), until.stop);
  DeskFault broken{422, "pack-has-errors",
                   "the pack has errors, so nothing is explained; mend them"};
  if (took_too_much(end)) {
    broken.problems.push_back(too_much(end, saved->name));
    return std::unexpected(std::move(broken));
  }
  const auto said = said_of(end, saved->folder);
  const auto answer = answer_in(said);
  if (auto draft = read_answer(answer); end.ran && draft) {
    broken.problems = std::move(draft->problems);
    return std::unexpected(std::move(broken));
  }
  if (end.ran && !answer.empty()) return std::string(answer);
  if (!end.ran) return std::unexpected(not_looked_at(end));
  const bool no_rule = end.exit_code == static_cast<int>(ExitCode::wrong_use);
  return std::unexpected(no_rule ? DeskFault{404, "no-such-rule", words_in(said)}
                                 : DeskFault{400, "post", words_in(said)});
}

}  // namespace tocsin::tools
