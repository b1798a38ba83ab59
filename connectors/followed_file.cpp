#include "connectors/followed_file.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "connectors/file_watch.h"

namespace tocsin {

std::vector<std::string> FollowedFileOptions::validate() const {
  using namespace std::chrono_literals;
  std::vector<std::string> wrong;
  if (name.empty()) wrong.emplace_back("name: is empty; give the source a name");
  if (path.empty()) wrong.emplace_back("path: is empty; name the file to follow");
  if (look_every < 10ms || look_every > 1min) wrong.emplace_back("look_every: must be 10ms to 1m");
  if (patience < 0ms || patience > 10min) wrong.emplace_back("patience: must be 0 to 10m");
  if (read_bytes < (4 << 10) || read_bytes > (64 << 20))
    wrong.emplace_back("read_bytes: must be 4096 to 67108864");
  return wrong;
}

FollowedFile::FollowedFile(FollowedFileOptions options, const Clock& clock)
    : BlockingSource(options.name, "file", clock), options_(std::move(options)) {}

/// One run's state.
struct FollowedFile::Following {
  Following(const FollowedFileOptions& how, SourceLedger& book, Intake& intake)
      : options(how),
        ledger(book),
        writer(intake, book, how.form, bounds::batch_frames),
        watch(how.path.parent_path()),
        block(how.read_bytes) {}

  void resume(const FollowedPlace& place);
  bool resume_in(const std::filesystem::path& path, const FollowedPlace& place);
  bool resume_in_rotated(const FollowedPlace& place);
  bool open_at_path(FollowFrom from);
  void hold(OpenFile opened, std::uint64_t offset);
  FollowSight look();
  bool read_some();
  bool begin_again();
  bool leave();
  bool take(std::optional<Line> line);
  bool push();
  FollowedPlace place() const;
  std::uint64_t reached() const { return lines.offset() + lines.half_line(); }
  Instant now() const { return ledger.clock().now(); }

