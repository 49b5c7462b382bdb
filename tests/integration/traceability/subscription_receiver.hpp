// A subscriber's endpoint on a real listener: answers as it is told, and keeps what it was sent.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>

#include "common/async/waiter.hpp"
#include "common/auth/tokens.hpp"
#include "common/http/rate_limit.hpp"
#include "common/http/server.hpp"

namespace shanhai::traceability {

struct ReceivedDelivery {
  std::string id, signature, body;
  std::vector<std::string> event_ids() const {
    std::vector<std::string> out;
    const auto document = json::parse_value(body).value();
    for (const auto& event : document.at_pointer("/epcisBody/queryResults/resultsBody/eventList").as_array())
      out.emplace_back(event.at("eventID").as_string());
    return out;
  }
};

class Receiver {
 public:
  Receiver() {
    table_.mount<Receiver>(
        *this, {{http::Method::post, "/hook", http::Access::anyone(), &Receiver::take,
                 http::Contract("Takes deliveries").raw_body("application/json", 8'000'000).reply_empty(204)}});
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.access_log = false;
    options.requests_per_minute = 1'000'000;
    server_ = std::make_unique<http::Server>(options, table_, tokens_, limiter_, random_, ready);
    server_->start();
  }
  ~Receiver() { release(); }

  std::string url(const std::string& scheme = "http", const std::string& host = "127.0.0.1") const {
    return scheme + "://" + host + ":" + std::to_string(server_->port()) + "/hook";
  }
  // The next answers, in order; 204 when there are no more. 0: none, until release().
  void answer(std::deque<int> statuses) {
    const std::lock_guard lock(mutex_);
    statuses_ = std::move(statuses);
  }
  void release() {
    const std::lock_guard lock(mutex_);
    for (const auto& waiter : held_) waiter->wake();
  }
  std::vector<ReceivedDelivery> received() {
    const std::lock_guard lock(mutex_);
    return received_;
  }
  // Waits until so many have come; they stay. False: not within 20 s.
  bool await(std::size_t deliveries) {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, std::chrono::seconds(20), [&] { return received_.size() >= deliveries; });
  }

 private:
  Task<Result<http::Response>> take(http::Request& request) {
    int status = 204;
    std::shared_ptr<Waiter> waiter;
    {
      const std::lock_guard lock(mutex_);
      received_.push_back(
          {std::string(request.header("Idempotency-Key")), std::string(request.header("GS1-Signature")), request.body});
      if (!statuses_.empty()) {
        status = statuses_.front();
        statuses_.pop_front();
      }
      if (status == 0) held_.push_back(waiter = std::make_shared<Waiter>());
      came_.notify_all();
    }
    if (waiter) {
      co_await waiter->wait_until(request.deadline);
      status = 200;
    }
    auto answer = http::Response::of(status, "text/plain", "");
    if (status / 100 == 3) answer.headers.emplace_back("Location", url());
    if (status == 429) answer.headers.emplace_back("Retry-After", "1000");
    co_return answer;
  }
  static Task<std::string> ready() { co_return ""; }

  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<int> statuses_;
  std::vector<ReceivedDelivery> received_;
  std::vector<std::shared_ptr<Waiter>> held_;
  SystemClock clock_;
  SecureRandom random_;
  auth::TokenVerifier tokens_{"https://subscriber.example", clock_};
  http::RateLimiter limiter_{nullptr, clock_};
  http::RouteTable table_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace shanhai::traceability
