#include "engine/pipeline/reading_room.h"

#include <utility>

namespace tocsin {

std::unique_ptr<ReadBatch> ReadingRoom::add(std::unique_ptr<ReadBatch> batch) {
  const std::lock_guard lock(mutex_);
  if (abandoned_) return batch;
  added_ = batch->raw->number;
  unread_.push_back(std::move(batch));
  to_read_.notify_one();
  if (can_help()) turn_.notify_one();
  return nullptr;
}

std::unique_ptr<ReadBatch> ReadingRoom::next_to_read() {
  std::unique_lock lock(mutex_);
  if (unread_.empty() && ready()) turn_.notify_one();
  to_read_.wait(lock, [&] { return closed_ || !unread_.empty(); });
  if (unread_.empty()) return nullptr;
  auto batch = std::move(unread_.front());
  unread_.pop_front();
  return batch;
}

std::unique_ptr<ReadBatch> ReadingRoom::finished(std::unique_ptr<ReadBatch> batch) {
  const std::lock_guard lock(mutex_);
  if (abandoned_) return batch;
  read_.emplace(batch->raw->number, std::move(batch));
  if (ready() && read_.size() >= worth_waking) turn_.notify_one();
  return nullptr;
}

ReadingRoom::Turn ReadingRoom::wait_turn() {
  std::unique_lock lock(mutex_);
  turn_.wait(lock, [&] { return ready() || woken_ || (closed_ && next_ > added_) || can_help(); });
  Turn turn;
  turn.woken = std::exchange(woken_, false);
  if (ready()) {
    turn.batch = std::move(read_.begin()->second);
    read_.erase(read_.begin());
    ++next_;
  } else if (can_help()) {
    turn.unread = std::move(unread_.front());
    unread_.pop_front();
  }
  turn.closed = closed_ && !turn.batch && next_ > added_;
  return turn;
}

void ReadingRoom::wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  turn_.notify_one();
}

void ReadingRoom::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  to_read_.notify_all();
  turn_.notify_all();
}

std::vector<std::unique_ptr<ReadBatch>> ReadingRoom::abandon() {
  const std::lock_guard lock(mutex_);
  std::vector<std::unique_ptr<ReadBatch>> left;
  for (auto& batch : unread_) left.push_back(std::move(batch));
  for (auto& [number, batch] : read_) left.push_back(std::move(batch));
  unread_.clear();
  read_.clear();
  next_ = added_ + 1;
  closed_ = abandoned_ = true;
  to_read_.notify_all();
  turn_.notify_all();
  return left;
}

std::unique_ptr<RawBatch> ReadingRoom::blank_raw() {
  const std::lock_guard lock(mutex_);
  if (spare_raw_.empty()) return std::make_unique<RawBatch>();
  auto raw = std::move(spare_raw_.back());
  spare_raw_.pop_back();
  return raw;
}

std::unique_ptr<ReadBatch> ReadingRoom::blank_read() {
  const std::lock_guard lock(mutex_);
  if (spare_read_.empty()) return std::make_unique<ReadBatch>();
  auto batch = std::move(spare_read_.back());
  spare_read_.pop_back();
  return batch;
}

void ReadingRoom::recycle(std::unique_ptr<RawBatch> raw) {
  if (!raw) return;
  raw->clear();
  const std::lock_guard lock(mutex_);
  if (spare_raw_.size() < bounds::batches_in_flight) spare_raw_.push_back(std::move(raw));
}

void ReadingRoom::recycle(std::unique_ptr<ReadBatch> batch) {
  if (!batch) return;
  batch->clear();
  const std::lock_guard lock(mutex_);
  if (spare_read_.size() < bounds::batches_in_flight) spare_read_.push_back(std::move(batch));
}

}  // namespace tocsin
