#pragma once
#include <string>

#include "engine/metrics.h"

namespace tocsin::serve {

/// What the server counts.
struct ServeMetrics {
  explicit ServeMetrics(Metrics& all)
      : metrics(all),
        connections(all.gauge("tocsin_http_connections", "open connections")),
        connections_refused(all.counter("tocsin_http_connections_refused_total",
                                        "connections closed at once: too many")),
        accept_failed(all.counter("tocsin_http_accept_failed_total",
                                  "accepts that failed, out of file handles mostly")),
        csp_reports(all.counter("tocsin_csp_reports_total",
                                "reports of what the page's policy stopped in a browser")),
        feed_clients(all.gauge("tocsin_feed_clients", "clients on the feed")),
        feed_frames(all.counter("tocsin_feed_frames_total", "messages sent on the feed")),
        feed_bytes(all.counter("tocsin_feed_bytes_total", "bytes of messages sent on the feed")) {}

  void answered(int status) {
    metrics
        .counter("tocsin_http_answers_total", "answers by status",
                 {{"status", std::to_string(status)}})
        .Increment();
  }
  void refused(const std::string& code) {
    metrics.counter("tocsin_http_refused_total", "requests refused by reason", {{"code", code}})
        .Increment();
  }
  void feed_closed(const std::string& code) {
    metrics
        .counter("tocsin_feed_closed_total", "feed sessions ended by close code", {{"code", code}})
        .Increment();
  }

  Metrics& metrics;
  prometheus::Gauge& connections;
  prometheus::Counter& connections_refused;
  prometheus::Counter& accept_failed;
  prometheus::Counter& csp_reports;
  prometheus::Gauge& feed_clients;
  prometheus::Counter& feed_frames;
  prometheus::Counter& feed_bytes;
};

}  // namespace tocsin::serve
