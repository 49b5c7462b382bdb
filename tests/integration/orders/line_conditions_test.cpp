// Quotes and carts tell what scarce goods are sold under, and say before the checkout what it would say.
#include "tests/integration/orders/rush_world.hpp"

namespace shanhai::orders {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class LineConditionsTest : public RushWorld {
 protected:
  QuoteView quote(const std::vector<std::pair<const Product*, std::int64_t>>& lines) {
    QuoteBody body;
    for (const auto& [product, quantity] : lines) {
      QuoteDelivery delivery;
      delivery.division = "440605";
      delivery.lines.push_back({product->sku, quantity, {}});
      body.deliveries.push_back(std::move(delivery));
    }
    return run(parts.quotation.quote(buyer, std::move(body))).value();
  }
  QuotedLine line_of(std::int64_t quantity) {
    auto view = quote({{&tea, quantity}});
    EXPECT_EQ(view.orderable, !view.lines[0].problem);
    EXPECT_EQ(view.lines[0].unit_price, tea.price) << "a price is told all the same";
    return view.lines[0];
  }
  std::string problem(std::int64_t quantity) { return line_of(quantity).problem.value_or("none"); }
  void cap(std::int64_t buyer_max, std::int64_t unpaid_max) {
    PurchaseCapBody body;
    body.sku_id = tea.sku;
    body.buyer_max = buyer_max;
    body.unpaid_max = unpaid_max;
    body.address_max = 7;
    body.period_days = 7;
    body.reason = "新米不多";
    const auto command = by(coop);
    run(parts.purchase_caps.set(command, body, key())).value();
  }

  auth::Principal buyer = consumer();
};

TEST_F(LineConditionsTest, PlainGoodsHaveNone) {
  stock(tea, 5);
  EXPECT_TRUE(line_of(5).conditions.empty());
  EXPECT_EQ(problem(6), "insufficient_stock");
}

TEST_F(LineConditionsTest, ACapLeavesWhatTheBuyerHasNotTaken) {
  stock(tea, 100);
  cap(5, 3);
  const auto before = line_of(3);
  ASSERT_EQ(before.conditions.size(), 1U);
  EXPECT_EQ(before.conditions[0].sku_id, tea.sku);
  EXPECT_EQ(before.conditions[0].allowed, 3);
  EXPECT_EQ(before.conditions[0].purchase_cap->address_max, 7);
  EXPECT_EQ(problem(3), "none");
  EXPECT_EQ(problem(4), "purchase_cap_exceeded");
  EXPECT_EQ(problem(101), code_of(buyer, wanted(tea, 101))) << "of two reasons the one that a checkout gives";
  const auto twice = quote({{&tea, 2}, {&tea, 2}});
  for (const auto& line : twice.lines) EXPECT_EQ(line.problem, "purchase_cap_exceeded") << "both together";
  EXPECT_GT(twice.total, Money());
  const auto receipt = checkout(buyer, wanted(tea, 3)).value();
  EXPECT_EQ(line_of(1).conditions[0].allowed, 0);
  pay(buyer, receipt.order_group_id);
  EXPECT_EQ(line_of(1).conditions[0].allowed, 2);
  EXPECT_EQ(problem(2), "none");
  EXPECT_EQ(code_of(buyer, wanted(tea, 3)), problem(3));
  run(parts.cart.put(buyer, tea.sku, 3)).value();
  const auto cart = run(parts.cart.read(buyer, {})).value();
  EXPECT_EQ(cart.lines[0].problem, "purchase_cap_exceeded");
  EXPECT_EQ(cart.lines[0].conditions[0].allowed, 2);
}

TEST_F(LineConditionsTest, APresaleSaysWhenItShipsAndWhatIsLeft) {
  const auto command = by(coop);
  run(parts.presales.open(command, presale_to_come(10), key())).value();
  EXPECT_EQ(problem(1), "presale_not_open");
  db.clock.advance(hours(1));
  EXPECT_EQ(problem(10), "none");
  EXPECT_EQ(problem(11), "insufficient_stock");
  checkout(consumer(), wanted(tea, 4)).value();
  const auto line = line_of(6);
  EXPECT_FALSE(line.problem);
  EXPECT_EQ(line.conditions.at(0).presale->left, 6);
  EXPECT_EQ(to_string(line.conditions.at(0).presale->ships_by), "2026-12-20");
  Product pack;
  pack.supplier = tea.supplier;
  pack.price = tea.price * 2;
  pack.components = {{tea.sku, tea.id, tea.supplier, 2, tea.price * 2}};
  pack = publish(pack);
  const auto packed = quote({{&pack, 3}, {&tea, 1}});
  EXPECT_EQ(packed.lines[0].conditions.at(0).sku_id, tea.sku);
  for (const auto& each : packed.lines) EXPECT_EQ(each.problem, "insufficient_stock");
  EXPECT_TRUE(quote({{&pack, 3}}).orderable);
  db.clock.advance(hours(1));
  EXPECT_EQ(problem(1), "presale_over");
}

TEST_F(LineConditionsTest, ARushIsForWhoWasLetIn) {
  stock(tea, 100);
  RushBody body;
  body.sku_id = tea.sku;
  body.joins_from = db.clock.now() + minutes(1);
  body.starts_at = db.clock.now() + minutes(2);
  body.ends_at = db.clock.now() + minutes(30);
  body.admitted_per_minute = 60;
  body.window_seconds = 60;
  const auto announces = by(coop), joins = by(buyer);
  const auto rush = run(parts.rushes.announce(announces, body, key())).value().value.rush_id;
  EXPECT_EQ(problem(1), "none") << "nobody stands in line yet";
  EXPECT_EQ(line_of(1).conditions.at(0).rush->rush_id, rush);
  db.clock.advance(minutes(1));
  EXPECT_EQ(problem(1), "rush_not_started");
  const auto ticket = run(parts.rushes.join(joins, rush, key())).value().value.rush_ticket_id;
  db.clock.advance(minutes(1));
  EXPECT_EQ(problem(1), "rush_ticket_required");
  for (int i = 0; i < 3; ++i) {
    run(parts.rushes.run_due());
    db.clock.advance(seconds(2));
  }
  const auto line = line_of(1);
  EXPECT_FALSE(line.problem);
  EXPECT_EQ(line.conditions.at(0).rush_ticket_id, ticket);
  EXPECT_EQ(code_of(buyer, wanted(tea, 1, {}, line.conditions[0].rush_ticket_id)), "placed");
  db.clock.advance(seconds(61));
  EXPECT_EQ(problem(1), "rush_ticket_required");
}

}  // namespace
}  // namespace shanhai::orders
