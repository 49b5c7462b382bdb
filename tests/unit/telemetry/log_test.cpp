#include "common/telemetry/log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <set>
#include <sstream>
#include <thread>

#include "common/telemetry/line_writer.hpp"

namespace shanhai::telemetry {
namespace {

// A pipe that the log is written to while the test runs, read by a thread of its own.
class CapturedLog {
 public:
  CapturedLog() {
    if (::pipe(ends_) != 0) throw std::runtime_error("no pipe");
    reader_ = std::thread([this] {
      char chunk[4096];
      for (ssize_t count; (count = ::read(ends_[0], chunk, sizeof chunk)) > 0;)
        text_.append(chunk, static_cast<std::size_t>(count));
    });
    log_to(ends_[1]);
  }
  ~CapturedLog() {
    if (reader_.joinable()) (void)lines();
  }

  std::vector<std::string> lines() {
    flush_log();
    log_to(STDERR_FILENO);
    ::close(ends_[1]);
    reader_.join();
    ::close(ends_[0]);
    std::vector<std::string> out;
    std::istringstream in(text_);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
  }

 private:
  int ends_[2] = {-1, -1};
  std::thread reader_;
  std::string text_;
};

TEST(Log, LineIsJsonWithTimeLevelEventAndFields) {
  CapturedLog captured;
  log_info("http.request", {{"status", 200}, {"route", "/v1/orders/{order}"}});
  const auto lines = captured.lines();
  ASSERT_EQ(lines.size(), 1u);
  const auto entry = json::parse_value(lines[0]);
  ASSERT_TRUE(entry.has_value()) << lines[0];
  EXPECT_EQ(entry->at("level").as_string(), "info");
  EXPECT_EQ(entry->at("event").as_string(), "http.request");
  EXPECT_EQ(entry->at("status").as_int64(), 200);
  EXPECT_TRUE(parse_rfc3339(std::string_view(entry->at("time").as_string())).has_value()) << lines[0];
  EXPECT_TRUE(lines[0].starts_with("{\"time\":")) << lines[0];
}

TEST(Log, TextOfAnyBytesStaysOneLineOfValidJson) {
  CapturedLog captured;
  log_warn("test.bytes", {{"what", std::string("a\nb\"c\\d\xff\xfe 茶", 13)}});
  const auto lines = captured.lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(json::parse_value(lines[0]).has_value()) << lines[0];
}

TEST(Log, LevelsBelowTheThresholdAreNotWritten) {
  CapturedLog captured;
  set_level(Level::warn);
  log_info("test.hidden");
  log_error("test.shown");
  set_level(Level::info);
  log_debug("test.hidden");
  const auto lines = captured.lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_NE(lines[0].find("test.shown"), std::string::npos);
}

TEST(Log, LinesOfManyThreadsAreWholeAndAllThere) {
  constexpr int kThreads = 4, kLines = 2000;
  CapturedLog captured;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < kLines; ++i) log_info("test.line", {{"n", t * kLines + i}});
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::int64_t> seen;
  for (const auto& line : captured.lines()) {
    const auto entry = json::parse_value(line);
    ASSERT_TRUE(entry.has_value()) << line;
    seen.insert(entry->at("n").as_int64());
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kThreads * kLines));
}

TEST(Log, WhatNobodyReadsIsDroppedAndCounted) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  LineWriter writer;
  writer.set_descriptor(ends[1]);
  const std::string line(1023, 'x');
  const int lines = 2 * static_cast<int>(LineWriter::kPendingBytesMax / 1024);
  for (int i = 0; i < lines; ++i) writer.append(line + '\n', false);  // returns although the pipe is full
  std::string text;
  std::thread reader([&] {
    char chunk[65536];
    for (ssize_t count; (count = ::read(ends[0], chunk, sizeof chunk)) > 0;)
      text.append(chunk, static_cast<std::size_t>(count));
  });
  writer.stop();
  ::close(ends[1]);
  reader.join();
  ::close(ends[0]);
  const auto notice = text.find("\"event\":\"log.dropped\",\"lines\":");
  ASSERT_NE(notice, std::string::npos);
  const int dropped = std::stoi(text.substr(notice + 30));
  EXPECT_GT(dropped, 0);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), lines - dropped + 1);
}

}  // namespace
}  // namespace shanhai::telemetry
