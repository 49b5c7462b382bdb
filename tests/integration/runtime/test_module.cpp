#include "tests/integration/runtime/test_module.hpp"

#include <future>

#include "common/http/websocket.hpp"

namespace shanhai::runtime {
namespace {

Task<Result<http::OpenedWebSocket>> refuse_socket() { co_return Error::conflict("no_socket_here"); }

}  // namespace

using http::Access;
using http::Contract;
using http::Method;

void TestModule::mount(http::RouteTable& table) {
  control_.diary.write(name_ + " mount");
  http::RouteTable rows;
  rows.mount(
      *this,
      {
          {Method::get, "/fast", Access::anyone(), &TestModule::fast, Contract("Answers").reply_empty(204)},
          {Method::get, "/slow", Access::anyone(), &TestModule::slow, Contract("Answers when it may").reply_empty(204)},
          {Method::get, "/who", Access::signed_in(), &TestModule::who, Contract("Needs a token").reply_empty(204)},
      });
  for (auto row : rows.rows()) {
    row.path = "/v1/" + name_ + row.path;
    table.add(std::move(row));
  }
  const auto plain = [this](http::Request& request) { return fast(request); };
  const auto open = [](http::Request&) { return refuse_socket(); };
  table.add({Method::get, "/v1/" + name_ + "/socket", Access::anyone(), http::UpgradableHandler{plain, open},
             Contract("Has no WebSocket").reply_empty(204)});
  if (name_ != "identity") return;
  table.mount(*this, {{Method::get, "/.well-known/jwks.json", Access::anyone(), &TestModule::jwks,
                       Contract("Keys").reply_media(200, "application/json")}});
}

Task<> TestModule::start() {
  if (control_.on_start) control_.on_start();
  control_.diary.write(name_ + " start");
  co_return;
}

Task<Result<http::Response>> TestModule::fast(http::Request&) { co_return http::Response::empty(); }

Task<Result<http::Response>> TestModule::slow(http::Request&) {
  control_.entered.set_value();
  co_await control_.release->wait_until(std::chrono::steady_clock::now() + std::chrono::seconds(20));
  co_return http::Response::empty();
}

Task<Result<http::Response>> TestModule::who(http::Request& request) {
  co_return http::Response::of(200, "text/plain", request.caller().actor());
}

Task<Result<http::Response>> TestModule::jwks(http::Request&) {
  ++control_.keys_asked;
  const std::lock_guard lock(control_.keys_mutex);
  co_return http::Response::of(200, "application/json", json::to_text(auth::jwks(control_.keys)));
}

BuildModules build_test_modules(std::vector<std::string> names, TestControl& control) {
  return [names = std::move(names), &control](Resources&) {
    std::vector<std::unique_ptr<Module>> modules;
    for (const auto& name : names) modules.push_back(std::make_unique<TestModule>(name, control));
    return modules;
  };
}

}  // namespace shanhai::runtime
