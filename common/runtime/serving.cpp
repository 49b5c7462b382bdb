#include "common/runtime/serving.hpp"

#include <boost/asio/post.hpp>
#include <csignal>
#include <thread>

#include "common/http/websocket.hpp"
#include "common/runtime/version.hpp"
#include "common/telemetry/log.hpp"

namespace shanhai::runtime {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kDatabaseRetry = 200ms;
constexpr std::string_view kCommandSections[] = {"database.admin.", "seed."};  // for commands, not for serving
constexpr std::chrono::milliseconds kReadinessKept = 250ms;
constexpr int kInternalRequestsPerMinute =
    10'000'000;  // other services are not limited, only guarded against a runaway

Task<Result<http::Response>> starting() { co_return Error::unavailable("starting"); }
Task<Result<http::OpenedWebSocket>> no_websocket_yet() { co_return Error::unavailable("starting"); }

http::Handler gate(http::Handler handler, const std::atomic<bool>& open) {
  return [&open, handler = std::move(handler)](http::Request& request) { return open ? handler(request) : starting(); };
}

http::WebSocketOpening gate(http::WebSocketOpening opening, const std::atomic<bool>& open) {
  return [&open, opening = std::move(opening)](http::Request& request) {
    return open ? opening(request) : no_websocket_yet();
  };
}

// The same rows, closed until the modules have started.
http::RouteTable gate(const http::RouteTable& table, const std::atomic<bool>& open) {
  http::RouteTable out;
  for (auto row : table.rows()) {
    if (const auto* upgradable = row.handler.target<http::UpgradableHandler>()) {
      row.handler = http::UpgradableHandler{gate(upgradable->plain, open), gate(upgradable->open, open)};
    } else {
      row.handler = gate(std::move(row.handler), open);
    }
    out.add(std::move(row));
  }
  for (const auto& [prefix, handler] : table.fast()) {
    out.mount_fast(
        prefix, [&open, handler = handler](std::string_view target, std::string_view if_none_match, bool accepts_gzip) {
          return open ? handler(target, if_none_match, accepts_gzip) : nullptr;
        });
  }
  return out;
}

http::ServerOptions public_options(const Settings& settings) {
  http::ServerOptions out;
  out.listen = settings.text("server.listen", "127.0.0.1:8080");
  out.threads = static_cast<std::size_t>(settings.integer("server.threads", 2, 1, 64));
  out.request_deadline = std::chrono::milliseconds(settings.integer("server.request_deadline_ms", 15000, 100, 600000));
  out.max_connections = static_cast<std::size_t>(settings.integer("server.max_connections", 4096, 1, 1000000));
  out.websocket_ping = std::chrono::milliseconds(settings.integer("server.websocket_ping_ms", 20000, 100, 600000));
  out.trusted_proxies = settings.list("server.trusted_proxies");
  out.requests_per_minute = static_cast<int>(settings.integer("server.requests_per_minute", 6000, 1, 1000000000));
  out.access_log = settings.flag("server.access_log", true);
  out.version = version();
  return out;
}

http::ServerOptions internal_options(const Settings& settings, const std::string& listen) {
  http::ServerOptions out;
  out.listen = listen;
  out.threads = 1;
  out.internal = true;
  out.internal_token = internal_token(settings);
  out.requests_per_minute = kInternalRequestsPerMinute;
  out.access_log = settings.flag("server.access_log", true);
  out.version = version();
  return out;
}

// Access denied (1044, 1045, 1698) or no such schema (1049): waiting does not mend it.
bool refuses(int code) { return code == 1044 || code == 1045 || code == 1049 || code == 1698; }

// Blocking. Empty: the database answers; else why not. Throws DatabaseError where it refuses.
std::string ask_database(const db::Endpoint& endpoint) {
  try {
    const db::ThreadGuard guard;
    db::Connection connection(endpoint);
    connection.query("SELECT 1");
    return {};
  } catch (const db::ConnectionLost& away) {
    if (refuses(away.code())) throw;
    return away.what();
  }
}

}  // namespace

Serving::Serving(const Settings& settings, const BuildModules& build, bool whole)
    : settings_(settings),
      whole_(whole),
      signals_(main_.get_executor()),
      owned_(settings),
      modules_(build(owned_.resources())),
      readiness_(kReadinessKept),
      limiter_(owned_.resources().redis, owned_.resources().clock) {}

Serving::~Serving() {
  internal_.reset();
  public_.reset();
  for (auto module = modules_.rbegin(); module != modules_.rend(); ++module) (*module)->stop();
  owned_.stop();
  while (!modules_.empty()) modules_.pop_back();
}

