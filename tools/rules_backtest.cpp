#include "tools/rules_backtest.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include <sys/resource.h>

#include "rules/backtest.h"
#include "storage/past_posts.h"
#include "tools/backtest_print.h"
#include "tools/messages.h"
#include "tools/past_files.h"
#include "tools/posts_path.h"
#include "tools/progress.h"
#include "tools/rules_checking.h"
#include "tools/rules_loading.h"

namespace tocsin::tools {
namespace {

struct BacktestArguments {
  std::vector<std::string> paths;    ///< packs, and files of posts
  std::vector<std::string> against;  ///< packs
  std::string since;
  std::string data;
  std::string config;
  std::string brands;
  int threads = 0;
  bool json = false;
  bool for_a_job = false;  ///< an engine asked for it: within limits, progress for a program
};

/// A set of rules as a back-test runs it, and how its rules are written.
struct Tried {
  RuleBookPtr book;
  std::map<std::string, RuleStatus> written;
};

std::expected<Tried, Fault> load_tried(std::vector<std::string> packs,
                                       const rules::RuleContext& context) {
  auto loaded = load_wanted_packs({std::move(packs), context});
  constexpr std::string_view so = "the rules have errors, so nothing was run; mend them";
  if (!loaded.ok()) return std::unexpected(fault_of(loaded.problems, so));
  Tried tried;
  tried.written = rules::wake_drafts(loaded);
  auto book = rules::compile(loaded, context, {.cache_dir = rules_cache_folder()});
  if (!book) return std::unexpected(fault_of(book.error(), so));
  tried.book = std::move(*book);
  return tried;
}

std::expected<std::unique_ptr<PastPosts>, Fault> open_posts(const std::vector<std::string>& files,
                                                            const std::string& data,
                                                            rules::BacktestOrder& order) {
  if (!files.empty()) {
    auto posts = PastFiles::open(files);
    if (!posts) return std::unexpected(posts.error());
    return std::make_unique<PastFiles>(std::move(*posts));
  }
  auto posts = open_posts_beside(data);
  if (!posts)
    return std::unexpected(
        Fault{static_cast<ExitCode>(posts.error().exit_code), posts.error().what});
  order.last_time = (*posts)->stream_time();
  return std::move(*posts);
}

std::expected<rules::RuleContext, Fault> context_of(const BacktestArguments& a, Config& config) {
  auto loaded = load_wanted_config(a.config);
  if (!loaded) return std::unexpected(loaded.error());
  config = std::move(*loaded);
  if (!a.brands.empty())
    if (auto added = add_brands(a.brands, config.brands); !added)
      return std::unexpected(added.error());
  return rules::RuleContext{config.brands, config.signals};
}

std::expected<std::optional<Micros>, Fault> since_of(const BacktestArguments& a, bool files) {
  if (a.since.empty()) return files ? std::nullopt : std::optional<Micros>(std::chrono::days{7});
  const auto since = parse_duration(a.since);
  if (since && since->count() > 0) return std::optional<Micros>(*since);
  return std::unexpected(
      Fault{ExitCode::wrong_use, "--since " + a.since + ": write `7d`, `12h` or `30m`"});
}

void limit(int what, rlim_t most) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource>(what), &now) != 0) return;
  now.rlim_cur = std::min(now.rlim_max, most);
  ::setrlimit(static_cast<__rlimit_resource>(what), &now);
}

/// Beside an engine: it stands back, and rules that explode end it while they are compiled.
void limit_self() {
  limit(RLIMIT_CPU, bounds::rules_compile_cpu.count());
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit(RLIMIT_AS, 2 * bounds::rules_compile_bytes);  // a sanitizer's shadow alone is larger
#endif
  limit(RLIMIT_CORE, 0);
  ::setpriority(PRIO_PROCESS, 0, 10);
}

/// For whoever runs us aside: a line each time that another hundredth is done.
class JobProgress {
 public:
  void show(double share) {
    const int hundredths = static_cast<int>(share * 100);
    if (std::exchange(told_, hundredths) != hundredths)
      std::fprintf(stderr, "progress %.2f\n", share);
  }

 private:
  int told_ = -1;
};

std::expected<rules::BacktestResult, Fault> run(const BacktestArguments& a) {
  if (a.for_a_job) limit_self();
  Config config;
  const auto context = context_of(a, config);
  if (!context) return std::unexpected(context.error());
  std::vector<std::string> packs, files;
  for (const auto& path : a.paths) (is_posts_path(path) ? files : packs).push_back(path);
  if (packs.empty()) packs = config.packs;

  rules::BacktestOrder order;
  const auto since = since_of(a, !files.empty());
  if (!since) return std::unexpected(since.error());
  order.since = *since;
  order.threads = a.threads;
  auto tried = load_tried(packs, *context);
  if (!tried) return std::unexpected(tried.error());
  order.book = tried->book;
  if (!a.against.empty()) {
    auto other = load_tried(a.against, *context);
    if (!other) return std::unexpected(other.error());
    order.against = other->book;
  }
  auto data = a.data.empty() ? config.data : std::filesystem::path(a.data);
  if (data.empty()) data = users_data_folder();
  const auto posts = open_posts(files, data, order);
  if (!posts) return std::unexpected(posts.error());

  if (a.for_a_job) limit(RLIMIT_CPU, RLIM_INFINITY);
  Progress progress("read");
  JobProgress job;
  order.progress = [&](const rules::BacktestProgress& p) {
    a.for_a_job ? job.show(p.share) : progress.show(p.posts, p.share);
  };
  auto result = rules::run_backtest(**posts, order);
  progress.end();
  if (!result) return std::unexpected(Fault{ExitCode::unavailable, result.error()});
  for (auto& rule : result->rules)
    if (const auto written = tried->written.find(rule.id); written != tried->written.end())
      rule.status = written->second;
  return std::move(*result);
}

int backtest(const BacktestArguments& a) {
  const auto result = run(a);
  if (!result) return tell(result.error());
  print(a.json ? rules::to_json(*result) + '\n' : backtest_text(*result));
  return static_cast<int>(ExitCode::done);
}

}  // namespace

void add_rules_backtest_command(Command rules) {
  const auto command = rules.add(
      "backtest", "What packs would have raised in posts that were heard before",
      "tocsin rules backtest packs/ --since 7d\n"
      "  tocsin rules backtest new.yaml --against packs/telecom.yaml --since 30d\n"
      "  tocsin rules backtest packs/ recorded.ndjson --json\n\n"
      "Runs over the mentions kept in the store, also while an engine runs on it; or over NDJSON "
      "files.\nDrafts and shadow rules are judged as if they were live. Times count back from the "
      "last post.");
  auto a = std::make_shared<BacktestArguments>();
  command
      .option("paths", a->paths,
              "pack files or folders (none: the configuration's, or the shipped ones); "
              "*.ndjson and *.jsonl: posts to run over instead of the store")
      .existing_path();
  command.option("--against", a->against, "packs to compare with: what is gained, what lost")
      .existing_path();
  command.option("--since", a->since, "how far back; default 7d, of files all");
  command.option("--data", a->data, "where the store is; default: the user's data folder");
  command.option("--config", a->config, "configuration file: brands, signals, packs, data");
  command.option("--brands", a->brands, "file with our brands").existing_file();
  command.option("--threads", a->threads, "that read and match; default: one a core")
      .between(1, 64);
  command.flag("--json", a->json, "one JSON object for scripts");
  command.flag("--for-a-job", a->for_a_job).hidden();
  command.runs([a] { return backtest(*a); });
}

}  // namespace tocsin::tools
