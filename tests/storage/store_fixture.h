#pragma once
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <unistd.h>

#include "storage/rocks_store.h"

namespace tocsin::test {

/// A folder of its own for a test, gone with it.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tocsin-store-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TempFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline StoreOptions options_at(const std::filesystem::path& path) {
  StoreOptions options;
  options.path = path;
  options.ballast_bytes = 0;
  return options;
}

inline std::unique_ptr<RocksStore> opened(StoreOptions options) {
  auto store = RocksStore::open(std::move(options));
  if (!store) FAIL(store.error().what);
  return std::move(*store);
}
inline std::unique_ptr<RocksStore> opened(const TempFolder& folder) {
  return opened(options_at(folder.path()));
}

inline void must_write(RocksStore& store, const std::vector<const Commit*>& commits) {
  const auto written = store.write(commits);
  if (!written) FAIL(written.error().what);
}
inline void must_write(RocksStore& store, const Commit& commit) {
  must_write(store, std::vector<const Commit*>{&commit});
}

constexpr Instant at_second(std::int64_t seconds) {
  return Instant{std::chrono::seconds(1'700'000'000 + seconds)};
}

/// A post whose words live in the fixture, as those of a real one live in its batch.
struct Words {
  std::string source = "test";
  std::string id;
  std::string text;
  std::string author;
  PostWrite write;

  Words(std::uint64_t key, std::string says, Instant at = at_second(0), std::string by = "author-1")
      : id("p" + std::to_string(key)), text(std::move(says)), author(std::move(by)) {
    write.key = PostKey{key};
    write.post.source = source;
    write.post.id = id;
    write.post.text = text;
    write.post.author.id = author;
    write.first_seen = write.last_seen = at;
  }
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;
};

inline Alert alert_numbered(std::uint64_t n, std::uint64_t raised_seq,
                            Instant raised = at_second(0)) {
  Alert alert;
  alert.id = AlertId{{n, n * 31}};
  alert.owner_case = CaseId{{n, 1}};
  alert.raised_seq = raised_seq;
  alert.seq = raised_seq;
  alert.raised = alert.updated = raised;
  alert.severity = Severity::medium;
  alert.brand = "acme";
  alert.post = PostKey{n};
  return alert;
}

inline Event event_of(const Alert& alert, std::uint64_t seq, Instant at = at_second(0)) {
  Event event;
  event.seq = seq;
  event.kind = EventKind::alert_raised;
  event.at = at;
  event.alert = alert;
  return event;
}

}  // namespace tocsin::test
