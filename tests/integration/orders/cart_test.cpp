// Carts and bundles.
#include "services/orders/cart/store.hpp"
#include "tests/integration/orders/over_http.hpp"

namespace shanhai::orders {
namespace {

class Carts : public OverHttp {
 protected:
  Carts() { stock(tea, 10); }

  CartView cart(const auth::Principal& caller, const char* division = nullptr) {
    CartQuery query;
    if (division) query.division = Text<6, 6>(division);
    return run(parts.cart.read(caller, query)).value();
  }
  Answer call(http::Method method, const std::string& path, const auth::Principal& caller, std::string sent) {
    return send(method, path, as(caller), std::move(sent));
  }
  void put(const auth::Principal& caller, const Product& product, std::int64_t quantity) {
    run(parts.cart.put(caller, product.sku, quantity)).value();
    db.clock.advance(std::chrono::milliseconds(1));
  }

  Product tea = publish({});
  auth::Principal who = consumer();
};

TEST_F(Carts, ArePricedWhenTheyAreRead) {
  const auto nuts = publish({});
  stock(nuts, 1, "L2");
  put(who, tea, 2);
  put(who, nuts, 1);
  auto view = cart(who, "440605");
  ASSERT_EQ(view.lines.size(), 2U);
  EXPECT_EQ(view.lines[0].sku_id, tea.sku);
  EXPECT_EQ(view.lines[0].seen_price, Money(5800));
  EXPECT_FALSE(view.lines[0].price_differs);
  EXPECT_EQ(view.total, Money(3 * 5800));
  EXPECT_TRUE(view.orderable);
  auto dearer = tea;
  dearer.version = 2;
  dearer.price = Money(6200);
  publish(dearer);
  placed(consumer(), {{&nuts, 1}});
  view = cart(who, "440605");
  EXPECT_TRUE(view.lines[0].price_differs);
  EXPECT_EQ(view.lines[0].seen_price, Money(5800));
  EXPECT_EQ(view.lines[0].unit_price, Money(6200));
  EXPECT_EQ(view.lines[0].price_version, 2);
  EXPECT_EQ(view.lines[1].problem, "insufficient_stock");
  EXPECT_EQ(view.lines[1].available, 0);
  EXPECT_FALSE(view.orderable);
  withdraw(nuts);
  view = cart(who);
  EXPECT_EQ(view.lines[1].problem, "sku_not_for_sale");
  EXPECT_EQ(view.total, Money(2 * 6200));
}

TEST_F(Carts, BelongToTheirBuyer) {
  put(who, tea, 2);
  EXPECT_TRUE(cart(consumer()).lines.empty());
  const auto unit_ = unit(identity::OrganisationKind::trade_union);
  put(unit_, tea, 3);
  auto colleague = consumer();
  colleague.role = auth::Role::buyer_unit;
  colleague.organisation = unit_.organisation;
  EXPECT_EQ(cart(colleague).lines.at(0).quantity, 3);
  run(parts.cart.remove(consumer(), tea.sku)).value();
  EXPECT_EQ(cart(who).lines.size(), 1U);
  run(parts.cart.clear(who)).value();
  EXPECT_TRUE(cart(who).lines.empty());
  EXPECT_EQ(cart(colleague).lines.size(), 1U);
}

TEST_F(Carts, TakeOnlyWhatIsForSaleAndNotEverything) {
  const auto drug = [this] {
    Product out;
    out.consumers_may_buy = false;
    return publish(out);
  }();
  EXPECT_EQ(run(parts.cart.put(who, SkuId::make(db.clock, db.random), 1)).error().code, "sku_not_for_sale");
  EXPECT_EQ(run(parts.cart.put(who, drug.sku, 1)).error().code, "not_for_consumers");
  db.transaction([&](db::Tx& tx) -> Result<void> {
      for (int i = 0; i < kMaxCartLines; ++i) {
        CartRow row;
        row.sku = SkuId::make(db.clock, db.random);
        row.quantity = 1;
        store::put_cart_line(tx, buyer_of(who), row);
      }
      return {};
    }).value();
  EXPECT_EQ(run(parts.cart.put(who, tea.sku, 1)).error().code, "cart_full");
  EXPECT_EQ(cart(who).lines.size(), 200U);
}

TEST_F(Carts, ACheckoutTakesOutWhatItBought) {
  const auto nuts = publish({});
  put(who, tea, 2);
  put(who, nuts, 1);
  auto wanted = body({{&tea, 2}});
  wanted.from_cart = true;
  const auto same = key("same");
  checkout(who, wanted, same).value();
  auto view = cart(who);
  ASSERT_EQ(view.lines.size(), 1U);
  EXPECT_EQ(view.lines[0].sku_id, nuts.sku);
  db.clock.advance(std::chrono::seconds(1));
  put(who, tea, 5);  // for another time
  checkout(who, wanted, same).value();
  EXPECT_EQ(cart(who).lines.size(), 2U);
  put(who, tea, 5);
  EXPECT_TRUE(checkout(who, body({{&tea, 1}})).has_value());
  EXPECT_EQ(cart(who).lines.size(), 2U);  // it did not say that it came from the cart
}

TEST_F(Carts, OverHttp) {
  const auto path = "/v1/cart-lines/" + tea.sku.str();
  const auto made = call(http::Method::put, path, who, R"({"quantity":3})");
  ASSERT_EQ(made.status, 200) << made.text;
  EXPECT_EQ(made.body.at("total").at("amount_fen").as_int64(), 3 * 5800);
  EXPECT_EQ(call(http::Method::put, path, who, R"({"quantity":0})").status, 400);
  const auto read = get("/v1/cart-lines?division=440605", who);
  ASSERT_EQ(read.status, 200) << read.text;
  EXPECT_TRUE(read.body.at("orderable").as_bool());
  EXPECT_EQ(get("/v1/cart-lines?division=513431", who).code(), "address_outside_guangdong");
  EXPECT_EQ(get("/v1/cart-lines", seller(tea.supplier)).status, 403);
  EXPECT_EQ(call(http::Method::del, path, who, "").status, 204);
  EXPECT_EQ(call(http::Method::del, path, who, "").status, 204);
  const auto quoted =
      post("/v1/quotes", who,
           R"({"deliveries":[{"division":"440605","lines":[{"sku_id":")" + tea.sku.str() + R"(","quantity":2}]}]})");
  ASSERT_EQ(quoted.status, 200) << quoted.text;
  EXPECT_EQ(quoted.body.at("total").at("amount_fen").as_int64(), 11600);
}

class Bundles : public Carts {
 protected:
  Bundles() {
    honey.name = "会东蜂蜜";
    honey.price = Money(3000);
    honey.package_weight_g = 50;
    honey.supplier = tea.supplier;
    honey = publish(honey);
    stock(honey, 30, "L2");
    foreign.name = "甘孜松茸";
    foreign.price = Money(9000);
    foreign = publish(foreign);
    stock(foreign, 30, "L3");
    pack =
        bundle({{tea.sku, tea.id, tea.supplier, 1, Money(5001)}, {honey.sku, honey.id, tea.supplier, 3, Money(7999)}});
  }
  Product bundle(std::vector<catalog::ComponentFacts> components) {
    Product out;
    out.name = "彝家礼盒";
    out.supplier = tea.supplier;
    out.net_weight_g.reset();
    out.package_weight_g = 300;
    out.price = Money();
    for (const auto& component : components) out.price += component.share;
    out.components = std::move(components);
    return publish(out);
  }

