#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/read_batch.h"

namespace tocsin {

/// Between hear, read and judge: readers take batches in any order, the judge gets them back in
/// their numbers' order. Also the pool of batches that are not in use.
///
/// A judge that sleeps is woken for several batches at once, or when a reader has nothing left to
/// read: waking a processor for every batch costs both threads more than judging it.
///
/// Threads    Any.
/// Limits     As many batches as the intake gate lets in; the pool keeps no more than that.
class ReadingRoom {
 public:
  /// A numbered batch, to be read. Numbers are dense, from 1. Returns it where the room was
  /// abandoned: nobody will read it.
  [[nodiscard]] std::unique_ptr<ReadBatch> add(std::unique_ptr<ReadBatch> batch);
  /// For a reader: the next one to read; nullptr: closed.
  std::unique_ptr<ReadBatch> next_to_read();
  /// From a reader: read. Returns it where the room was abandoned: nobody will judge it.
  [[nodiscard]] std::unique_ptr<ReadBatch> finished(std::unique_ptr<ReadBatch> batch);

  /// Whether the judge, instead of waiting for its next batch, reads one of those that wait. Before
  /// the threads start.
  void judge_reads(bool reads) { judge_reads_ = reads; }

  /// For the judge: what to do next.
  struct Turn {
    std::unique_ptr<ReadBatch> batch;   ///< the next in order, if it has been read
    std::unique_ptr<ReadBatch> unread;  ///< one to read meanwhile
    bool woken = false;                 ///< somebody called wake()
    bool closed = false;                ///< closed, and nothing is left
  };
  Turn wait_turn();
  /// Whether batches are under way that the judge has not had.
  bool more_to_come() const {
    const std::lock_guard lock(mutex_);
    return added_ >= next_;
  }
  /// Makes wait_turn() return.
  void wake();
  /// No more batches come; readers leave when all is read.
  void close();
  /// Closes for good, and hands out what is here and will not be judged.
  std::vector<std::unique_ptr<ReadBatch>> abandon();

  std::unique_ptr<RawBatch> blank_raw();
  std::unique_ptr<ReadBatch> blank_read();
  void recycle(std::unique_ptr<RawBatch> raw);
  void recycle(std::unique_ptr<ReadBatch> batch);

 private:
  /// Read batches that wake the judge while readers are busy.
  static constexpr std::size_t worth_waking = 4;
  /// Unread batches of which a judge that reads takes one.
  static constexpr std::size_t worth_helping = 2;
  bool can_help() const { return judge_reads_ && unread_.size() >= worth_helping; }
  bool ready() const { return !read_.empty() && read_.begin()->first == next_; }

  mutable std::mutex mutex_;
  std::condition_variable to_read_;
  std::condition_variable turn_;
  std::deque<std::unique_ptr<ReadBatch>> unread_;
  std::map<std::uint64_t, std::unique_ptr<ReadBatch>> read_;
  std::uint64_t next_ = 1;
  std::uint64_t added_ = 0;
  bool judge_reads_ = false;
  bool woken_ = false;
  bool closed_ = false;
  bool abandoned_ = false;
  std::vector<std::unique_ptr<RawBatch>> spare_raw_;
  std::vector<std::unique_ptr<ReadBatch>> spare_read_;
};

}  // namespace tocsin
