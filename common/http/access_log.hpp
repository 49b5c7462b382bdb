// One line and two metrics per request. One per I/O thread: lines are collected and handed over many at a time.
//
// No target, query, address or account: a line holds the route's pattern, and the caller's role.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/auth/principal.hpp"
#include "common/telemetry/metrics.hpp"

namespace shanhai::http {

struct CompletedRequest {
  std::string_view method;
  std::size_t label = 0;  // of the route
  int status = 0;
  std::chrono::nanoseconds duration{0};
  std::uint64_t bytes = 0;  // sent
  std::string_view trace_id;
  std::optional<auth::Role> role;
};

class AccessLog {
 public:
  AccessLog(const std::vector<std::string>& labels, bool writes_lines);
  void record(const CompletedRequest& request);
  void flush();

 private:
  struct Series {
    std::size_t method;
    int status;
    telemetry::Counter* requests;
    telemetry::Histogram* duration;
  };
  const Series& series_of(const CompletedRequest& request);
  void append_line(const CompletedRequest& request, std::string_view method);
  void append_time();

  const std::vector<std::string>& labels_;
  std::vector<std::vector<Series>> series_;  // by label
  std::vector<std::string> routes_json_;     // labels as JSON strings
  const bool writes_lines_;
  std::string lines_;
  std::int64_t second_ = -1;
  std::string second_text_;  // "2026-11-23T08:30:00"
};

}  // namespace shanhai::http