  Product honey, foreign, pack;
};

TEST_F(Bundles, ExplodeIntoTheirComponents) {
  const auto receipt = placed(who, {{&pack, 2}, {&tea, 1}});
  EXPECT_EQ(receipt.total, Money(2 * 13000 + 5800));
  ASSERT_EQ(receipt.orders.size(), 1U);
  const auto view = order(who, receipt.orders[0].order_id);
  ASSERT_EQ(view.lines.size(), 3U);
  EXPECT_EQ(view.lines[0].sku_id, tea.sku);
  EXPECT_EQ(view.lines[0].quantity, 2);
  EXPECT_EQ(view.lines[0].amount, Money(10002));
  EXPECT_EQ(view.lines[0].bundle_sku_id, pack.sku);
  EXPECT_EQ(view.lines[0].bundle_name, "彝家礼盒");
  EXPECT_EQ(view.lines[1].sku_id, honey.sku);
  EXPECT_EQ(view.lines[1].quantity, 6);
  EXPECT_EQ(view.lines[1].amount, Money(15998));
  EXPECT_EQ(view.lines[1].unit_price, Money(2667));  // 2666.33 rounded up, the rest is the line's discount
  EXPECT_EQ(view.lines[1].discount, Money(4));
  EXPECT_EQ(view.lines[2].bundle_sku_id, std::nullopt);
  EXPECT_EQ(stock_of(tea).reserved, 3);
  EXPECT_EQ(stock_of(honey).reserved, 6);
  EXPECT_EQ(run(stock_service.storefront(pack.sku)).value().sellable, 7);  // of ten of tea, one in each
  placed(who, {{&honey, 20}});
  EXPECT_EQ(run(stock_service.storefront(pack.sku)).value().sellable, 1);  // of four of honey, three in each
  placed(who, {{&honey, 2}});
  EXPECT_FALSE(run(stock_service.storefront(pack.sku)).value().in_stock);
}

TEST_F(Bundles, AreCountedAndReturnedByComponent) {
  certify(honey, db.clock.now() - std::chrono::hours(1), db.clock.now() + std::chrono::hours(100));
  const auto id = accepted(who, {{&pack, 1}});
  const auto view = order(who, id);
  EXPECT_FALSE(view.lines[0].certified);
  EXPECT_TRUE(view.lines[1].certified);
  EXPECT_EQ(view.parcels.at(0).lots.size(), 2U);
  const auto facts = json::read<OrderFacts>(events(kOrderAccepted).at(0).payload).value();
  EXPECT_EQ(facts.lines[1].product, honey.id);
  EXPECT_EQ(facts.lines[1].amount, Money(7999));
  ReturnBody asked;
  asked.order_id = id;
  asked.kind = ReturnKind::quality;
  asked.reason = "漏了";
  asked.lines.push_back({view.lines[1].line_id, 2});
  const auto buyer = by(who), supplier = by(seller(tea.supplier));
  const auto made = run(parts.returns.request(buyer, asked, key())).value().value;
  EXPECT_EQ(made.refund_amount, Money(7999 * 2 / 3));
  run(parts.returns.decide(supplier, made.return_id, true, "同意")).value();
  run(parts.returns.receive(supplier, made.return_id, true, key())).value();
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).refunded, Money(5332));
}

