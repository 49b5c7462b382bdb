// Carts read by what Redis remembers of them: the same answers as SQL gives, whatever Redis has, lost, or never heard
// of.
#include <random>

#include "services/orders/cart/service.hpp"
#include "services/orders/cart/view.hpp"
#include "tests/fixture/redis.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

class CartViewTest : public World {
 protected:
  CartViewTest() {
    for (int i = 0; i < 4; ++i) {
      products.push_back(publish({}));
      stock(products.back(), 100, ("L" + std::to_string(i)).c_str());
    }
  }

  static Context with(Context context, redis::Client& client) {
    context.redis = &client;
    return context;
  }
  // SKU to quantity.
  std::map<SkuId, std::int64_t> lines(Cart& cart) {
    std::map<SkuId, std::int64_t> out;
    const auto view = run(cart.read(who, {})).value();
    for (const auto& line : view.lines) out[line.sku_id] = line.quantity;
    return out;
  }
  void put(Cart& cart, const Product& product, std::int64_t quantity) {
    run(cart.put(who, product.sku, quantity)).value();
  }
  std::optional<redis::Reply> ask(std::vector<std::string> words) { return run(client.command(std::move(words))); }
  std::vector<std::string> keys() {
    std::vector<std::string> out;
    const auto all = ask({"KEYS", "*"}).value();
    for (const auto& key : all.elements) out.push_back(key.text);
    return out;
  }
  // Behind everybody's back: no version tells of it.
  void spoil_lines() {
    static constexpr db::Query kSpoil{"test.spoil", "UPDATE cart_line SET quantity = 99"};
    db.transaction([](db::Tx& tx) -> Result<void> {
        tx.execute(kSpoil);
        return {};
      }).value();
  }

  fixture::RedisServer server;  // of this test alone: it is killed
  redis::Client client{server.address()};
  Context remembering = with(context, client);
  Cart& plain = parts.cart;  // another process, without Redis
  Cart cart{remembering, parts.quotation};
  std::vector<Product> products;
  auth::Principal who = consumer();
};

TEST_F(CartViewTest, AreReadWithoutTheirLines) {
  put(cart, products[0], 2);
  spoil_lines();
  EXPECT_EQ(lines(cart)[products[0].sku], 2);
  EXPECT_EQ(lines(plain)[products[0].sku], 99);
  const auto known = keys();
  ASSERT_EQ(known.size(), 1U);
  EXPECT_TRUE(known[0].starts_with("shanhai.orders.cart."));
  EXPECT_EQ(known[0].find(who.account.str().substr(4)), std::string::npos) << "whose cart it is, is nobody's business";
  EXPECT_EQ(ask({"TTL", known[0]})->integer, 86400);
}

TEST_F(CartViewTest, AnOldViewIsNeverAnsweredWith) {
  put(cart, products[0], 2);
  put(plain, products[0], 5);
  put(plain, products[1], 1);
  const std::map<SkuId, std::int64_t> both{{products[0].sku, 5}, {products[1].sku, 1}};
  EXPECT_EQ(lines(cart), both);
  spoil_lines();
  EXPECT_EQ(lines(cart), both) << "written anew by the read before";
  run(plain.remove(who, products[0].sku)).value();
  EXPECT_EQ(lines(cart).size(), 1U);
  run(plain.clear(who)).value();
  EXPECT_TRUE(lines(cart).empty());
}

TEST_F(CartViewTest, WithoutRedisSqlAnswers) {
  put(cart, products[0], 2);
  server.process().kill();
  EXPECT_EQ(lines(cart)[products[0].sku], 2);
  put(cart, products[0], 3);
  EXPECT_EQ(lines(cart)[products[0].sku], 3);
  run(cart.clear(who)).value();
  EXPECT_TRUE(lines(cart).empty());
}

TEST_F(CartViewTest, WhatIsNoViewIsReadPast) {
  put(cart, products[0], 2);
  const auto name = keys().at(0);
  for (const char* text : {"", "7", R"({"version":1})", R"({"version":1,"rows":[{"sku":"x"}]})"}) {
    ask({"SET", name, text});
    EXPECT_EQ(lines(cart)[products[0].sku], 2) << text;
  }
  ask({"DEL", name});
  ask({"LPUSH", name, "x"});
  EXPECT_EQ(lines(cart)[products[0].sku], 2);
}

// Random changes by both, with Redis forgetting and old views coming back in between.
TEST_F(CartViewTest, AnswerAsSqlDoesWhateverHappens) {
  const auto seed = fixture::seed();
  std::mt19937_64 random(seed);
  const auto pick = [&](std::uint64_t n) { return random() % n; };
  std::vector<std::string> old;
  put(cart, products[0], 1);
  const auto name = keys().at(0);
  for (int i = 0; i < 300; ++i) {
    auto& by_whom = pick(2) == 0 ? cart : plain;
    const auto& product = products[pick(products.size())];
    db.clock.advance(std::chrono::milliseconds(1));
    switch (pick(8)) {
      case 0:
        run(by_whom.remove(who, product.sku)).value();
        break;
      case 1:
        if (pick(4) == 0) run(by_whom.clear(who)).value();
        break;
      case 2:
        ask({"DEL", name});
        break;
      case 3:
        if (!old.empty()) ask({"SET", name, old[pick(old.size())]});
        break;
      default:
        put(by_whom, product, static_cast<std::int64_t>(1 + pick(9)));
    }
    ASSERT_EQ(lines(cart), lines(plain)) << "step " << i << ", seed " << seed;
    if (const auto now = ask({"GET", name}); now->type == redis::Reply::Type::text) old.push_back(now->text);
  }
}

}  // namespace
}  // namespace shanhai::orders
