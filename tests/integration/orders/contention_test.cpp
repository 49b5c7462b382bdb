// Others lock the same rows, in the wrong order or for too long: the service solves it, or says within bounds when to
// come again. Nobody ever sees a 500.
#include <thread>

#include "tests/integration/orders/over_http.hpp"

namespace shanhai::orders {
namespace {

class Contention : public OverHttp {
 protected:
  Contention() {
    stock(tea, 5000);
    stock(pepper, 5000);
    db.schema.connect().execute("CREATE TABLE weight (n INT NOT NULL, PRIMARY KEY (n))");
  }

  std::string checkout_body() { return json::print(body({{&tea, 1}, {&pepper, 1}})); }
  static std::int64_t deadlocks() {
    db::Connection admin(fixture::DatabaseServer::shared().admin());
    const auto rows =
        admin.query("SELECT count AS n FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'");
    return rows.front().get<std::int64_t>("n");
  }
  std::string quoted(SkuId sku) {
    std::string out = "x'";
    for (const unsigned char c : sku.raw()) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      out += kDigits[c >> 4];
      out += kDigits[c & 15];
    }
    return out + '\'';
  }
  static void lock(db::Connection& connection, const std::string& row) {
    connection.query("SELECT 1 AS n FROM " + row + " FOR UPDATE");
  }

  // Until somebody holds the other row and waits for ours, or nobody comes.
  static void await_waiter() {
    db::Connection admin(fixture::DatabaseServer::shared().admin());
    const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (std::chrono::steady_clock::now() < give_up_at) {
      // Not innodb_trx: what that shows does not change while it is read again and again.
      const auto rows = admin.query("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'");
      if (rows.front().get<std::int64_t>("Value") > 0) return;
    }
  }

  // Locks the two SKUs against the key order. What it has written makes it the heavier one: the service is the victim.
  void lock_against_the_order(int base) {
    auto connection = db.schema.connect();
    try {
      connection.execute("START TRANSACTION");
      for (int i = 0; i < 50; ++i) {
        connection.execute("INSERT INTO weight VALUES (" + std::to_string(base + i) + ")");
      }
      lock(connection, "sku_stock WHERE sku = " + quoted(std::max(tea.sku, pepper.sku)));
      await_waiter();
      lock(connection, "sku_stock WHERE sku = " + quoted(std::min(tea.sku, pepper.sku)));
    } catch (const db::Retryable&) {  // it was the victim after all
    }
    connection.execute("ROLLBACK");
  }

  void buy_and_cancel(const std::string& name) {
    const auto buyer = consumer();
    const auto placed_ = post_patiently("/v1/checkouts", buyer, checkout_body(), name);
    count(placed_, 201);
    if (placed_.status != 201) return;
    for (const auto& order : placed_.body.at("orders").as_array()) {
      const auto path = "/v1/orders/" + std::string(order.at("order_id").as_string());
      count(post_patiently(path + "/cancel", buyer, R"({"reason":"不要了"})", ""), 200);
    }
  }

  // Waits longer than the server does.
  Answer post_patiently(const std::string& path, const auth::Principal& caller, const std::string& body,
                        const std::string& idempotency_key) {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.url = "http://127.0.0.1:" + std::to_string(server->port()) + path;
    request.headers = as(caller, idempotency_key);
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = body;
    request.timeout = std::chrono::seconds(60);
    http::Client client;
    auto response = run(client.send(std::move(request)));
    Answer out;
    out.status = response.status;
    out.headers = std::move(response.headers);
    out.text = std::move(response.body);
    if (auto body = json::parse_value(out.text); body.has_value()) out.body = std::move(*body);
    return out;
  }

  void count(const Answer& answer, int wanted) {
    if (answer.status == 503) {
      EXPECT_NE(answer.header("Retry-After"), "");
      ++told_to_come_again;
    } else {
      EXPECT_EQ(answer.status, wanted) << answer.text;
      ++answered;
    }
  }

  Product tea = publish({}), pepper = publish({});
  std::atomic<int> answered{0}, told_to_come_again{0};
};

TEST_F(Contention, DeadlocksAreSolvedOutOfSight) {
  constexpr std::int64_t kDeadlocks = 10;
  constexpr std::size_t kBuyers = 3;
  const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::minutes(5);
  const auto before = deadlocks();
  std::atomic<bool> enough{false};
  std::array<std::atomic<int>, kBuyers> purchases{};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kBuyers; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; !enough; ++n) {
        buy_and_cancel(std::to_string(i) + "-" + std::to_string(n));
        purchases[i] = n + 1;
        purchases[i].notify_all();
      }
      purchases[i] = -1;  // nobody waits for it any more
      purchases[i].notify_all();
    });
  }
  threads.emplace_back([&] {
    const db::ThreadGuard guard;
    // Not again before everybody has ended a purchase: who is hit again and again is rightly told to come again.
    while (!enough) {
      std::array<int, kBuyers> seen;
      std::copy(purchases.begin(), purchases.end(), seen.begin());
      lock_against_the_order(0);
      for (std::size_t n = 0; n < seen.size(); ++n) {
        if (seen[n] >= 0) purchases[n].wait(seen[n]);
      }
    }
  });
  while (deadlocks() - before < kDeadlocks && std::chrono::steady_clock::now() < give_up_at) std::this_thread::yield();
  enough = true;
  for (auto& thread : threads) thread.join();
  EXPECT_GE(deadlocks() - before, kDeadlocks);
  EXPECT_EQ(told_to_come_again, 0);
  EXPECT_GT(answered, 0);
}

TEST_F(Contention, WhoWaitsTooLongIsToldToComeAgain) {
  const auto buyer = consumer();
  const auto receipt = placed(buyer, {{&tea, 1}});
  const auto payment = open_payment(buyer, receipt.order_group_id);
  auto holder = db.schema.connect();
  holder.execute("START TRANSACTION");
  lock(holder, "sku_stock");
  lock(holder, "order_group");
  const auto cancel_path = "/v1/orders/" + receipt.orders[0].order_id.str() + "/cancel";
  const auto began = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  threads.emplace_back([&] { count(post_patiently("/v1/checkouts", buyer, checkout_body(), "k"), 201); });
  threads.emplace_back([&] { count(post_patiently(cancel_path, buyer, R"({"reason":"不要了"})", ""), 200); });
  threads.emplace_back([&] {
    count(post_patiently("/v1/payments", buyer,
                         R"({"order_group_id":")" + receipt.order_group_id.str() + R"(","channel":"wechat_pay"})", "p"),
          201);
  });
  for (auto& thread : threads) thread.join();
  const auto took = std::chrono::steady_clock::now() - began;
  EXPECT_EQ(told_to_come_again, 3);
  EXPECT_LT(took, std::chrono::seconds(25));
  holder.execute("ROLLBACK");

  // The same requests again find out what has come of them: the checkout is there once.
  const auto again = post("/v1/checkouts", buyer, checkout_body(), "k");
  EXPECT_EQ(again.status, 201) << again.text;
  EXPECT_EQ(post(cancel_path, buyer, R"({"reason":"不要了"})").status, 200);
  EXPECT_EQ(stock_of(tea).reserved, 1);
  EXPECT_EQ(stock_of(pepper).reserved, 1);
  EXPECT_EQ(receive(payment.payment_id.str(), payment.amount)->paid, true);  // money for what was cancelled goes back
}

}  // namespace
}  // namespace shanhai::orders