  const FollowedFileOptions& options;
  SourceLedger& ledger;
  BatchWriter writer;
  FileWatch watch;
  std::vector<char> block;
  OpenFile file;
  LineSplitter lines;
  FileHead head;        ///< of what was read of `file`
  Instant last_news{};  ///< when `file` last had something new
  /// Files to read before the one at the path: rotated while we were away.
  std::vector<std::filesystem::path> earlier;
};

void FollowedFile::Following::resume(const FollowedPlace& from) {
  if (resume_in(options.path, from) || resume_in_rotated(from)) return;
  ledger.gap({from.at, now(),
              options.path.string() + ": the file that was followed is gone (renamed and " +
                  "compressed, or deleted); what was written to it behind byte " +
                  std::to_string(from.offset) + " was not heard"});
}

bool FollowedFile::Following::resume_in(const std::filesystem::path& path,
                                        const FollowedPlace& from) {
  OpenFile opened(path);
  const auto facts = facts_of(opened);
  if (!facts || !from.is_in(opened, *facts)) return false;
  hold(std::move(opened), from.offset);
  return true;
}

bool FollowedFile::Following::resume_in_rotated(const FollowedPlace& from) {
  auto names = rotated_names(options.path);
  const auto found = std::ranges::find_if(names, [&](const auto& n) { return resume_in(n, from); });
  if (found == names.end()) return false;
  // Those written after it are later pieces of the same stream.
  earlier.assign(std::make_move_iterator(std::next(found)), std::make_move_iterator(names.end()));
  return true;
}

void FollowedFile::Following::hold(OpenFile opened, std::uint64_t offset) {
  file = std::move(opened);
  lines = LineSplitter(bounds::frame_bytes, offset);
  head = head_of(file, offset).value_or(FileHead{});
  last_news = now();
  watch.watch(file.fd());
  ledger.connected();
}

/// Behind the last line end, or as far back as a line may be long.
static std::uint64_t last_line_end(const OpenFile& file, std::uint64_t bytes) {
  std::string tail(std::min<std::uint64_t>(bytes, bounds::frame_bytes), '\0');
  const std::uint64_t from = bytes - tail.size();
  if (file.read_at(from, tail.data(), tail.size()) != static_cast<std::ptrdiff_t>(tail.size()))
    return bytes;
  const auto end = tail.rfind('\n');
  return end == tail.npos ? from : from + end + 1;
}

bool FollowedFile::Following::open_at_path(FollowFrom from) {
  OpenFile opened(options.path);
  const auto facts = facts_of(opened);
  if (!facts) {
    ledger.waiting(options.path.string() + ": " + std::generic_category().message(errno));
    return false;
  }
  const bool at_end = from == FollowFrom::end;
  const std::uint64_t offset = at_end ? last_line_end(opened, facts->bytes) : 0;
  hold(std::move(opened), offset);
  return true;
}

FollowSight FollowedFile::Following::look() {
  watch.forget();
  FollowSight sight{facts_of(file),         reached(), false,
                    facts_of(options.path), false,     !earlier.empty()};
  if (!sight.held) return sight;
  sight.head_changed = head.bytes > 0 && head_of(file, head.bytes) != head;
  sight.patience_over = now() - last_news >= options.patience;
  return sight;
}

FollowedPlace FollowedFile::Following::place() const {
  const auto facts = facts_of(file);
  return {facts ? facts->inode : 0, head, lines.offset(), now()};
}

bool FollowedFile::Following::push() {
  if (writer.empty()) return true;
  if (head.bytes < FileHead::bytes_max) head = head_of(file, lines.offset()).value_or(head);
  return writer.push(place().text());
}

bool FollowedFile::Following::take(std::optional<Line> line) {
  if (!line) return true;
  writer.add(line->text);
  return !writer.full() || push();
}

bool FollowedFile::Following::read_some() {
  const auto got = file.read_at(reached(), block.data(), block.size());
  if (got < 0) ledger.note(options.path.string() + ": " + std::generic_category().message(errno));
  if (got <= 0) return true;
  last_news = now();
  lines.feed({block.data(), static_cast<std::size_t>(got)});
  while (const auto line = lines.next())
    if (!take(line)) return false;
  return true;
}

/// The file was truncated: go on in the copy that was made of it, if there is one.
bool FollowedFile::Following::begin_again() {
  if (!push()) return false;
  const FollowedPlace before = place();
  const bool half_line = lines.half_line() > 0;
  if (before.head.bytes > 0 && resume_in_rotated(before)) return true;
  if (half_line)
    ledger.gap({last_news, now(),
                options.path.string() + ": was truncated in the middle of a line, and no copy " +
                    "of it was found"});
  else
    ledger.note(options.path.string() + ": was truncated; reading it from its beginning");
  file = {};
  lines = LineSplitter();
  head = {};
  return true;
}

bool FollowedFile::Following::leave() {
  if (!take(lines.finish()) || !push()) return false;
  while (!earlier.empty()) {
    OpenFile next(earlier.front());
    earlier.erase(earlier.begin());
    if (!next) continue;
    hold(std::move(next), 0);
    return true;
  }
  file = {};
  lines = LineSplitter();
  head = {};
  return true;
}

SourceState FollowedFile::hear(Intake& intake, std::string_view cursor) {
  Following following(options_, ledger_, intake);
  const auto place = FollowedPlace::parse(cursor);
  if (place)
    following.resume(*place);
  else if (facts_of(options_.path))
    following.open_at_path(options_.from);
  bool going = true;
  while (going && !stop_.stopping()) {
    const FollowSight sight = following.look();
    switch (next_follow_step(sight)) {
      case FollowStep::wait:
        if (!sight.held) ledger_.waiting(options_.path.string() + ": does not exist yet");
        going = following.push();
        stop_.wait(following.watch.fd(), options_.look_every);
        break;
      case FollowStep::open:
        if (!following.open_at_path(FollowFrom::beginning))
          stop_.wait(StopEvent::nothing, options_.look_every);
        break;
      case FollowStep::read:
        going = following.read_some();
        break;
      case FollowStep::truncated:
        going = following.begin_again();
        break;
      case FollowStep::leave:
        going = following.leave();
        break;
    }
  }
  following.push();
  return SourceState::stopped;
}

}  // namespace tocsin
