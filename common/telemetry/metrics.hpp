// Metrics in Prometheus' text format at /metrics. Names end in their unit (_seconds, _bytes, _total).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace shanhai::telemetry {

using Labels = std::map<std::string, std::string>;

// Handles stay valid for the life of the process and may be used from any thread.
class Counter {
 public:
  explicit Counter(void* impl) : impl_(impl) {}
  void add(double amount = 1);  // negative amounts are ignored
  double value() const;

 private:
  void* impl_;
};
class Gauge {
 public:
  explicit Gauge(void* impl) : impl_(impl) {}
  void set(double value);
  double value() const;

 private:
  void* impl_;
};
class Histogram {
 public:
  explicit Histogram(void* impl) : impl_(impl) {}
  void observe(double value);

 private:
  void* impl_;
};

// Finds or makes; look up once and keep the reference on hot paths. std::invalid_argument: a name or label that
// Prometheus does not allow, or a name that is another kind of metric already.
Counter& counter(const std::string& name, const std::string& description, const Labels& labels = {});
Gauge& gauge(const std::string& name, const std::string& description, const Labels& labels = {});
// Buckets for latencies: 0.5 ms to 10 s.
Histogram& histogram(const std::string& name, const std::string& description, const Labels& labels = {});

// The text exposition format 0.0.4, with the process's own memory, processor time and open files.
std::string render_metrics();

}  // namespace shanhai::telemetry
