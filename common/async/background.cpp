#include "common/async/background.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

namespace shanhai {

using namespace std::chrono_literals;

Task<> Loop::pause(std::chrono::milliseconds duration) {
  if (stopping_) co_return;
  if (!woken_) {
    timer_.expires_after(duration);
    boost::system::error_code cancelled;  // by wake() or stop(): an early return, nothing to report
    co_await timer_.async_wait(asio::redirect_error(use_task, cancelled));
  }
  woken_ = false;
}

Task<> Loop::rest(std::chrono::milliseconds duration) {
  const auto end = std::chrono::steady_clock::now() + duration;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (stopping_ || left <= 0ms) co_return;
    co_await pause(left);
  }
}

void Loop::wake() {
  asio::post(timer_.get_executor(), [this] {
    woken_ = true;
    timer_.cancel();
  });
}

Background::Background(Report report, bool held) : guard_(context_.get_executor()), report_(std::move(report)) {
  if (!held) release();
}

void Background::release() {
  if (released_) return;
  released_ = true;
  thread_ = std::thread([this] { context_.run(); });
}

Background::~Background() { stop(); }

std::shared_ptr<Loop> Background::spawn(std::string name, std::function<Task<>(Loop&)> body) {
  auto loop = std::make_shared<Loop>(context_.get_executor());
  {
    const std::lock_guard lock(mutex_);
    loops_.push_back(loop);
  }
  asio::co_spawn(context_.get_executor(), run(std::move(name), std::move(body), loop), asio::detached);
  return loop;
}

Task<> Background::run(std::string name, std::function<Task<>(Loop&)> body, std::shared_ptr<Loop> loop) {
  auto pause = 100ms;
  while (!loop->stopping()) {
    const auto began = std::chrono::steady_clock::now();
    std::string failure;
    try {
      co_await body(*loop);
    } catch (const std::exception& e) {
      failure = e.what();
    }
    if (loop->stopping()) break;
    if (failure.empty()) co_return;  // the body has nothing more to do
    report_(name, failure);
    if (std::chrono::steady_clock::now() - began > 10s) pause = 100ms;
    co_await loop->pause(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(5000));
  }
}

void Background::stop() {
  if (!thread_.joinable()) return;
  asio::post(context_, [this] {
    const std::lock_guard lock(mutex_);
    for (const auto& loop : loops_) {
      loop->stopping_ = true;
      loop->timer_.cancel();
    }
  });
  guard_.reset();
  thread_.join();
}

}  // namespace shanhai
