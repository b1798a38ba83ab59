#include "connectors/batch_writer.h"

#include <utility>

#include "connectors/decoders.h"

namespace tocsin {

BatchWriter::BatchWriter(Intake& intake, SourceLedger& ledger, FrameForm form,
                         std::size_t frames_max, Pace pace)
    : intake_(intake),
      ledger_(ledger),
      form_(std::move(form)),
      frames_max_(frames_max),
      pace_(std::move(pace)),
      decoder_(Decoders{}.make(form_.wire)) {}

void BatchWriter::add(std::string_view frame, const std::shared_ptr<const void>& memory) {
  if (batch_ == nullptr) {
    batch_ = intake_.blank();
    batch_->wire = form_.wire;
    batch_->source_name = ledger_.name();
    batch_->default_source = form_.default_source;
    // Jetstream's frames carry their own time even in a file; the others' do not.
    batch_->time_is_created_at = form_.wire != Wire::jetstream;
    heard_ = {};
  }
  if (memory == nullptr)
    batch_->add(frame);
  else
    batch_->lend(frame, memory);
  ++heard_.frames;
  heard_.bytes += frame.size();
}

bool BatchWriter::full() const {
  return batch_ != nullptr && (batch_->full() || batch_->frames.size() >= frames_max_);
}

/// Instant{} where it has none of its own.
Instant BatchWriter::time_of_last_frame() {
  const auto& frame = decoder_->decode(*batch_, batch_->frames.size() - 1, 1).front();
  return frame.kind == FrameKind::rejected ? Instant{} : frame.post.time;
}

bool BatchWriter::push(std::string cursor) {
  if (batch_ == nullptr) return true;
  if (pace_ && !pace_(*batch_)) return false;
  if (!cursor.empty()) batch_->cursor = {ledger_.name(), std::move(cursor)};
  heard_.frame_time = time_of_last_frame();
  ledger_.heard(heard_);
  return intake_.push_blocking(std::move(batch_));
}

}  // namespace tocsin
