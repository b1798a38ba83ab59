#include "tools/backtest_jobs.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <sodium.h>

#include "engine/json_writer.h"
#include "engine/workshop/bounds.h"
#include "rules/pack_edit.h"
#include "tools/pack_files.h"
#include "tools/run_aside.h"
#include "tools/scratch_folder.h"

namespace tocsin::tools {
namespace {

constexpr std::string_view progress_mark = "progress ";
/// Whoever asked need not tell waiting from running: its progress does.
constexpr std::array<std::string_view, 5> state_names{"running", "running", "done", "failed",
                                                      "cancelled"};
constexpr std::chrono::minutes wall{60};

/// Puts packs' texts into a folder; their paths.
std::vector<std::string> save(const std::vector<std::string>& texts,
                              const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::vector<std::string> paths;
  for (const auto& text : texts) {
    auto name = rules::name_in(text);
    std::erase_if(name, [](char c) { return c == '/' || c == '.' || c == '\0'; });
    paths.push_back(
        (folder / (std::to_string(paths.size() + 1) + '-' + name.substr(0, 80) + ".yaml"))
            .string());
    PackFiles::write(paths.back(), text);
  }
  return paths;
}

std::vector<std::string> shipped_texts() {
  std::vector<std::string> texts;
  for (const auto& [name, bytes] : rules::shipped_packs()) texts.emplace_back(bytes);
  return texts;
}

/// `progress 0.42` lines out of what the child says, and the rest.
class Listener {
 public:
  explicit Listener(std::function<void(double)> progress) : progress_(std::move(progress)) {}
  void hear(std::string_view chunk) {
    line_ += chunk;
    if (line_.size() > bounds::job_result_bytes) line_.clear();  // its rest is no JSON object
    for (auto end = line_.find('\n'); end != line_.npos; end = line_.find('\n')) {
      take(line_.substr(0, end));
      line_.erase(0, end + 1);
    }
  }
  std::string result;  ///< the last line that is a JSON object
  std::string said;    ///< lines for people

 private:
  void take(const std::string& line) {
    if (line.starts_with(progress_mark))
      progress_(std::strtod(line.c_str() + progress_mark.size(), nullptr));
    else if (line.starts_with('{'))
      result = line;
    else if (said.size() < 4096)
      said += line + '\n';
  }
  std::function<void(double)> progress_;
  std::string line_;
};

}  // namespace

BacktestJobs::BacktestJobs(RuleReload::Setup setup, std::string data)
    : setup_(std::move(setup)),
      data_(std::move(data)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

BacktestJobs::~BacktestJobs() = default;

BacktestJobs::Job* BacktestJobs::find(std::string_view id) const {
  const auto at = std::ranges::find_if(jobs_, [&](const auto& job) { return job->id == id; });
  return at == jobs_.end() ? nullptr : at->get();
}

serve::RuleDesk::Or<std::string> BacktestJobs::begin(serve::BacktestRequest request,
                                                     std::string by) {
  const std::lock_guard lock(mutex_);
  const auto waiting =
      std::ranges::count_if(jobs_, [](const auto& job) { return job->state <= State::running; });
  if (static_cast<std::size_t>(waiting) >= bounds::jobs_waiting)
    return std::unexpected(serve::DeskFault{
        429, "too-many-jobs", "so many back-tests wait already; cancel one, or try again later"});
  if (jobs_.size() >= bounds::jobs_kept) {
    const auto ended =
        std::ranges::find_if(jobs_, [](const auto& job) { return job->state > State::running; });
    if (ended != jobs_.end()) jobs_.erase(ended);
  }
  auto job = std::make_unique<Job>();
  // Nobody guesses whose back-test the next one is.
  std::uint64_t random = 0;
  randombytes_buf(&random, sizeof random);
  job->id = "jb_" + std::to_string(++last_) + '_' + std::to_string(random);
  job->by = std::move(by);
  job->request = std::move(request);
  const auto id = job->id;
  jobs_.push_back(std::move(job));
  asked_.notify_one();
  return id;
}

std::optional<std::string> BacktestJobs::job(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const Job* job = find(id);
  if (job == nullptr) return std::nullopt;
  std::string out;
  JsonWriter json(out);
  json.begin_object().field("job", std::string_view(job->id));
  json.field("state", state_names.at(static_cast<std::size_t>(job->state)));
  json.field("progress", job->progress).field_if("by", job->by);
  if (job->state == State::done) json.key("result").raw(job->result);
  if (job->state == State::failed) json.field("why", std::string_view(job->result));
  json.end_object();
  return out;
}

bool BacktestJobs::cancel(std::string_view id) {
  const std::lock_guard lock(mutex_);
  Job* job = find(id);
  if (job == nullptr) return false;
  job->stop.request_stop();
  if (job->state == State::waiting) job->state = State::cancelled;
  return true;
}

void BacktestJobs::end(Job& job, State state, std::string result) {
  const std::lock_guard lock(mutex_);
  job.state = job.stop.stop_requested() ? State::cancelled : state;
  if (job.state == State::cancelled) return;
  job.result = std::move(result);
  if (state == State::done) job.progress = 1;
}

void BacktestJobs::work(const std::stop_token& stop) {
  while (true) {
    Job* next = nullptr;
    {
      std::unique_lock lock(mutex_);
      const auto waiting = [&] {
        const auto at = std::ranges::find_if(
            jobs_, [](const auto& job) { return job->state == State::waiting; });
        next = at == jobs_.end() ? nullptr : at->get();
        return next != nullptr;
      };
      if (!asked_.wait(lock, stop, waiting)) return;
      next->state = State::running;
    }
    // A job that runs is not among those that go: the pointer stays good.
    const std::stop_callback ends(stop, [next] { next->stop.request_stop(); });
    run(*next);
  }
}

void BacktestJobs::run(Job& job) {
  const auto scratch = ScratchFolder::make();
  if (!scratch) return end(job, State::failed, scratch.error().what);
  auto packs = job.request.packs.empty() ? setup_.wanted.packs
                                         : save(job.request.packs, scratch->path() / "packs");
  auto against = job.request.against.empty()
                     ? std::vector<std::string>{}
                     : save(job.request.against, scratch->path() / "against");
  if (job.request.against_used)
    against = setup_.wanted.packs.empty() ? save(shipped_texts(), scratch->path() / "used")
                                          : setup_.wanted.packs;
  const auto with_setup = [&](std::vector<std::string> arguments) {
    if (!setup_.config_file.empty())
      arguments.insert(arguments.end(), {"--config", setup_.config_file});
    if (!setup_.brands_file.empty())
      arguments.insert(arguments.end(), {"--brands", setup_.brands_file});
    return arguments;
  };
  auto arguments = with_setup({"rules", "backtest", "--json", "--for-a-job", "--threads", "1",
                               "--data", data_, "--since", job.request.since});
  for (const auto& path : against) arguments.insert(arguments.end(), {"--against", path});
  if (!packs.empty()) arguments.emplace_back("--");
  arguments.insert(arguments.end(), packs.begin(), packs.end());
  Listener listener([&](double share) {
    const std::lock_guard lock(mutex_);
    job.progress = share;
  });
  const auto ended = run_aside(
      arguments, {.wall = wall, .heard = [&](std::string_view chunk) { listener.hear(chunk); }},
      job.stop.get_token());
  if (ended.ran && ended.exit_code == 0 && listener.result.ends_with('}'))
    return end(job, State::done, std::move(listener.result));
  end(job, State::failed,
      listener.said.empty() ? "the back-test ended early: " + ended.output.substr(0, 500)
                            : listener.said);
}

}  // namespace tocsin::tools
