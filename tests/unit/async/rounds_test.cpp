#include "common/async/rounds.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "common/base/recent.hpp"

namespace shanhai {
namespace {

using namespace std::chrono_literals;

// Reads squares, each only when it is let go.
class Squares {
 public:
  using Found = Rounds<int, int>::Found;

  Task<Found> read(std::vector<int> wanted) {
    reads.push_back(wanted);
    auto gate = std::make_shared<Waiter>();
    gates.push_back(gate);
    const bool opened = co_await gate->wait_until(std::chrono::steady_clock::now() + 60s);
    if (!opened || fails) throw std::runtime_error("no squares");
    Found out;
    for (const int number : wanted) {
      if (number >= 0) out.emplace(number, number * number);
    }
    co_return out;
  }

  std::vector<std::vector<int>> reads;
  std::vector<std::shared_ptr<Waiter>> gates;
  bool fails = false;
};

class RoundsTest : public testing::Test {
 protected:
  static Task<> ask(Rounds<int, int>& rounds, std::vector<int> wanted, Squares::Found& out, int& failed) {
    try {
      out = co_await rounds.find(std::move(wanted));
    } catch (const std::runtime_error&) {
      ++failed;
    }
  }
  void ask(std::vector<int> wanted) {
    found.emplace_back(std::make_unique<Squares::Found>());
    asio::co_spawn(context.get_executor(), ask(rounds, std::move(wanted), *found.back(), failed), asio::detached);
    context.poll();
  }
  // Until so many reads are under way.
  void await_reads(std::size_t count) {
    while (squares.reads.size() < count) ASSERT_GT(context.run_one_for(60s), 0U);
  }
  void let_go(std::size_t read) {
    squares.gates.at(read)->wake();
    context.restart();
    context.poll();
  }
  void finish() {
    for (const auto& gate : squares.gates) gate->wake();
    context.restart();
    context.run();
  }

  asio::io_context context{1};
  Squares squares;
  Rounds<int, int> rounds{std::bind_front(&Squares::read, &squares), 4, 50ms};
  std::vector<std::unique_ptr<Squares::Found>> found;
  int failed = 0;
};

using Reads = std::vector<std::vector<int>>;

TEST_F(RoundsTest, WhatIsAskedForMeanwhileIsReadTogether) {
  ask({3});
  ask({5, 3});
  ask({-1, 7});
  EXPECT_EQ(squares.reads, (Reads{{3}}));
  let_go(0);
  await_reads(2);
  EXPECT_EQ(squares.reads, (Reads{{3}, {-1, 3, 5, 7}}));
  ask({9});  // the next round
  let_go(1);
  await_reads(3);
  finish();
  EXPECT_EQ(squares.reads.back(), (std::vector<int>{9}));
  EXPECT_EQ(*found[0], (Squares::Found{{3, 9}}));
  EXPECT_EQ(*found[1], (Squares::Found{{3, 9}, {5, 25}}));
  EXPECT_EQ(*found[2], (Squares::Found{{7, 49}})) << "there is none of -1";
  EXPECT_EQ(*found[3], (Squares::Found{{9, 81}}));
}

TEST_F(RoundsTest, WhoFindsTheRoundFullReadsForItself) {
  ask({1});
  ask({2, 3, 4});
  ask({5, 6});
  EXPECT_EQ(squares.reads, (Reads{{1}, {5, 6}}));
  let_go(0);
  await_reads(3);
  finish();
  EXPECT_EQ(squares.reads.back(), (std::vector<int>{2, 3, 4}));
  EXPECT_EQ(*found[2], (Squares::Found{{5, 25}, {6, 36}}));
}

TEST_F(RoundsTest, WhoWaitedLongEnoughReadsForItself) {
  ask({1});
  ask({2});
  await_reads(2);  // though nobody let the first go
  EXPECT_EQ(squares.reads.back(), (std::vector<int>{2}));
  ask({3});  // what has been given up is nobody's turn
  let_go(0);
  await_reads(3);
  finish();
  EXPECT_EQ(*found[0], (Squares::Found{{1, 1}}));
  EXPECT_EQ(*found[1], (Squares::Found{{2, 4}}));
  EXPECT_EQ(*found[2], (Squares::Found{{3, 9}}));
}

TEST_F(RoundsTest, AReadThatFailsIsRepeatedByEachForItself) {
  squares.fails = true;
  ask({1});
  ask({2});
  ask({3});
  let_go(0);  // the first asks again
  await_reads(3);
  squares.fails = false;
  for (std::size_t done = 0; done < squares.gates.size(); ++done) let_go(done);
  finish();
  EXPECT_EQ(failed, 0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(found[static_cast<std::size_t>(i)]->count(i + 1), 1U) << i;
}

TEST(Recent, WhatNobodyAsksForIsForgottenFirst) {
  Recent<int, int> recent(3);
  recent.put(0, 100);
  for (int i = 1; i < 50; ++i) {
    recent.put(i, i);
    ASSERT_TRUE(recent.find(0)) << i;
    EXPECT_EQ(*recent.find(0), 100);
    EXPECT_TRUE(recent.find(i));
    EXPECT_FALSE(i > 8 && recent.find(i - 8));
  }
  recent.put(0, 200);
  EXPECT_EQ(*recent.find(0), 200);
}

}  // namespace
}  // namespace shanhai
