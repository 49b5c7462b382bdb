#include "common/telemetry/line_writer.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>

namespace shanhai::telemetry {
namespace {

using namespace std::chrono_literals;
constexpr std::size_t kWriteAtBytes = 256 << 10;

// A log that nobody can read must not end the program: what cannot be written is given up.
void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(descriptor, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      pollfd writable{descriptor, POLLOUT, 0};
      if (::poll(&writable, 1, 1000) <= 0) return;
    } else if (errno != EINTR) {
      return;
    }
  }
}

// The program's signals go to the threads that expect them; a reader of the log that has left is no reason to die.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

LineWriter::LineWriter() : thread_([this] { run(); }) {}

void LineWriter::append(std::string_view lines, bool urgent) {
  std::unique_lock lock(mutex_);
  if (stopped_) return write_all(descriptor_, lines);
  if (pending_.size() + lines.size() > kPendingBytesMax) {
    dropped_ += static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
    return;
  }
  const bool was_idle = pending_.empty();
  pending_ += lines;
  urgent_ = urgent_ || urgent || pending_.size() >= kWriteAtBytes;
  const bool wake = was_idle || urgent_;
  lock.unlock();
  if (wake) wake_.notify_one();
}

void LineWriter::flush() {
  std::unique_lock lock(mutex_);
  if (stopped_) return;
  urgent_ = true;
  wake_.notify_one();
  written_.wait(lock, [this] { return (pending_.empty() && !busy_) || stopped_; });
}

void LineWriter::set_descriptor(int descriptor) {
  flush();
  const std::lock_guard lock(mutex_);
  descriptor_ = descriptor;
}

void LineWriter::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void LineWriter::run() {
  block_signals();
  std::unique_lock lock(mutex_);
  while (!stopping_ || !pending_.empty()) {
    wake_.wait(lock, [this] { return stopping_ || urgent_ || !pending_.empty(); });
    wake_.wait_for(lock, 20ms, [this] { return stopping_ || urgent_; });
    write_pending(lock);
  }
  stopped_ = true;
  written_.notify_all();
}

void LineWriter::write_pending(std::unique_lock<std::mutex>& lock) {
  urgent_ = false;
  busy_ = true;
  writing_.swap(pending_);
  if (dropped_ > 0) {
    writing_ += "{\"level\":\"warn\",\"event\":\"log.dropped\",\"lines\":" + std::to_string(dropped_) + "}\n";
    dropped_ = 0;
  }
  const int descriptor = descriptor_;
  lock.unlock();
  write_all(descriptor, writing_);
  writing_.clear();
  lock.lock();
  busy_ = false;
  written_.notify_all();
}

}  // namespace shanhai::telemetry
