#include "common/telemetry/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <mutex>

namespace shanhai::telemetry {
namespace {

const prometheus::Histogram::BucketBoundaries kLatencyBuckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                              0.1,    0.25,  0.5,    1,     2.5,  5,     10};

struct Store {
  std::mutex mutex;
  prometheus::Registry registry;
  // Handles by name and labels; the map's nodes never move.
  std::map<std::pair<std::string, Labels>, Counter> counters;
  std::map<std::pair<std::string, Labels>, Gauge> gauges;
  std::map<std::pair<std::string, Labels>, Histogram> histograms;
};

// Never destroyed: threads may count until the program has ended.
Store& store() {
  static Store* const instance = new Store;
  return *instance;
}

template <class Handles, class Make>
auto& find_or_make(Handles& handles, const std::string& name, const Labels& labels, Make make) {
  const std::lock_guard lock(store().mutex);
  auto key = std::pair(name, labels);
  const auto found = handles.find(key);
  if (found != handles.end()) return found->second;
  void* impl = make(store().registry);
  return handles.emplace(std::move(key), typename Handles::mapped_type(impl)).first->second;
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total_pages = 0, resident_pages = 0;
  file >> total_pages >> resident_pages;
  return resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double processor_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double open_files() {
  std::error_code failed;
  std::filesystem::directory_iterator entries("/proc/self/fd", failed);
  if (failed) return 0;
  return static_cast<double>(std::distance(begin(entries), end(entries)) - 1);  // less the one that lists
}

void refresh_process_metrics() {
  static Gauge& resident = gauge("process_resident_memory_bytes", "Resident memory of the process");
  static Gauge& processor = gauge("process_cpu_seconds_total", "User and system processor time of the process");
  static Gauge& files = gauge("process_open_fds", "Open file descriptors of the process");
  resident.set(resident_bytes());
  processor.set(processor_seconds());
  files.set(open_files());
}

}  // namespace

void Counter::add(double amount) { static_cast<prometheus::Counter*>(impl_)->Increment(amount); }
double Counter::value() const { return static_cast<prometheus::Counter*>(impl_)->Value(); }
void Gauge::set(double value) { static_cast<prometheus::Gauge*>(impl_)->Set(value); }
double Gauge::value() const { return static_cast<prometheus::Gauge*>(impl_)->Value(); }
void Histogram::observe(double value) { static_cast<prometheus::Histogram*>(impl_)->Observe(value); }

Counter& counter(const std::string& name, const std::string& description, const Labels& labels) {
  return find_or_make(store().counters, name, labels, [&](prometheus::Registry& registry) {
    return &prometheus::BuildCounter().Name(name).Help(description).Register(registry).Add(labels);
  });
}

Gauge& gauge(const std::string& name, const std::string& description, const Labels& labels) {
  return find_or_make(store().gauges, name, labels, [&](prometheus::Registry& registry) {
    return &prometheus::BuildGauge().Name(name).Help(description).Register(registry).Add(labels);
  });
}

Histogram& histogram(const std::string& name, const std::string& description, const Labels& labels) {
  return find_or_make(store().histograms, name, labels, [&](prometheus::Registry& registry) {
    return &prometheus::BuildHistogram().Name(name).Help(description).Register(registry).Add(labels, kLatencyBuckets);
  });
}

std::string render_metrics() {
  refresh_process_metrics();
  return prometheus::TextSerializer().Serialize(store().registry.Collect());
}

}  // namespace shanhai::telemetry
