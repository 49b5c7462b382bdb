#include "tests/crash/orders/orders_process.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "common/base/encoding.hpp"
#include "common/runtime/module.hpp"
#include "common/telemetry/log.hpp"
#include "services/identity/api.hpp"
#include "services/orders/module.hpp"

namespace shanhai::orders {
namespace {

// Every organisation is a union of Foshan.
class Unions final : public identity::Api {
 public:
  Task<Result<identity::Organisation>> organisation(OrganisationId id) override {
    identity::Organisation out;
    out.id = id;
    out.kind = identity::OrganisationKind::trade_union;
    out.status = identity::OrganisationStatus::active;
    out.region = "440600";
    co_return out;
  }
  Task<Result<identity::DeliveryAddress>> delivery_address(identity::AddressRequest) override {
    co_return Error::not_found("address");
  }
  Task<Result<identity::Contacts>> contacts(identity::ContactRequest) override {
    identity::Contacts out;
    out.phones = {"13800138000"};
    co_return out;
  }
};

// The catalog has said all it has to say: the schema holds it.
class Silence final : public events::EventSource {
 public:
  Task<Result<events::EventBatch>> after(std::int64_t, std::int64_t, std::chrono::milliseconds) override {
    co_return events::EventBatch{};
  }
  bool on_more(std::function<void()>) override { return true; }
};

// Stands for identity: knows the key that the test signs tokens with.
class IdentityStandIn final : public runtime::Module {
 public:
  explicit IdentityStandIn(runtime::Resources& resources) : tokens_(resources.tokens) {
    resources.peers.provide<identity::Api>(std::make_shared<Unions>());
    resources.peers.provide_source("catalog", &catalog_);
  }
  std::string_view name() const override { return "identity"; }
  void mount(http::RouteTable&) override {}
  Task<> start() override {
    const auto key = auth::SigningKey::from_secret(from_hex(fixture::from_parent("TOKEN_KEY")).value());
    tokens_.set_keys({{key.id, key.public_key}});
    co_return;
  }
  Task<std::string> not_ready() override { co_return ""; }

 private:
  auth::TokenVerifier& tokens_;
  Silence catalog_;
};

}  // namespace

TEST(OrdersChild, DISABLED_Serves) {
  ::close(std::stoi(fixture::from_parent("LOG_READER")));
  telemetry::log_to(std::stoi(fixture::from_parent("LOG")));
  const auto build = [](runtime::Resources& resources) {
    std::vector<std::unique_ptr<runtime::Module>> modules;
    modules.push_back(std::make_unique<IdentityStandIn>(resources));
    modules.push_back(make_module(resources));
    return modules;
  };
  EXPECT_EQ(runtime::serve(fixture::from_parent("SETTINGS"), build, false), 0);
}

OrdersProcess::OrdersProcess(const std::string& settings_path, const std::string& token_key_hex,
                             const std::string& kill_at)
    : child_(start(settings_path, token_key_hex, kill_at, ends_)) {
  ::close(ends_[1]);  // the child has the only other one
  reader_ = std::thread([this] { read(); });
}

fixture::Child OrdersProcess::start(const std::string& settings_path, const std::string& token_key_hex,
                                    const std::string& kill_at, int (&ends)[2]) {
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  return fixture::Child("OrdersChild.DISABLED_Serves", {{"SETTINGS", settings_path},
                                                        {"TOKEN_KEY", token_key_hex},
                                                        {"LOG", std::to_string(ends[1])},
                                                        {"LOG_READER", std::to_string(ends[0])},
                                                        {"SHANHAI_KILL_AT", kill_at}});
}

OrdersProcess::~OrdersProcess() {
  child_.signal(SIGKILL);  // nothing where its end was waited for
  reader_.join();
  ::close(ends_[0]);
}

void OrdersProcess::read() {
  std::string rest;
  char chunk[4096];
  for (ssize_t count; (count = ::read(ends_[0], chunk, sizeof chunk)) > 0;) {
    rest.append(chunk, static_cast<std::size_t>(count));
    for (std::size_t end; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1)) {
      take(std::string_view(rest).substr(0, end));
    }
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void OrdersProcess::take(std::string_view text) {
  const auto line = json::parse_value(text);
  if (line.has_error() || !line->is_object()) return;
  const std::lock_guard lock(mutex_);
  const auto& event = line->at("event").as_string();
  if (event == "runtime.listening") port_ = static_cast<unsigned short>(line->at("port").to_number<int>());
  if (event == "runtime.started") started_ = true;
  if (line->at("level").as_string() == "error") errors_ += std::string(text) + '\n';
  changed_.notify_all();
}

unsigned short OrdersProcess::await_started() {
  std::unique_lock lock(mutex_);
  const bool happened = changed_.wait_for(lock, std::chrono::seconds(60), [&] { return started_ || ended_; });
  if (!happened) throw std::runtime_error("the process does not start: " + errors_);
  return started_ ? port_ : 0;
}

bool OrdersProcess::await_end(std::chrono::seconds patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [&] { return ended_; });
}

std::string OrdersProcess::errors() {
  const std::lock_guard lock(mutex_);
  return errors_;
}

}  // namespace shanhai::orders