TEST_F(Bundles, OfSeveralSuppliersGiveEachItsShare) {
  const auto both = bundle(
      {{tea.sku, tea.id, tea.supplier, 1, Money(4000)}, {foreign.sku, foreign.id, foreign.supplier, 1, Money(9000)}});
  const auto union_ = unit(identity::OrganisationKind::trade_union);
  auto wanted = body({{&both, 2}}, PaymentChannel::bank_transfer);
  wanted.deliveries.push_back(wanted.deliveries[0]);  // two members
  wanted.deliveries[1].lines[0].quantity = 1;
  const auto receipt = checkout(union_, wanted).value();
  ASSERT_EQ(receipt.orders.size(), 2U);
  EXPECT_EQ(receipt.orders[0].total, Money(3 * 4000));
  EXPECT_EQ(receipt.orders[1].total, Money(3 * 9000));
  EXPECT_EQ(receipt.orders[1].supplier_id, foreign.supplier);
  EXPECT_EQ(receipt.total, Money(3 * 13000));
  // Its own supplier asks more now than the bundle gives: nobody sells another's goods below their price.
  auto dearer = foreign;
  dearer.version = 2;
  dearer.price = Money(9001);
  publish(dearer);
  EXPECT_EQ(checkout(union_, wanted).error().code, "sku_not_for_sale");
  EXPECT_EQ(run(stock_service.storefront(both.sku)).value().sellable, 0);
  // Own components may cost what they like: the bundle's price is its supplier's to make.
  auto own = tea;
  own.version = 2;
  own.price = Money(9900);
  publish(own);
  EXPECT_EQ(placed(who, {{&pack, 1}}).total, Money(13000));
}

