// Ratings and sales from the stream of orders, and prices beside their references, as buyers see them.
#include "services/catalog/reception/consumer.hpp"

#include <gtest/gtest.h>

#include "services/catalog/references/service.hpp"
#include "services/orders/api.hpp"
#include "tests/integration/catalog/world.hpp"

namespace shanhai::catalog {
namespace {

using namespace std::chrono_literals;

// The stream of orders, made up.
class Orders final : public events::EventSource {
 public:
  Task<Result<events::EventBatch>> after(std::int64_t sequence, std::int64_t limit,
                                         std::chrono::milliseconds) override {
    events::EventBatch out;
    out.last_sequence = static_cast<std::int64_t>(events.size());
    for (const auto& event : events) {
      if (event.sequence > sequence && static_cast<std::int64_t>(out.events.size()) < limit)
        out.events.push_back(event);
    }
    co_return out;
  }
  std::vector<events::Event> events;
};

class Reception : public World {
 protected:
  orders::OrderFacts order_of(ProductId product, std::int64_t quantity) {
    orders::OrderFacts out;
    out.order = OrderId::make(clock, random);
    out.supplier = OrganisationId::make(clock, random);
    orders::LineFacts line;
    line.line = OrderLineId::make(clock, random);
    line.sku = SkuId::make(clock, random);
    line.product = product;
    line.quantity = quantity;
    out.lines.push_back(line);
    return out;
  }
  template <class Payload>
  void tell(std::string_view type, const Payload& payload) {
    events::Event event;
    event.sequence = static_cast<std::int64_t>(stream.events.size()) + 1;
    event.type = type;
    event.occurred_at = clock.now();
    event.payload = json::write(payload).as_object();
    stream.events.push_back(std::move(event));
  }
  void accept(const orders::OrderFacts& order) { tell(orders::kOrderAccepted, order); }
  void refund(const orders::OrderFacts& order, std::int64_t quantity) {
    tell(orders::kOrderRefunded,
         orders::OrderRefunded{RefundId::make(clock, random), order, {{order.lines[0].line, quantity, Money(1)}}, {}});
  }
  void rate(const orders::OrderFacts& order, std::int64_t stars) {
    tell(orders::kOrderRated, orders::OrderRated{order.order, order.supplier, stars});
  }
  void consume() {
    events::Consumer consumer(std::string(kOrdersConsumer), service.database, stream,
                              events::one_by_one(apply_order_event), background);
    while (run(consumer.run_once()) > 0) {
    }
  }
  StorefrontItem item(ProductId id) {
    const auto& snapshot = storefront();
    return json::parse<StorefrontItem>(snapshot.at(snapshot.find(id).value()).item).value();
  }
  void expect_same_as_loaded_afresh() {
    const auto followed = storefront().content_hash();
    CurrentSnapshot fresh;
    Follower other(service.database, source, workers, fresh);
    run(other.load());
    EXPECT_EQ(fresh.get()->content_hash(), followed);
  }
  std::int64_t units_in_table(ProductId id) {
    return count("SELECT COALESCE(CAST(SUM(units) AS SIGNED), 0) AS n FROM product_sales WHERE product_id = UNHEX('" +
                 to_hex(id.raw()) + "')");
  }
  ReferencePriceBody reference(const char* goods, std::int64_t fen) {
    ReferencePriceBody out;
    out.goods = goods;
    out.unit = "500g";
    out.price = Money(fen);
    out.source = "四川省发展和改革委员会 2026 年第 47 周";
    out.valid_from = china_date(clock.now());
    out.valid_to = add_days(out.valid_from, 6);
    return out;
  }
  ReferencePriceView entered(const ReferencePriceBody& body) {
    const auto key = db::IdempotencyKey{sha256(EventId::make(clock, random).str()), sha256(json::print(body))};
    return must(references.enter({"operator", body.source.str(), {}}, body, key)).value;
  }

