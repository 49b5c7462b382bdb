// The service is killed at every point that its code names and at random moments, under buyers, payments and returns
// that go on: what was acknowledged is there, once; nothing is oversold; every book balances.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "common/base/encoding.hpp"
#include "tests/crash/orders/orders_process.hpp"
#include "tests/crash/orders/shopper.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::orders {
namespace {

constexpr std::size_t kShoppers = 4;
constexpr std::size_t kLookahead = 3;  // kills whose work the shoppers prepare
constexpr std::chrono::seconds kPatience{90};

// What is killed in two programs at once takes half the time: each has a database and shoppers of its own.
constexpr std::size_t kParts = 2;

// How often the process is killed in each part, the database in its own test, and how many answers each asks for again.
struct Depth {
  std::size_t kills, database_kills, replays;
};

Depth depth() {
  const char* name = std::getenv("SHANHAI_TEST_DEPTH");
  const std::string_view value = name ? name : "short";
  if (value == "full") return {300 / kParts, 6, 2'000};
  if (value == "soak") return {5'000 / kParts, 200, 20'000};
  return {20 / kParts, 2, 400};
}

// Points that another service's work leads to are passed where both run.
const std::set<std::string> kElsewhere{"orders.recall_notice.queued"};  // crash/traceability/recall_notices_test.cpp

// The names of SHANHAI_FAILPOINT below services/orders, but for those.
std::vector<std::string> failpoints() {
  namespace fs = std::filesystem;
  const auto folder = fs::path(__FILE__).parent_path().parent_path().parent_path().parent_path() / "services/orders";
  constexpr std::string_view kMark = "SHANHAI_FAILPOINT(\"";
  std::set<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      const auto at = line.find(kMark);
      if (at == line.npos) continue;
      const auto name = line.substr(at + kMark.size());
      out.insert(name.substr(0, name.find('"')));
    }
  }
  for (const auto& name : kElsewhere) EXPECT_EQ(out.erase(name), 1U) << name;
  return {out.begin(), out.end()};
}

// Where the process is to be killed, in turn: `name:n`, or empty for a random moment. In the greater depths every name
// at least once; the short one draws some of them. SHANHAI_KILLS gives others, with commas between.
std::vector<std::string> plan_kills(Random& random) {
  std::vector<std::string> out;
  if (const char* given = std::getenv("SHANHAI_KILLS")) {
    std::istringstream names(given);
    for (std::string name; std::getline(names, name, ',');) out.push_back(name);
    return out;
  }
  const auto shuffle = [&](std::vector<std::string>& points) {
    for (std::size_t i = points.size(); i > 1; --i) std::swap(points[i - 1], points[random.below(i)]);
  };
  const auto kills = depth().kills;
  auto names = failpoints();
  EXPECT_GE(names.size(), 30U);
  while (out.size() + kills / 4 < kills) {
    shuffle(names);
    for (const auto& name : names) out.push_back(name + ':' + std::to_string(1 + random.below(3)));
    for (const auto* name : {"db.before_commit:", "db.after_commit:"}) {
      out.push_back(name + std::to_string(1 + random.below(100)));
    }
  }
  out.resize(kills - kills / 4);
  out.resize(kills);
  shuffle(out);
  return out;
}

class OrdersCrash : public testing::Test {
 protected:
  explicit OrdersCrash(fixture::DatabaseServer& server = fixture::DatabaseServer::shared()) : shop(server) {}
  ~OrdersCrash() override {
    line.hang_up();
    join();
  }

  // What the next kills need is under way before their process is: its loops find it when they begin.
  void prepare(const std::vector<std::string>& points, std::size_t next) {
    std::vector<Turn> turns;
    for (auto i = next; i < std::min(next + kLookahead, points.size()); ++i) {
      if (const auto turn = turn_to(points[i])) turns.push_back(*turn);
    }
    memory.ask_for(std::move(turns));
    constexpr std::string_view kExpiry = "orders.lot_expiry.before_commit:";
    if (!points[next].starts_with(kExpiry)) return;
    for (auto passages = std::stoi(points[next].substr(kExpiry.size())); passages > 0; --passages) {
      shop.let_a_lot_expire();
    }
  }

