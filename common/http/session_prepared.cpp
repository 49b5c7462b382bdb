// How a session answers from memory: no coroutine, no copy, one system call for as many requests as have arrived.
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "common/http/session.hpp"

namespace shanhai::http {
namespace {

constexpr std::size_t kTogetherMax = 16;  // four buffers each, 64 to a system call

}  // namespace

bool Session::answer_from_memory() {
  const auto& dispatcher = thread_.server.dispatcher;
  const bool head_only = head_.method == "HEAD";
  if ((!head_only && head_.method != "GET") || head_.has_body() || prepared_.size() == kTogetherMax) return false;
  std::size_t label = 0;
  auto bytes = dispatcher.from_memory(head_, label);
  if (!bytes || dispatcher.limit_address(peer_, head_)) return false;
  method_ = head_.method;
  closing_ = !head_.keep_alive;
  auto trace = telemetry::TraceContext::from_header(head_.traceparent, thread_.random);
  input_.consume(head_length_);
  queue_prepared(std::move(bytes), label, std::move(trace.trace_id));
  return true;
}

void Session::queue_prepared(std::shared_ptr<const std::string> bytes, std::size_t label, std::string trace_id) {
  if (prepared_.empty()) date_ = thread_.date.at(std::time(nullptr));
  const bool head_only = method_ == "HEAD";
  const std::string_view all(*bytes);
  const auto length = head_only ? all.size() - body_of_prepared(all).size() : all.size();
  const auto status_line = status_line_length(all);
  const auto last = persistence();
  if (last == Persistence::close) closing_ = true;
  const auto connection = connection_line(last);
  output_.push_back(asio::buffer(all.data(), status_line));
  output_.push_back(asio::buffer(date_));
  if (!connection.empty()) output_.push_back(asio::buffer(connection.data(), connection.size()));
  output_.push_back(asio::buffer(all.data() + status_line, length - status_line));
  prepared_.push_back({std::move(bytes), head_only ? "HEAD" : "GET", label, length + date_.size() + connection.size(),
                       began_, std::move(trace_id)});
  phase_ = Phase::writing;
}

bool Session::flush_now() {
  boost::system::error_code failure;
  std::size_t sent = socket_.write_some(output_, failure);
  if (failure && failure != asio::error::would_block) {
    abandoned_ = true;
    return false;
  }
  if (failure) sent = 0;
  std::size_t whole = 0;
  while (whole < output_.size() && output_[whole].size() <= sent) sent -= output_[whole++].size();
  output_.erase(output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(whole));
  if (!output_.empty()) {
    output_.front() += sent;
    return false;
  }
  record_prepared();
  return true;
}

Task<bool> Session::flush() {
  if (abandoned_) co_return false;
  boost::system::error_code failure;
  co_await asio::async_write(socket_, output_, asio::redirect_error(use_task, failure));
  output_.clear();
  if (failure) co_return false;
  record_prepared();
  co_return true;
}

void Session::record_prepared() {
  const auto now = std::chrono::steady_clock::now();
  for (const auto& answer : prepared_) {
    CompletedRequest completed;
    completed.method = answer.method;
    completed.label = answer.label;
    completed.status = status_of_prepared(*answer.bytes);
    completed.duration = now - answer.began;
    completed.bytes = answer.length;
    completed.trace_id = answer.trace_id;
    thread_.log.record(completed);
  }
  prepared_.clear();
}

}  // namespace shanhai::http