  Orders stream;
  ReferenceService references{service.database, sequencer, random};
};

TEST_F(Reception, AcceptedOrdersCountAndAreRated) {
  const auto product = published(supplier(), tea()).product_id;
  EXPECT_EQ(item(product).ratings, 0);
  const auto first = order_of(product, 7), second = order_of(product, 5), open = order_of(product, 100);
  accept(first);
  accept(second);
  rate(first, 5);
  rate(second, 4);
  rate(open, 1);  // never accepted: orders refuses that, and it would count for nothing
  consume();
  const auto seen = item(product);
  EXPECT_EQ(seen.rating_tenths, 45);
  EXPECT_EQ(seen.ratings, 2);
  EXPECT_EQ(seen.sold_at_least, 10);
  expect_same_as_loaded_afresh();
}

TEST_F(Reception, WhatIsRefundedWasNotSold) {
  const auto product = published(supplier(), tea()).product_id;
  const auto before = order_of(product, 6), after = order_of(product, 8), money = order_of(product, 1);
  refund(before, 2);  // before it is accepted
  accept(before);
  accept(after);
  accept(money);
  clock.advance(std::chrono::hours(24 * 3));
  refund(after, 5);
  refund(money, 0);
  consume();
  EXPECT_EQ(units_in_table(product), 8);
  EXPECT_EQ(item(product).sold_at_least, 1);
  expect_same_as_loaded_afresh();
}

TEST_F(Reception, IsTheSameOnceMoreFromZero) {
  const auto one = published(supplier(), tea()).product_id, two = published(supplier(), tea()).product_id;
  for (int i = 0; i < 20; ++i) {
    const auto order = order_of(i % 3 ? one : two, 1 + i);
    if (i % 4 == 0) refund(order, 1);
    accept(order);
    if (i % 2) rate(order, 1 + i % 5);
    if (i % 5 == 0) refund(order, 1);
    if (i % 7 == 0) consume();
  }
  consume();
  consume();
  const auto followed = storefront().content_hash();
  const auto units = units_in_table(one);
  {
    auto connection = service.schema.connect();
    for (const auto* table : {"accepted_line", "product_sales", "product_reception", "event_checkpoint"})
      connection.execute("DELETE FROM " + std::string(table));
  }
  consume();
  EXPECT_EQ(units_in_table(one), units);
  CurrentSnapshot fresh;
  Follower other(service.database, source, workers, fresh);
  run(other.load());
  EXPECT_EQ(fresh.get()->content_hash(), followed);
}

TEST_F(Reception, SalesOfLongAgoAreNotRecent) {
  const auto product = published(supplier(), tea()).product_id;
  accept(order_of(product, 3));
  consume();
  EXPECT_EQ(item(product).sold_at_least, 1);
  clock.advance(std::chrono::hours(24 * 89));
  EXPECT_EQ(item(product).sold_at_least, 1);
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(item(product).sold_at_least, 0);
  expect_same_as_loaded_afresh();
}

TEST_F(Reception, APublishedReferenceHoldsWhileItIsValid) {
  const auto product = published(supplier(), tea()).product_id;
  const auto price = item(product).price_from;
  EXPECT_FALSE(item(product).price_reference);
  const auto low = entered(reference("苦荞", price.fen() - 1));
  EXPECT_TRUE(item(product).above_reference);
  EXPECT_EQ(item(product).price_reference->reference, Money(price.fen() - 1));
  EXPECT_EQ(item(product).price_reference->kind, ReferenceKind::published);
  must(references.withdraw({"operator", "录入错误", {}}, low.reference_price_id));
  EXPECT_FALSE(item(product).price_reference);
  EXPECT_EQ(refused(references.withdraw({"operator", "再次", {}}, low.reference_price_id)).code,
            "reference_price_state");
  entered(reference("苦荞", price.fen()));
  EXPECT_FALSE(item(product).above_reference);
  EXPECT_TRUE(item(product).price_reference);
  expect_same_as_loaded_afresh();
  clock.advance(std::chrono::hours(24 * 7));
  EXPECT_FALSE(item(product).price_reference) << "its days are over";
  const auto listed = must(references.list({}));
  ASSERT_EQ(listed.items.size(), 2u);
  EXPECT_TRUE(listed.items[1].withdrawn_at);
  EXPECT_EQ(refused(references.enter({"operator", "", {}}, reference("苦荞", 0), {})).fields.at(0).pointer, "/price");
}

TEST_F(Reception, AMedianIsComputedOnceADayForAllProcesses) {
  const auto caller = supplier();
  storefront();
  std::vector<ProductId> made;
  for (int i = 0; i < 6; ++i) {
    auto content = tea();
    content.skus[0].price = Money(i == 5 ? 9000 : 1000 + i);
    made.push_back(published(caller, content).product_id);
  }
  EXPECT_FALSE(item(made[5]).price_reference) << "today's was computed of what there was before";
  clock.advance(std::chrono::hours(24));
  const auto dear = item(made[5]);
  ASSERT_TRUE(dear.price_reference);
  EXPECT_EQ(dear.price_reference->kind, ReferenceKind::median);
  EXPECT_EQ(dear.price_reference->reference, Money(1002));
  EXPECT_EQ(dear.price_reference->offers, 6);
  EXPECT_TRUE(dear.above_reference);
  EXPECT_FALSE(item(made[4]).above_reference);
  must(products.withdraw(caller, made[0], "", {}));
  expect_same_as_loaded_afresh();
}

TEST_F(Reception, PriceHistoryTellsWhatChanged) {
  const auto caller = supplier();
  auto content = tea();
  const auto made = published(caller, content);
  const auto publish = [&](std::int64_t fen, const char* name) {
    clock.advance(std::chrono::hours(24));
    content.skus[0].sku_id = made.skus[0].sku_id;
    content.skus[0].price = Money(fen);
    content.name = name;
    const auto draft = must(products.get(caller, made.product_id));
    must(products.edit(caller, made.product_id, draft.version, content));
    must(products.publish(caller, made.product_id, "", {}));
  };
  const auto first = content.skus[0].price;
  publish(first.fen() + 100, "凉山苦荞茶");
  publish(first.fen() + 100, "昭觉苦荞茶");
  publish(first.fen(), "昭觉苦荞茶");
  const auto history = must(references.history(made.product_id));
  ASSERT_EQ(history.items.size(), 1u);
  const auto& prices = history.items[0].prices;
  ASSERT_EQ(prices.size(), 3u) << "another name is no other price";
  EXPECT_EQ(prices[0].price, first);
  EXPECT_EQ(prices[1].price, Money(first.fen() + 100));
  EXPECT_EQ(prices[1].version, 2);
  EXPECT_EQ(prices[2].price, first);
  EXPECT_EQ(refused(references.history(ProductId::make(clock, random))).code, "product_not_found");
}

}  // namespace
}  // namespace shanhai::catalog
