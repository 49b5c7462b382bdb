// Collects lines and writes them from one thread.
#pragma once

#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace shanhai::telemetry {

class LineWriter {
 public:
  static constexpr std::size_t kPendingBytesMax = 4 << 20;

  LineWriter();
  ~LineWriter() { stop(); }
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // `urgent` lines are written at once, others within 20 ms with all that came by then.
  void append(std::string_view lines, bool urgent);
  void flush();
  void set_descriptor(int descriptor);
  void stop();  // writes what is pending; later lines are written by their caller

 private:
  void run();
  void write_pending(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable wake_, written_;
  std::string pending_, writing_;
  std::size_t dropped_ = 0;
  bool urgent_ = false, busy_ = false, stopping_ = false, stopped_ = false;
  int descriptor_ = STDERR_FILENO;
  std::thread thread_;
};

}  // namespace shanhai::telemetry
