#include "tools/traffic_command.h"

#include <cstdio>
#include <memory>

#include "tools/messages.h"
#include "tools/progress.h"
#include "tools/quantity.h"
#include "tools/traffic.h"

namespace tocsin::tools {
namespace {

struct TrafficArguments {
  std::string out;
  std::string shape = "day";
  TrafficOptions traffic;
};

/// Writes blocks of a megabyte.
class BlockFile {
 public:
  explicit BlockFile(const std::string& path)
      : file_(path == "-" ? stdout : std::fopen(path.c_str(), "wb")) {}
  ~BlockFile() {
    if (file_ != nullptr && file_ != stdout) std::fclose(file_);
  }
  BlockFile(const BlockFile&) = delete;
  BlockFile& operator=(const BlockFile&) = delete;

  bool ok() const { return file_ != nullptr && !failed_; }
  void add_line(const std::string& line) {
    block_.append(line).push_back('\n');
    if (block_.size() > 1 << 20) flush();
  }
  void flush() {
    failed_ = failed_ || std::fwrite(block_.data(), 1, block_.size(), file_) != block_.size() ||
              std::fflush(file_) != 0;
    block_.clear();
  }

 private:
  std::FILE* file_;
  std::string block_;
  bool failed_ = false;
};

int write_traffic(const TrafficArguments& arguments) {
  BlockFile file(arguments.out);
  if (!file.ok())
    return tell({ExitCode::not_permitted,
                 "--out " + arguments.out + ": cannot be written; check the folder"});
  Traffic traffic(arguments.traffic);
  Progress progress("written");
  for (std::string frame; file.ok() && traffic.next(frame);) {
    file.add_line(frame);
    if ((traffic.tally().frames & 0xfff) == 0)
      progress.show(traffic.tally().frames, traffic.played());
  }
  file.flush();
  if (!file.ok())
    return tell({ExitCode::try_again, "--out " + arguments.out +
                                          ": could not be written to its end; is the disk full?"});
  const auto& said = traffic.tally();
  progress.end();
  say(count_text(said.frames) + " frames: " + count_text(said.posts) + " posts, " +
      count_text(said.edits) + " edits, " + count_text(said.deletions) + " deletions, " +
      count_text(said.others) + " others");
  return static_cast<int>(ExitCode::done);
}

}  // namespace

void add_traffic_command(Command app) {
  const auto command = app.add("traffic", "Write made-up traffic in Jetstream's form to a file",
                               "tocsin traffic --out day.ndjson --posts 100000 --seed 7");
  auto arguments = std::make_shared<TrafficArguments>();
  command.option("--out", arguments->out, "file to write; - for standard output").required();
  command.option("--posts", arguments->traffic.posts, "new posts until the day is over")
      .between(std::uint64_t{1}, std::uint64_t{1'000'000'000})
      .shows_default();
  command.option("--seed", arguments->traffic.seed, "the same seed plays the same day")
      .shows_default();
  command
      .option("--shape", arguments->shape,
              "day: a telecom brand's day; bench: new posts only, mostly ASCII")
      .one_of({"day", "bench"})
      .shows_default();
  command.option("--authors", arguments->traffic.authors, "how many people there are")
      .between(1U, 100'000'000U)
      .shows_default();
  command.runs([arguments] {
    if (arguments->shape == "bench") arguments->traffic.shape = TrafficShape::bench;
    return write_traffic(*arguments);
  });
}

}  // namespace tocsin::tools