  void let_shoppers_in() {
    for (std::size_t i = 0; i < kShoppers; ++i) {
      shoppers_.emplace_back([this, i] {
        Shopper shopper(shop, line, memory, fixture::seed() + i + 1);
        try {
          while (!closing_) shopper.shop();
          shopper.settle();
        } catch (const HungUp&) {  // the test has failed
        } catch (const std::exception& e) {
          ADD_FAILURE() << "an answer that nobody expects: " << e.what();
        }
      });
    }
  }
  void join() {
    for (auto& thread : shoppers_) thread.join();
    shoppers_.clear();
  }

  // Serves until it is killed at that point.
  void kill_at(const std::string& point) {
    SCOPED_TRACE(point);
    const auto began = std::chrono::steady_clock::now();
    OrdersProcess process(shop.settings_path(), line.token_key_hex(), point);
    if (const auto port = process.await_started()) line.serve_at(port);
    EXPECT_TRUE(process.await_end(patience())) << "the point was not passed";
    if (HasFailure()) process.signal(SIGKILL);
    EXPECT_TRUE(process.end().killed) << process.errors();
    EXPECT_EQ(process.errors(), "");
    ++kills;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    took_.emplace_back(took.count(), point);
  }

  void kill_after(std::int64_t answers) {
    OrdersProcess process(shop.settings_path(), line.token_key_hex(), "");
    line.serve_at(process.await_started());
    EXPECT_TRUE(line.await_answers(answers, patience()));
    process.signal(SIGKILL);
    EXPECT_TRUE(process.end().killed);
    EXPECT_EQ(process.errors(), "");
    ++kills;
  }

  // Every purchase comes to its end, every refund is paid.
  void finish() {
    closing_ = true;
    join();
    const auto give_up_at = std::chrono::steady_clock::now() + kPatience;
    while (open_refunds() > 0 && std::chrono::steady_clock::now() < give_up_at) {
      shop.retry_refunds();
      for (const auto& notice : shop.wechat_pay.take_refund_notices()) line.send(notice);
    }
    EXPECT_EQ(open_refunds(), 0);
    shop.end_return_windows();
    while (shop.count("SELECT COUNT(*) AS n FROM orders WHERE state = 'accepted'") > 0 &&
           std::chrono::steady_clock::now() < give_up_at) {
      std::this_thread::yield();
    }
    EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM orders WHERE state = 'accepted'"), 0);
    while (lots_expired() < shop.lots_expired() && std::chrono::steady_clock::now() < give_up_at) {
      std::this_thread::yield();
    }
    EXPECT_EQ(lots_expired(), shop.lots_expired());
  }
  // After a failure there may be nobody left to wait for.
  std::chrono::seconds patience() const { return HasFailure() ? std::chrono::seconds(1) : kPatience; }
  std::int64_t lots_expired() { return shop.count("SELECT COUNT(*) AS n FROM stock_entry WHERE kind = 'expired'"); }
  std::int64_t open_refunds() {
    return shop.count("SELECT COUNT(*) AS n FROM refund WHERE channel = 'wechat_pay' AND state <> 'succeeded'");
  }

  // Where the time went.
  void report() {
    std::printf("crash.orders: %d kills, %lld answers, %lld attempts without one\n", kills,
                static_cast<long long>(line.answers()), static_cast<long long>(line.lost()));
    std::sort(took_.rbegin(), took_.rend());
    for (std::size_t i = 0; i < std::min<std::size_t>(took_.size(), 5); ++i) {
      std::printf("crash.orders: %.1f s for %s\n", took_[i].first, took_[i].second.c_str());
    }
  }

  void expect_nothing_lost_or_doubled();
  void expect_the_same_answers();
  void expect_balanced();
  void expect_checked();

  Shop shop;
  Memory memory;
  Line line{shop.clock};
  int kills = 0;

