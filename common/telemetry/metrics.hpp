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
  void add(double amount = 1);
  double value() const;

 private:
  friend Counter& counter(const std::string&, const std::string&, const Labels&);
  void* impl_ = nullptr;
};
class Gauge {
 public:
  void set(double value);
  double value() const;

 private:
  friend Gauge& gauge(const std::string&, const std::string&, const Labels&);
  void* impl_ = nullptr;
};
class Histogram {
 public:
  void observe(double value);

 private:
  friend Histogram& histogram(const std::string&, const std::string&, const Labels&);
  void* impl_ = nullptr;
};

// Finds or makes; look up once and keep the reference on hot paths.
Counter& counter(const std::string& name, const std::string& description, const Labels& labels = {});
Gauge& gauge(const std::string& name, const std::string& description, const Labels& labels = {});
// Buckets for latencies: 0.5 ms to 10 s.
Histogram& histogram(const std::string& name, const std::string& description, const Labels& labels = {});

std::string render_metrics();

}  // namespace shanhai::telemetry
