#include "tools/engine_metrics.h"

#include <chrono>

#include "tools/quantity.h"

namespace tocsin::tools {

void EngineMetrics::count(const std::string& name, const std::string& help, std::uint64_t total,
                          const Labels& labels) {
  auto& counter = counters_[{name, labels}];
  if (counter == nullptr) counter = &metrics_.counter(name, help, labels);
  const double more = static_cast<double>(total) - counter->Value();
  if (more > 0) counter->Increment(more);
}

void EngineMetrics::level(const std::string& name, const std::string& help, double value,
                          const Labels& labels) {
  auto& gauge = gauges_[{name, labels}];
  if (gauge == nullptr) gauge = &metrics_.gauge(name, help, labels);
  gauge->Set(value);
}

void EngineMetrics::line_numbers(const Pipeline& line) {
  const auto t = line.totals();
  count("tocsin_frames_total", "frames judged", t.frames);
  count("tocsin_posts_total", "posts judged, edits and repeats included", t.posts);
  count("tocsin_retractions_total", "posts taken back", t.retractions);
  count("tocsin_posts_after_retraction_total",
        "posts that came behind their own deletion: not kept", t.after_retraction);
  count("tocsin_retractions_forgotten_total",
        "deletions of posts not seen that were forgotten early, since there are too many",
        t.retractions_forgotten);
  count("tocsin_repeats_total", "kept posts that came again", t.repeats);
  count("tocsin_edits_total", "kept posts that were changed", t.edits);
  count("tocsin_findings_total", "findings of live and shadow rules", t.findings);
  count("tocsin_findings_limited_total", "findings over their rule's limit", t.limited);
  count("tocsin_alerts_total", "alerts raised", t.alerts);
  count("tocsin_posts_kept_total", "post versions kept", t.kept);
  count("tocsin_posts_unscanned_total", "posts that could not be searched: kept without findings",
        t.unscanned);
  count("tocsin_posts_sampled_out_total", "posts not kept, by sampling", t.sampled_out);
  count("tocsin_parse_repaired_total", "frames with repaired text", t.repaired);
  count("tocsin_lists_cut_total", "posts with a list that was too long", t.lists_cut);
  for (const auto& [kind, n] : t.other)
    count("tocsin_other_frames_total", "frames of kinds that are not read", n, {{"kind", kind}});
  for (const auto& [reason, n] : t.rejected)
    count("tocsin_rejected_total", "frames dropped whole", n,
          {{"reason", std::string(name_of(reason))}});
  const auto state = line.state();
  count("tocsin_intake_waits_total", "times that a source waited for room", state.waits);
  level("tocsin_intake_held", "1: nothing is taken", state.held ? 1 : 0);
  level("tocsin_batches_in_flight", "between hear and durable",
        static_cast<double>(state.batches_in_flight));
  level("tocsin_bytes_in_flight", "between hear and durable",
        static_cast<double>(state.bytes_in_flight));
  level("tocsin_feed_seq", "last durable event", static_cast<double>(state.last_seq));
}

void EngineMetrics::store_numbers(const RocksStore& store, Instant now) {
  const auto n = store.numbers();
  level("tocsin_store_wal_bytes", "write-ahead logs", static_cast<double>(n.wal_bytes));
  level("tocsin_store_table_bytes", "tables", static_cast<double>(n.table_bytes));
  level("tocsin_store_memtable_bytes", "not yet in tables", static_cast<double>(n.memtable_bytes));
  level("tocsin_store_write_stopped", "1: writers wait", n.write_stopped ? 1 : 0);
  count("tocsin_store_background_errors_total", "RocksDB's own", n.background_errors);
  count("tocsin_store_reopened_total", "after a failed write", n.reopened);
  for (const auto& size : store.sizes()) {
    const Labels kind{{"kind", size.kind}};
    level("tocsin_kept_records", "estimated", static_cast<double>(size.records), kind);
    level("tocsin_kept_bytes", "on disk", static_cast<double>(size.bytes), kind);
    if (size.oldest)
      level("tocsin_kept_oldest_age_seconds", "how long ago the oldest record is from",
            static_cast<double>(age_of(*size.oldest, now).count()), kind);
  }
}

void EngineMetrics::source_numbers(const std::vector<SourceStatus>& sources) {
  for (const auto& source : sources) {
    const Labels name{{"source", source.name}};
    count("tocsin_source_frames_total", "heard", source.frames, name);
    count("tocsin_source_bytes_total", "heard", source.bytes, name);
    count("tocsin_source_reconnects_total", "connections made again", source.reconnects, name);
    count("tocsin_source_repeats_total", "dropped where connections overlap",
          source.repeats_dropped, name);
    level("tocsin_source_gaps", "known gaps, of the last hundred",
          static_cast<double>(source.gaps.size()), name);
    level("tocsin_source_up", "1: connected", source.state == SourceState::connected ? 1 : 0, name);
    if (source.last_frame_time != Instant{})
      level("tocsin_source_lag_seconds", "receive time less the frame's own",
            std::chrono::duration<double>(source.last_data - source.last_frame_time).count(), name);
  }
}

void EngineMetrics::refresh(const Pipeline& line, const RocksStore& store,
                            const std::vector<SourceStatus>& sources, Instant now) {
  const std::lock_guard lock(mutex_);
  line_numbers(line);
  store_numbers(store, now);
  source_numbers(sources);
}

}  // namespace tocsin::tools
