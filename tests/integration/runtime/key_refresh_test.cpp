// A process apart from identity has the keys that tokens are signed with from it.
#include <gtest/gtest.h>

#include <csignal>

#include "common/auth/tokens.hpp"
#include "common/base/clock.hpp"
#include "tests/integration/runtime/running_process.hpp"
#include "tests/integration/runtime/test_module.hpp"

namespace shanhai::runtime {
namespace {

using namespace std::chrono_literals;

class KeyRefreshTest : public testing::Test {
 protected:
  static unsigned short port_of(const json::Value& listening) {
    return static_cast<unsigned short>(listening.at("port").as_int64());
  }
  std::string token(const auth::SigningKey& key) {
    auth::Principal principal;
    principal.account = AccountId::make(clock_, random_);
    return auth::sign_token(key, "https://shanhai.example", principal, random_.token(16), clock_.now(), 600s);
  }
  void publish(const std::vector<auth::SigningKey>& keys) {
    const std::lock_guard lock(identity_control_.keys_mutex);
    identity_control_.keys.clear();
    for (const auto& key : keys) identity_control_.keys.push_back({key.id, key.public_key});
  }
  // Asks until the status comes.
  bool comes_to(unsigned short port, const std::string& path, const std::string& bearer, int status) {
    const auto give_up = std::chrono::steady_clock::now() + 20s;
    while (std::chrono::steady_clock::now() < give_up) {
      if (get(port, path, bearer).status == status) return true;
    }
    return false;
  }

  SystemClock clock_;
  SecureRandom random_;
  auth::SigningKey first_ = auth::SigningKey::make(random_), second_ = auth::SigningKey::make(random_);
  SettingsFile identity_settings_, orders_settings_;
  TestControl identity_control_, orders_control_;
};

TEST_F(KeyRefreshTest, KeysAreHadAtStartAndWhenOneIsUnknown) {
  publish({first_});
  CapturedLog log;
  RunningProcess identity(identity_settings_.write(), build_test_modules({"identity"}, identity_control_));
  const auto identity_port = port_of(log.wait_for("runtime.listening", 1));
  log.wait_for("runtime.started", 1);
  orders_settings_.set("services.identity.url", "http://127.0.0.1:" + std::to_string(identity_port));
  RunningProcess orders(orders_settings_.write(), build_test_modules({"orders"}, orders_control_));
  const auto port = port_of(log.wait_for("runtime.listening", 2));
  EXPECT_TRUE(comes_to(port, "/readyz", "", 200));
  EXPECT_EQ(get(port, "/v1/orders/who", token(first_)).status, 200);

  publish({first_, second_});
  EXPECT_EQ(get(port, "/v1/orders/who", token(second_)).status, 401) << "not known yet; this makes it ask";
  EXPECT_TRUE(comes_to(port, "/v1/orders/who", token(second_), 200));

  const int asked = identity_control_.keys_asked;
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(get(port, "/v1/orders/who", token(auth::SigningKey::make(random_))).status, 401);
  const auto fives = (std::chrono::steady_clock::now() - began) / std::chrono::seconds(5);  // it may ask once in 5 s
  EXPECT_LE(identity_control_.keys_asked, asked + 1 + fives) << "invented keys do not make it ask each time";
  send_signal(SIGTERM);
  EXPECT_EQ(identity.exit_code(), 0);
  EXPECT_EQ(orders.exit_code(), 0);
}

TEST_F(KeyRefreshTest, WithoutKeysTheProcessIsNotReady) {
  CapturedLog log;
  orders_settings_.set("services.identity.url", "http://127.0.0.1:1");
  RunningProcess orders(orders_settings_.write(), build_test_modules({"orders"}, orders_control_));
  const auto port = port_of(log.wait_for("runtime.listening"));
  log.wait_for("runtime.started");
  log.wait_for("token_keys.not_fetched");
  EXPECT_EQ(get(port, "/readyz").status, 503);
  EXPECT_EQ(get(port, "/v1/orders/fast").status, 204) << "what needs no token goes on";
  send_signal(SIGTERM);
  EXPECT_EQ(orders.exit_code(), 0);
}

TEST_F(KeyRefreshTest, AddressOfIdentityIsNeeded) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(serve(orders_settings_.write(), build_test_modules({"orders"}, orders_control_)), 2);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("services.identity.url is missing"), std::string::npos);
}

}  // namespace
}  // namespace shanhai::runtime