 private:
  std::atomic<bool> closing_{false};
  std::vector<std::pair<double, std::string>> took_;
  std::vector<std::thread> shoppers_;
};

void OrdersCrash::expect_nothing_lost_or_doubled() {
  std::int64_t checkouts = 0, returns = 0, payments = 0, statements = 0, bills = 0, corrections = 0;
  std::int64_t caps = 0, presales = 0, rushes = 0, tickets = 0;
  for (const auto& [call, reply] : line.acknowledged()) {
    checkouts += call.path == "/v1/checkouts";
    returns += call.path == "/v1/returns";
    payments += call.path == "/v1/payments";
    statements += call.path == "/v1/bank-statements";
    bills += call.path.starts_with("/v1/reconciliation/bills");
    corrections += call.path == "/v1/stock/corrections";
    caps += call.path == "/v1/purchase-caps";
    presales += call.path == "/v1/presales";
    rushes += call.path == "/v1/rushes";
    tickets += call.path.ends_with("/tickets");
  }
  // Each request was repeated until it was answered, so the answers are all that there may be.
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM order_group"), checkouts);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM orders WHERE replaces IS NULL"), checkouts);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM return_request"), returns);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM payment"), payments);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM payment WHERE state NOT IN ('paid', 'closed')"), 0);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM bank_statement"), statements);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM return_request WHERE state <> 'received'"), 0);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM channel_bill"), bills);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM channel_bill_entry"), memory.strangers());
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM bill_difference"), memory.strangers());
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM stock_correction"), corrections);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM purchase_cap WHERE unpaid_max IS NOT NULL"), caps);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM presale"), presales);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM rush"), rushes);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM rush_ticket"), tickets);
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM presale WHERE taken <> 0"), 0);
  EXPECT_GT(presales, 0);
  EXPECT_GT(checkouts, 0);
  EXPECT_GT(returns, 0);
  EXPECT_GT(statements, 0);
  EXPECT_GT(bills, 0);
}

void OrdersCrash::expect_the_same_answers() {
  auto calls = line.acknowledged();
  SeededRandom random(fixture::seed());
  while (calls.size() > depth().replays) {
    std::swap(calls[random.below(calls.size())], calls.back());
    calls.pop_back();
  }
  for (const auto& [call, reply] : calls) {
    const auto again = line.send(call);
    EXPECT_EQ(again.status, reply.status) << call.path << ": " << again.text;
    EXPECT_TRUE(again.replayed) << call.path;
    if (call.path == "/v1/checkouts" || call.path == "/v1/bank-statements") {
      EXPECT_EQ(again.text, reply.text) << call.path;  // the stored answer
    }
    for (const char* id : {"order_id", "payment_id", "return_id"}) {  // what is read anew is the same thing
      const auto* was = reply.body.as_object().if_contains(id);
      EXPECT_TRUE(!was || *was == again.body.at(id)) << call.path << ": " << again.text;
    }
  }
}

void OrdersCrash::expect_balanced() {
  for (const auto& difference : shop.differences()) ADD_FAILURE() << difference;
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM sku_stock WHERE reserved > on_hand OR on_hand < 0 OR reserved < 0"),
            0);
  EXPECT_EQ(shop.count("SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) AS n FROM ledger_posting"), 0);
  // Of each lot there is what came, less what was counted away.
  for (const auto& goods : shop.goods) {
    EXPECT_EQ(shop.count(("SELECT on_hand + bound AS n FROM lot_stock WHERE lot = X'" +
                          to_hex(std::string(goods.lot.bytes().begin(), goods.lot.bytes().end())) + "'")
                             .c_str()),
              goods.units + memory.corrections()[goods.lot]);
  }
  // What the channel itself holds to be true.
  const auto book = shop.wechat_pay.book();
  EXPECT_FALSE(book.overdrawn);
  EXPECT_EQ(shop.count("SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) AS n FROM payment_receipt"
                       " WHERE channel = 'wechat_pay'"),
            book.paid.fen());
  EXPECT_EQ(shop.count("SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) AS n FROM refund"
                       " WHERE channel = 'wechat_pay'"),
            book.refunded.fen());
  EXPECT_EQ(shop.count("SELECT COUNT(*) AS n FROM refund WHERE channel = 'wechat_pay'"),
            static_cast<std::int64_t>(book.refunds));
  EXPECT_EQ(shop.count("SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) AS n FROM ledger_posting"
                       " WHERE account = 'channel_receivable'"),
            (book.paid - book.refunded).fen());
}