void Serving::run() {
  signals_.add(SIGTERM);
  signals_.add(SIGINT);
  signals_.async_wait([this](boost::system::error_code cancelled, int signal) {
    if (cancelled) return;
    telemetry::log_info("runtime.signal", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
    signals_.clear();  // a second one ends the program at once
  });
  mount();
  listen();
  owned_.resources().background.release();
  owned_.resources().background.spawn("start", [this](Loop& loop) { return start_modules(loop); });
  main_.run();
  if (failure_) std::rethrow_exception(failure_);
  drain();
}

void Serving::mount() {
  auto& resources = owned_.resources();
  const bool has_identity =
      std::any_of(modules_.begin(), modules_.end(), [](const auto& module) { return module->name() == "identity"; });
  if (!has_identity) keys_ = std::make_unique<KeyRefresh>(resources);
  retention_ = std::make_unique<IdempotencyRetention>(resources, modules_);
  for (const auto& module : modules_) module->connect(resources);
  for (const auto& module : modules_) module->mount(table_);
  gated_ = gate(table_, started_);
  if (keys_) keys_->start();
}

void Serving::listen() {
  auto& resources = owned_.resources();
  const auto make = [&](http::ServerOptions options) {
    return std::make_unique<http::Server>(std::move(options), gated_, resources.tokens, limiter_, resources.random,
                                          [this] { return not_ready(); });
  };
  public_ = make(public_options(settings_));
  const auto internal = settings_.text("server.internal_listen", "");
  if (!internal.empty()) internal_ = make(internal_options(settings_, internal));
  public_->start();
  if (internal_) internal_->start();
  json::Object fields{{"port", public_->port()}, {"version", version()}};
  if (internal_) fields["internal_port"] = internal_->port();
  telemetry::log_info("runtime.listening", std::move(fields));
}

// On the background thread. A failure ends the process; main_ is told of it.
Task<> Serving::start_modules(Loop& loop) {
  try {
    for (const auto& module : modules_) co_await start_module(*module, loop);
    if (loop.stopping()) co_return;
    started_ = true;
    report_started();
    retention_->start();
  } catch (...) {
    asio::post(main_, [this, failure = std::current_exception()] {
      failure_ = failure;
      main_.stop();
    });
  }
}

Task<> Serving::start_module(Module& module, Loop& loop) {
  const std::string name(module.name());
  co_await await_database(name, loop);
  while (!loop.stopping()) {
    try {
      co_await module.start();
      co_return;
    } catch (const Unavailable& away) {  // went away again
      telemetry::log_warn("runtime.start_postponed", {{"service", name}, {"reason", away.what()}});
    } catch (const SettingsError&) {
      throw;
    } catch (const std::exception& failed) {
      throw std::runtime_error(name + " did not start: " + failed.what());
    }
    co_await loop.pause(kDatabaseRetry);
  }
}

Task<> Serving::await_database(std::string service, Loop& loop) {
  if (!settings_.has("database." + service + ".schema")) co_return;  // it has none
  const auto endpoint = endpoint_of(settings_, service);
  bool told = false;
  while (!loop.stopping()) {
    std::string reason;
    try {
      auto job = [&endpoint](std::size_t) { return ask_database(endpoint); };
      reason = co_await owned_.resources().workers.run(job);
    } catch (const db::DatabaseError& refused) {
      throw std::runtime_error(service + " has no database: " + refused.what() + " (migrate makes it)");
    }
    if (reason.empty()) break;
    if (!told) telemetry::log_warn("runtime.waiting_for_database", {{"service", service}, {"reason", reason}});
    told = true;
    co_await loop.pause(kDatabaseRetry);
  }
  if (told && !loop.stopping()) telemetry::log_info("runtime.database_answers", {{"service", service}});
}

void Serving::report_started() {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
  telemetry::log_info("runtime.started", {{"duration_ms", took.count()}, {"modules", modules_.size()}});
  for (const auto& key : settings_.unread(whole_)) {
    const bool for_command = std::any_of(std::begin(kCommandSections), std::end(kCommandSections),
                                         [&key](std::string_view section) { return key.starts_with(section); });
    if (!for_command) telemetry::log_warn("settings.unknown_key", {{"key", key}});
  }
}

Task<std::string> Serving::not_ready() {
  if (!started_) co_return "starting";
  if (keys_ && !keys_->loaded()) co_return "no keys to verify tokens with";
  if (auto known = readiness_.begin()) co_return std::move(*known);
  std::string reason;
  try {
    auto answer = co_await ask_modules();
    reason = std::move(answer);
  } catch (const std::exception& failed) {
    reason = failed.what();
  }
  readiness_.end(reason);
  co_return reason;
}

Task<std::string> Serving::ask_modules() {
  for (const auto& module : modules_) {
    auto reason = co_await module->not_ready();
    if (!reason.empty()) co_return reason;
  }
  co_return "";
}

void Serving::drain() {
  const std::chrono::milliseconds patience(settings_.integer("server.drain_ms", 10000, 0, 600000));
  telemetry::log_info("runtime.draining");
  // Both at once: what a public request still asks of another service goes out from here, what others ask comes in
  // there.
  std::thread internal([&] {
    if (internal_) internal_->drain(patience);
  });
  public_->drain(patience);
  internal.join();
  telemetry::log_info("runtime.drained");
}

}  // namespace shanhai::runtime
