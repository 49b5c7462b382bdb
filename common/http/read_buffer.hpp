// What has arrived on a connection and is not yet used: one block that grows up to a limit.
#pragma once

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <cstring>
#include <memory>
#include <string_view>

namespace shanhai::http {

class ReadBuffer {
 public:
  static constexpr std::size_t kFirstBytes = 4 * 1024;
  static constexpr std::size_t kMostBytes = 32 * 1024;

  std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  bool full() const { return end_ - begin_ == kMostBytes; }

  // Space to read into, never empty unless full(). Views taken before are void.
  boost::asio::mutable_buffer space() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (end_ == capacity_) make_space();
    return boost::asio::buffer(bytes_.get() + end_, capacity_ - end_);
  }
  void commit(std::size_t bytes) { end_ += bytes; }
  void consume(std::size_t bytes) { begin_ += bytes; }

 private:
  void make_space() {
    const std::size_t used = end_ - begin_;
    if (used * 2 > capacity_ || capacity_ == 0) {
      const auto capacity = std::min(std::max(capacity_ * 2, kFirstBytes), kMostBytes);
      std::unique_ptr<char[]> grown(new char[capacity]);
      if (used > 0) std::memcpy(grown.get(), bytes_.get() + begin_, used);
      bytes_ = std::move(grown);
      capacity_ = capacity;
    } else if (used > 0) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, used);
    }
    begin_ = 0;
    end_ = used;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t begin_ = 0, end_ = 0, capacity_ = 0;
};

}  // namespace shanhai::http