TEST_F(Bundles, AreAsAvailableAsWhatTheyHold) {
  const auto left = [&](std::int64_t quantity) {
    QuoteBody asked;
    QuoteDelivery delivery;
    delivery.division = Text<6, 6>("440605");
    delivery.lines.push_back({pack.sku, quantity, std::nullopt});
    asked.deliveries.push_back(delivery);
    return run(parts.quotation.quote(who, asked)).value();
  };
  EXPECT_EQ(left(10).lines[0].available, 10);
  EXPECT_TRUE(left(10).orderable);
  EXPECT_EQ(left(10).orders[0].weight_g, 10 * (500 + 3 * 550 + 300));
  EXPECT_EQ(left(11).lines[0].problem, "insufficient_stock");
  EXPECT_EQ(left(1).lines[0].components.size(), 2U);
  auto error = checkout(who, body({{&pack, 11}})).error();
  EXPECT_EQ(error.code, "insufficient_stock");
  EXPECT_EQ(error.fields.at(0).pointer, "/deliveries/0/lines/0/sku_id");
  EXPECT_EQ(error.extensions.at("items").at(0).at("sku_id").as_string(), std::min(tea.sku, honey.sku).str());
  withdraw(honey);
  error = checkout(who, body({{&pack, 1}})).error();
  EXPECT_EQ(error.code, "sku_not_for_sale");
  EXPECT_EQ(error.fields.at(0).pointer, "/deliveries/0/lines/0/sku_id");
  EXPECT_EQ(left(1).lines[0].problem, "sku_not_for_sale");
  publish(honey);
  withdraw(pack);
  EXPECT_EQ(checkout(who, body({{&pack, 1}})).error().code, "sku_not_for_sale");
}

// What is sold before it is there makes the pack that holds it late, too.
TEST_F(Bundles, AreInPresaleWhereWhatTheyHoldIs) {
  Product later;
  later.name = "会理石榴";
  later.supplier = tea.supplier;
  later = publish(later);
  const auto early =
      bundle({{tea.sku, tea.id, tea.supplier, 1, Money(5800)}, {later.sku, later.id, tea.supplier, 2, Money(11600)}});
  PresaleBody sale;
  sale.sku_id = later.sku;
  sale.allotment = 7;
  sale.ends_at = db.clock.now() + std::chrono::hours(24 * 7);
  sale.ships_from = *parse_date("2026-12-05");
  sale.ships_by = *parse_date("2026-12-20");
  const auto command = by(seller(tea.supplier));
  run(parts.presales.open(command, sale, key())).value();
  const auto shown = run(stock_service.storefront(early.sku)).value();
  EXPECT_TRUE(shown.presale);
  EXPECT_FALSE(shown.in_stock);
  EXPECT_EQ(shown.sellable, 3);
  EXPECT_FALSE(run(stock_service.storefront(pack.sku)).value().presale);
  auto wanted = body({{&early, 1}});
  EXPECT_EQ(checkout(who, wanted).error().code, "presale_not_accepted");
  wanted.accepts_presale = true;
  const auto id = checkout(who, wanted).value().orders.at(0).order_id;
  const auto lines = order(who, id).lines;
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_FALSE(lines[0].ships_by);
  EXPECT_EQ(lines[1].ships_by, sale.ships_by);
  EXPECT_EQ(run(stock_service.storefront(early.sku)).value().sellable, 2);
}

TEST_F(Bundles, HaveNoStockOfTheirOwn) {
  LotTransfer transfer;
  transfer.transfer = TransferId::make(db.clock, db.random);
  transfer.supplier = pack.supplier;
  transfer.sku = pack.sku;
  transfer.lot = LotId::make(db.clock, db.random);
  transfer.lot_number = "L9";
  transfer.quantity = 5;
  EXPECT_EQ(run(stock_service.receive_lot_stock(transfer)).error().code, "sku_not_found");
}

}  // namespace
}  // namespace shanhai::orders
