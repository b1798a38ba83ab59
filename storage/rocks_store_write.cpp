#include <filesystem>

#include "storage/keys.h"
#include "storage/rocks_store_parts.h"
#include "storage/store_errors.h"

namespace tocsin {
using namespace storage;
namespace {

/// Room to open again: the log that is read becomes tables beside it.
constexpr std::uintmax_t reopen_needs = 48 << 20;

std::uintmax_t free_bytes(const std::filesystem::path& at) {
  std::error_code error;
  const auto space = std::filesystem::space(at, error);
  return error ? 0 : space.available;
}

/// The last commit that this run wrote, as the store itself remembers it.
std::uint64_t durable_commit(const Database& database, std::uint64_t run) {
  const auto written =
      database.get(Family::meta, rocksdb::Slice(written_key.data(), written_key.size()));
  if (!written || written->size() != 16 || get_big_endian(written->data()) != run) return 0;
  return get_big_endian(written->data() + 8);
}

}  // namespace

std::expected<void, StoreError> RocksStore::write(std::span<const Commit* const> commits) {
  return parts_->write(commits);
}

std::expected<void, StoreError> RocksStore::Parts::write(std::span<const Commit* const> commits) {
  const std::shared_lock open(gate);
  const std::scoped_lock one_writer(writing);
  if (failed) return std::unexpected(failed->error);
  if (const auto broken = shared.watch->broken(); !broken.ok() && !commits.empty()) {
    failed = Failed{store_error("cannot write to", broken, shared.folder), commits.back()->number};
    return std::unexpected(failed->error);
  }
  while (!commits.empty() && found_written != 0 && commits.front()->number <= found_written)
    commits = commits.subspan(1);
  found_written = 0;
  if (commits.empty()) return {};
  try {
    const auto built = writer.build(commits, *database, state, options.retention.dead_letter_bytes);
    rocksdb::WriteOptions how;
    how.sync = built.must_sync;
    if (const auto status = database->db().Write(how, &built.batch); !status.ok()) {
      failed =
          Failed{store_error("cannot write to", status, shared.folder), commits.back()->number};
      return std::unexpected(failed->error);
    }
    state = built.after;
    hold_the_log_down(built.batch.GetDataSize());
  } catch (const StoreReadFailed& damaged) {
    failed = Failed{
        store_error("cannot write to", rocksdb::Status::Corruption(damaged.what()), shared.folder),
        commits.back()->number};
    return std::unexpected(failed->error);
  }
  last_seq = state.last_seq;
  return {};
}

void RocksStore::Parts::hold_the_log_down(std::size_t written) {
  unlooked_log_bytes += written;
  if (unlooked_log_bytes < options.wal_bytes / 16) return;
  unlooked_log_bytes = 0;
  // What is written is written: where this fails, the next write says so.
  if (database->wal_bytes() > options.wal_bytes - options.wal_bytes / 8)
    database->flush_all().PermitUncheckedError();
}

std::expected<void, StoreError> RocksStore::reopen() {
  Parts& p = *parts_;
  if (p.failed && p.failed->error.fault == StoreFault::full) {
    p.ballast.give_up();
    // While there is no room, what is open stays open: it can still be read.
    if (p.database && free_bytes(p.shared.folder.path) < reopen_needs)
      return std::unexpected(p.failed->error);
  }
  const std::unique_lock closed(p.gate);
  const std::scoped_lock one_writer(p.writing);
  p.database.reset();
  p.shared.watch->closed();
  auto opened = Database::open(p.options, p.shared);
  if (!opened) {
    const StoreError error = store_error("cannot open", opened.error(), p.shared.folder);
    if (p.failed) p.failed->error = error;
    return std::unexpected(error);
  }
  p.database = std::move(*opened);
  try {
    if (const auto status = p.take_up(p.state.run); !status.ok())
      return std::unexpected(store_error("cannot open", status, p.shared.folder));
    if (p.failed) {
      const std::uint64_t durable = durable_commit(*p.database, p.state.run);
      p.found_written = durable >= p.failed->last_commit ? durable : 0;
    }
  } catch (const StoreReadFailed& damaged) {
    return std::unexpected(
        store_error("cannot open", rocksdb::Status::Corruption(damaged.what()), p.shared.folder));
  }
  p.failed.reset();
  ++p.reopened;
  p.ballast.lay_down();
  return {};
}

}  // namespace tocsin