// The same by those who never saw the service's books.
void OrdersCrash::expect_checked() {
  auto claims = memory.claims();
  for (const auto& [call, reply] : line.acknowledged()) {
    if (call.path == "/v1/checkouts") claims.checkouts.push_back({call.caller.actor() + ' ' + call.key, reply.text});
  }
  for (const auto& goods : shop.goods) claims.units[goods.sku] = goods.units;
  const auto book = shop.wechat_pay.book();
  claims.paid = claims.paid.value_or(Money()) + book.paid;
  claims.refunded = book.refunded;
  auto connection = shop.schema.connect();
  const auto verdict = fixture::check_orders(claims, connection);
  EXPECT_TRUE(verdict.is_clean()) << verdict.text();
  std::printf("crash.orders: %s\n", verdict.text().c_str());
}

// The parts differ in their kills, and run beside each other.
class OrdersCrashPart : public OrdersCrash, public testing::WithParamInterface<int> {};

INSTANTIATE_TEST_SUITE_P(Part, OrdersCrashPart, testing::Range(1, 1 + static_cast<int>(kParts)));

TEST_P(OrdersCrashPart, KilledAtEveryPointAndAtRandomMoments) {
  SCOPED_TRACE("seed " + std::to_string(fixture::seed()));
  SeededRandom random(fixture::seed() + static_cast<std::uint64_t>(GetParam()));
  const auto points = plan_kills(random);
  let_shoppers_in();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& point = points[i];
    prepare(points, i);
    point.empty() ? kill_after(static_cast<std::int64_t>(1 + random.below(120))) : kill_at(point);
  }
  memory.ask_for({});
  OrdersProcess last(shop.settings_path(), line.token_key_hex(), "");
  line.serve_at(last.await_started());
  finish();
  expect_nothing_lost_or_doubled();
  expect_the_same_answers();
  last.signal(SIGTERM);
  EXPECT_EQ(last.end().exit_code, 0);
  EXPECT_EQ(last.errors(), "");
  expect_balanced();
  expect_checked();
  report();
}

// A database of its own: others go on using theirs.
struct OwnDatabase {
  fixture::DatabaseServer own;
};

class OrdersDatabaseCrash : public OwnDatabase, public OrdersCrash {
 protected:
  OrdersDatabaseCrash() : OrdersCrash(own) {}
};

TEST_F(OrdersDatabaseCrash, ItsDatabaseIsKilledUnderLoad) {
  SCOPED_TRACE("seed " + std::to_string(fixture::seed()));
  SeededRandom random(fixture::seed());
  OrdersProcess process(shop.settings_path(), line.token_key_hex(), "");
  line.serve_at(process.await_started());
  let_shoppers_in();
  for (std::size_t i = 0; i < depth().database_kills; ++i) {
    EXPECT_TRUE(line.await_answers(static_cast<std::int64_t>(20 + random.below(60)), patience()));
    own.process().kill();
    own.process().start();
  }
  EXPECT_TRUE(line.await_answers(20, patience()));
  finish();
  expect_nothing_lost_or_doubled();
  expect_the_same_answers();
  process.signal(SIGTERM);
  EXPECT_EQ(process.end().exit_code, 0);
  expect_balanced();
  expect_checked();
  std::printf("crash.orders: MariaDB killed %zu times, %lld answers, %lld attempts without one\n",
              depth().database_kills, static_cast<long long>(line.answers()), static_cast<long long>(line.lost()));
}

}  // namespace
}  // namespace shanhai::orders
