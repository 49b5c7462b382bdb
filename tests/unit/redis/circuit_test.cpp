#include "common/redis/circuit.hpp"

#include <gtest/gtest.h>

namespace shanhai::redis {
namespace {

using namespace std::chrono_literals;

const Circuit::TimePoint kStart{};

void open(Circuit& circuit) {
  for (int i = 0; i < Circuit::kFailuresToOpen; ++i) {
    ASSERT_TRUE(circuit.allow(kStart));
    circuit.failed(kStart);
  }
  ASSERT_TRUE(circuit.open());
}

TEST(Circuit, OpensAtTheThirdFailureInARow) {
  Circuit circuit;
  EXPECT_FALSE(circuit.failed(kStart));
  EXPECT_FALSE(circuit.failed(kStart));
  EXPECT_FALSE(circuit.succeeded());
  EXPECT_FALSE(circuit.failed(kStart));
  EXPECT_FALSE(circuit.failed(kStart));
  EXPECT_TRUE(circuit.allow(kStart));
  EXPECT_TRUE(circuit.failed(kStart));
  EXPECT_FALSE(circuit.allow(kStart));
}

TEST(Circuit, LetsOneCallTryAfterThePause) {
  Circuit circuit;
  open(circuit);
  EXPECT_FALSE(circuit.allow(kStart + 999ms));
  EXPECT_TRUE(circuit.allow(kStart + 1s));
  EXPECT_FALSE(circuit.allow(kStart + 1s));
  EXPECT_TRUE(circuit.succeeded());
  EXPECT_FALSE(circuit.open());
  EXPECT_TRUE(circuit.allow(kStart + 1s));
}

TEST(Circuit, PauseDoublesUpToItsLimitAndStartsAnewAfterSuccess) {
  Circuit circuit;
  open(circuit);
  auto now = kStart;
  for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    EXPECT_FALSE(circuit.allow(now + pause - 1ms));
    now += pause;
    ASSERT_TRUE(circuit.allow(now));
    EXPECT_TRUE(circuit.failed(now));
  }
  now += 30s;
  ASSERT_TRUE(circuit.allow(now));
  circuit.succeeded();
  for (int i = 0; i < Circuit::kFailuresToOpen; ++i) circuit.failed(now);
  EXPECT_FALSE(circuit.allow(now + 999ms));
  EXPECT_TRUE(circuit.allow(now + 1s));
}

TEST(Circuit, FailuresOfCallsFromBeforeItOpenedChangeNothing) {
  Circuit circuit;
  open(circuit);
  EXPECT_FALSE(circuit.failed(kStart + 900ms));
  EXPECT_TRUE(circuit.allow(kStart + 1s));
}

}  // namespace
}  // namespace shanhai::redis
