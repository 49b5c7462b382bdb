#include "common/telemetry/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace shanhai::telemetry {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

TEST(Metrics, SameNameAndLabelsAreTheSameCounter) {
  auto& first = counter("test_same_total", "Same", {{"kind", "a"}});
  auto& second = counter("test_same_total", "Same", {{"kind", "a"}});
  auto& other = counter("test_same_total", "Same", {{"kind", "b"}});
  EXPECT_EQ(&first, &second);
  EXPECT_NE(&first, &other);
  first.add(2);
  EXPECT_EQ(second.value(), 2);
  EXPECT_EQ(other.value(), 0);
}

TEST(Metrics, CountsFromManyThreadsAddUp) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 10000; ++i) counter("test_threads_total", "Threads").add();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(counter("test_threads_total", "Threads").value(), 40000);
}

TEST(Metrics, RendersPrometheusText) {
  gauge("test_depth", "Depth of something", {{"service", "orders"}}).set(7);
  auto& latency = histogram("test_latency_seconds", "Latency");
  latency.observe(0.0004);
  latency.observe(0.3);
  const auto text = render_metrics();
  EXPECT_THAT(text, HasSubstr("# TYPE test_depth gauge\ntest_depth{service=\"orders\"} 7\n"));
  EXPECT_THAT(text, HasSubstr("# HELP test_depth Depth of something\n"));
  EXPECT_THAT(text, HasSubstr("test_latency_seconds_count 2\n"));
  EXPECT_THAT(text, ContainsRegex("test_latency_seconds_bucket\\{le=\"0.0005[0]*\"\\} 1\n"));
  EXPECT_THAT(text, ContainsRegex("test_latency_seconds_bucket\\{le=\"\\+Inf\"\\} 2\n"));
  EXPECT_THAT(text, ContainsRegex("\nprocess_resident_memory_bytes [1-9]"));
}

TEST(Metrics, RefusesAnImpossibleNameOrAnotherKind) {
  EXPECT_THROW(counter("test-with-dash", "Bad"), std::invalid_argument);
  counter("test_kind_total", "Kind");
  EXPECT_THROW(gauge("test_kind_total", "Kind"), std::invalid_argument);
}

}  // namespace
}  // namespace shanhai::telemetry
