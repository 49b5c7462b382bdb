#include "common/http/access_log.hpp"

#include <array>
#include <charconv>

#include "common/base/clock.hpp"
#include "common/json/json.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::http {
namespace {

constexpr std::size_t kFlushBytes = 32 * 1024;
constexpr std::array<std::string_view, 8> kMethods = {"OTHER", "GET",   "HEAD",   "POST",
                                                      "PUT",   "PATCH", "DELETE", "OPTIONS"};

// A client may invent methods; labels of metrics and logs are ours.
std::size_t index_of_method(std::string_view method) {
  for (std::size_t i = 1; i < kMethods.size(); ++i) {
    if (kMethods[i] == method) return i;
  }
  return 0;
}

void append_number(std::string& out, std::uint64_t value, std::size_t digits = 1) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  const auto length = static_cast<std::size_t>(end - text);
  if (length < digits) out.append(digits - length, '0');
  out.append(text, length);
}

}  // namespace

AccessLog::AccessLog(const std::vector<std::string>& labels, bool writes_lines)
    : labels_(labels), series_(labels.size()), writes_lines_(writes_lines) {
  for (const auto& label : labels) routes_json_.push_back(json::to_text(json::Value(label)));
  lines_.reserve(kFlushBytes + 1024);
}

const AccessLog::Series& AccessLog::series_of(const CompletedRequest& request) {
  const auto method = index_of_method(request.method);
  auto& known = series_.at(request.label);
  for (const auto& series : known) {
    if (series.method == method && series.status == request.status) return series;
  }
  const std::string name(kMethods[method]);
  auto& requests = telemetry::counter(
      "http_requests_total", "Requests answered",
      {{"method", name}, {"route", labels_[request.label]}, {"status", std::to_string(request.status)}});
  auto& duration = telemetry::histogram("http_request_duration_seconds",
                                        "From the first byte of a request to the last of its answer",
                                        {{"method", name}, {"route", labels_[request.label]}});
  known.push_back({method, request.status, &requests, &duration});
  return known.back();
}

void AccessLog::record(const CompletedRequest& request) {
  const auto& series = series_of(request);
  series.requests->add();
  series.duration->observe(std::chrono::duration<double>(request.duration).count());
  if (!writes_lines_ || !telemetry::enabled(telemetry::Level::info)) return;
  append_line(request, kMethods[series.method]);
  if (lines_.size() >= kFlushBytes) flush();
}

void AccessLog::append_time() {
  const auto now = SystemClock().now();
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second.time_since_epoch().count() != second_) {
    second_ = second.time_since_epoch().count();
    second_text_ = to_rfc3339(Instant(second));
    second_text_.pop_back();  // the Z
  }
  lines_ += second_text_;
  lines_ += '.';
  append_number(lines_, static_cast<std::uint64_t>((now - second).count()), 6);
}

void AccessLog::append_line(const CompletedRequest& request, std::string_view method) {
  lines_ += R"({"time":")";
  append_time();
  lines_ += R"(Z","level":"info","event":"http.request","method":")";
  lines_ += method;
  lines_ += R"(","route":)";
  lines_ += routes_json_[request.label];
  lines_ += R"(,"status":)";
  append_number(lines_, static_cast<std::uint64_t>(request.status));
  lines_ += R"(,"duration_ms":)";
  const auto micros = static_cast<std::uint64_t>(std::max<std::int64_t>(0, request.duration.count() / 1000));
  append_number(lines_, micros / 1000);
  lines_ += '.';
  append_number(lines_, micros % 1000, 3);
  lines_ += R"(,"bytes":)";
  append_number(lines_, request.bytes);
  lines_ += R"(,"trace_id":")";
  lines_ += request.trace_id;
  if (request.role) {
    lines_ += R"(","role":")";
    lines_ += boost::describe::enum_to_string(*request.role, "");
  }
  lines_ += "\"}\n";
}

void AccessLog::flush() {
  if (lines_.empty()) return;
  telemetry::log_lines(lines_);
  lines_.clear();
}

}  // namespace shanhai::http
