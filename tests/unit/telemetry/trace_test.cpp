#include "common/telemetry/trace.hpp"

#include <gtest/gtest.h>

namespace shanhai::telemetry {
namespace {

constexpr std::string_view kTrace = "0af7651916cd43dd8448eb211c80319c";
constexpr std::string_view kSpan = "b7ad6b7169203331";

TEST(Trace, ContinuesTheCallersTrace) {
  SeededRandom random(1);
  const std::string header = "00-" + std::string(kTrace) + "-" + std::string(kSpan) + "-01";
  const auto trace = TraceContext::from_header(header, random);
  EXPECT_EQ(trace.trace_id, kTrace);
  EXPECT_EQ(trace.parent_id, kSpan);
  EXPECT_EQ(trace.header(), header);
}

TEST(Trace, UnknownVersionIsReadAsFarAsItIsKnown) {
  SeededRandom random(1);
  const auto trace =
      TraceContext::from_header("cc-" + std::string(kTrace) + "-" + std::string(kSpan) + "-00-more", random);
  EXPECT_EQ(trace.trace_id, kTrace);
}

TEST(Trace, MalformedHeaderBeginsANewTrace) {
  SeededRandom random(1);
  const std::string trace(kTrace), span(kSpan);
  const std::string zeros(32, '0');
  for (const auto& header : std::vector<std::string>{
           "", "00", "00-" + trace + "-" + span, "00-" + trace + "-" + span + "-0",
           "00-" + trace + "-" + span + "-01-more", "ff-" + trace + "-" + span + "-01",
           "0g-" + trace + "-" + span + "-01", "00-" + zeros + "-" + span + "-01",
           "00-" + trace + "-" + zeros.substr(16) + "-01", "00-0AF7651916CD43DD8448EB211C80319C-" + span + "-01",
           "00_" + trace + "-" + span + "-01", "cc-" + trace + "-" + span + "-01more"}) {
    const auto begun = TraceContext::from_header(header, random);
    EXPECT_NE(begun.trace_id, kTrace) << header;
    EXPECT_EQ(begun.trace_id.size(), 32u) << header;
    EXPECT_EQ(begun.parent_id.size(), 16u) << header;
    EXPECT_EQ(TraceContext::from_header(begun.header(), random).trace_id, begun.trace_id) << header;
  }
}

TEST(Trace, ChildKeepsTheTraceUnderItsOwnSpan) {
  SeededRandom random(2);
  const auto trace = TraceContext::begin(random);
  const auto child = trace.child(random);
  EXPECT_EQ(child.trace_id, trace.trace_id);
  EXPECT_NE(child.parent_id, trace.parent_id);
}

}  // namespace
}  // namespace shanhai::telemetry
