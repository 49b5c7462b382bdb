#include "common/redis/client.hpp"

#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <map>
#include <thread>

#include "common/redis/circuit.hpp"
#include "common/redis/connection.hpp"
#include "common/telemetry/log.hpp"
#include "common/telemetry/metrics.hpp"

namespace shanhai::redis {
namespace {

using namespace std::chrono_literals;
using Done = Connection::Done;
using OnMessage = std::function<void(const std::string&)>;

constexpr int kInFlightMax = 10000;
constexpr std::chrono::milliseconds kResubscribeMin{100}, kResubscribeMax{5000};

// hiredis writes without MSG_NOSIGNAL: a closed connection must be an error here, not the end of the program.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

struct Client::Impl {
  Impl(const std::string& address, std::chrono::milliseconds timeout)
      : guard(context.get_executor()),
        commands(context, Address::parse(address), timeout, {[this] { connected(); }, [this] { up = false; }, {}}),
        subscriber(context, Address::parse(address), timeout,
                   {[this] { subscriber_up(); }, [this] { subscriber_lost(); },
                    [this](const std::string& channel, const std::string& message) { deliver(channel, message); }}),
        resubscribe(context.get_executor()) {
    asio::post(context, [this] { commands.open(); });
    thread = std::thread([this] {
      block_signals();
      context.run();
    });
  }

  ~Impl() {
    asio::post(context, [this] {
      resubscribe.cancel();
      stopping = true;
      commands.close();
      subscriber.close();
    });
    guard.reset();
    thread.join();
  }

  void command(std::vector<std::string> words, Done done);
  void connected();
  void record(bool answered);
  void subscribe(std::string channel, OnMessage on_message);
  void subscriber_up();
  void subscriber_lost();
  void deliver(const std::string& channel, const std::string& message);

  asio::io_context context{1};
  asio::executor_work_guard<Executor> guard;
  Circuit circuit;
  Connection commands, subscriber;
  std::atomic<bool> up{false};
  std::atomic<int> in_flight{0};
  // On the client's thread only.
  Timer resubscribe;
  std::chrono::milliseconds resubscribe_pause = kResubscribeMin;
  std::map<std::string, std::vector<OnMessage>> subscriptions;
  bool subscribed = false, stopping = false;

  telemetry::Gauge& up_gauge = telemetry::gauge("redis_up", "1 while Redis answers");
  telemetry::Counter& answered_count =
      telemetry::counter("redis_commands_total", "Commands", {{"outcome", "answered"}});
  telemetry::Counter& failed_count = telemetry::counter("redis_commands_total", "Commands", {{"outcome", "failed"}});
  telemetry::Counter& refused_count = telemetry::counter("redis_commands_total", "Commands", {{"outcome", "refused"}});
  std::thread thread;
};

void Client::Impl::command(std::vector<std::string> words, Done done) {
  if (in_flight.load() >= kInFlightMax || !circuit.allow(std::chrono::steady_clock::now())) {
    refused_count.add();
    return done(std::nullopt);
  }
  ++in_flight;
  asio::post(context, [this, words = std::move(words), done = std::move(done)]() mutable {
    commands.command(std::move(words), [this, done = std::move(done)](std::optional<Reply> reply) {
      --in_flight;
      record(reply.has_value());
      done(std::move(reply));
    });
  });
}

void Client::Impl::connected() {
  up = true;
  if (!circuit.open()) up_gauge.set(1);
}

void Client::Impl::record(bool answered) {
  (answered ? answered_count : failed_count).add();
  if (stopping) return;
  if (answered) {
    up_gauge.set(1);
    if (circuit.succeeded()) telemetry::log_info("redis.back");
    return;
  }
  const bool was_open = circuit.open();
  if (!circuit.failed(std::chrono::steady_clock::now())) return;
  up_gauge.set(0);
  if (!was_open) telemetry::log_warn("redis.away", {{"retry_ms", circuit.pause().count()}});
}

void Client::Impl::subscribe(std::string channel, OnMessage on_message) {
  const bool is_new = !subscriptions.contains(channel);
  subscriptions[channel].push_back(std::move(on_message));
  if (!subscribed) {
    subscriber.open();
  } else if (is_new) {
    subscriber.subscribe(channel);
  }
}

void Client::Impl::subscriber_up() {
  subscribed = true;
  resubscribe_pause = kResubscribeMin;
  for (const auto& [channel, calls] : subscriptions) subscriber.subscribe(channel);
}

void Client::Impl::subscriber_lost() {
  subscribed = false;
  if (stopping) return;
  resubscribe.expires_after(resubscribe_pause);
  resubscribe_pause = std::min(resubscribe_pause * 2, kResubscribeMax);
  resubscribe.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) subscriber.open();
  });
}

void Client::Impl::deliver(const std::string& channel, const std::string& message) {
  const auto found = subscriptions.find(channel);
  if (found == subscriptions.end()) return;
  for (const auto& call : found->second) call(message);
}

Client::Client(std::string address, std::chrono::milliseconds timeout)
    : impl_(std::make_shared<Impl>(address, timeout)) {}

Client::~Client() = default;

void Client::command(std::vector<std::string> words, std::function<void(std::optional<Reply>)> done) {
  impl_->command(std::move(words), std::move(done));
}

Task<std::optional<Reply>> Client::command(std::vector<std::string> words) {
  auto answer = std::make_shared<std::optional<Reply>>();
  auto initiate = [impl = impl_.get(), answer](auto handler, std::vector<std::string> sent) {
    auto guard = asio::make_work_guard(asio::get_associated_executor(handler));
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    impl->command(std::move(sent), [shared, answer, guard](std::optional<Reply> reply) mutable {
      *answer = std::move(reply);
      asio::post(guard.get_executor(), [shared] { std::move (*shared)(); });
      guard.reset();
    });
  };
  co_await asio::async_initiate<const UseTask, void()>(std::move(initiate), use_task, std::move(words));
  co_return std::move(*answer);
}

void Client::publish(std::string channel, std::string message) {
  std::vector<std::string> words{"PUBLISH", std::move(channel), std::move(message)};
  impl_->command(std::move(words), [](const std::optional<Reply>&) {});
}

void Client::subscribe(std::string channel, std::function<void(const std::string&)> on_message) {
  asio::post(impl_->context,
             [impl = impl_.get(), channel = std::move(channel), call = std::move(on_message)]() mutable {
               impl->subscribe(std::move(channel), std::move(call));
             });
}

bool Client::up() const { return impl_->up && !impl_->circuit.open(); }

}  // namespace shanhai::redis
