#include "services/orders/ordering/store.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

class CheckoutTest : public World {
 protected:
  Error refusal(const auth::Principal& who, CheckoutBody wanted) {
    auto receipt = checkout(who, std::move(wanted));
    if (receipt.has_value()) throw std::runtime_error("the checkout was placed");
    return receipt.error();
  }
  static std::string place_of(const Error& error) { return error.fields.empty() ? "" : error.fields[0].pointer; }

  Product tea = publish({});
  Product chicken = [this] {
    Product out;
    out.name = "美姑崖鹰鸡";
    out.price = Money(12800);
    out.fresh = true;
    return publish(out);
  }();
};

TEST_F(CheckoutTest, MakesOneOrderPerSupplierAtTheQuotedPrices) {
  stock(tea, 10);
  stock(chicken, 10, "L2");
  const auto who = consumer();
  auto wanted = body({{&tea, 4}, {&chicken, 2}});
  wanted.note = "送货前请电话联系";
  const auto receipt = checkout(who, wanted).value();
  EXPECT_EQ(receipt.total, Money(4 * 5800 + 2 * 12800));
  EXPECT_EQ(receipt.payment_due_at, db.clock.now() + std::chrono::minutes(30));
  ASSERT_EQ(receipt.orders.size(), 2U);
  EXPECT_EQ(receipt.orders[0].total, Money(4 * 5800));
  EXPECT_EQ(receipt.orders[0].state, OrderState::placed);
  const auto group = run(parts.ordering.group(who, receipt.order_group_id)).value();
  EXPECT_EQ(group.due, receipt.total);
  EXPECT_EQ(group.note, "送货前请电话联系");
  const auto view = order(who, receipt.orders[1].order_id);
  EXPECT_EQ(view.lines[0].name, "美姑崖鹰鸡");
  EXPECT_EQ(view.lines[0].registration_county, "513436");
  EXPECT_EQ(view.deliveries[0].recipient->recipient.str(), "陈小明");
  const auto told = events(kOrderPlaced);
  ASSERT_EQ(told.size(), 2U);
  const auto facts = json::read<OrderFacts>(told[0].payload).value();
  EXPECT_EQ(facts.buyer_division, "440605");
  EXPECT_EQ(facts.buyer_account, who.account);
  EXPECT_FALSE(facts.buyer_organisation);
  EXPECT_EQ(told[0].actor, who.account.str());
}

TEST_F(CheckoutTest, WritesNoPersonalDataIntoEventsOrAnswers) {
  stock(tea, 10);
  const auto receipt = placed(consumer(), {{&tea, 1}});
  for (const auto& event : events()) EXPECT_EQ(json::to_text(event.payload).find("陈小明"), std::string::npos);
  db.transaction([&](db::Tx& tx) -> Result<void> {
      const auto sealed = store::list_deliveries(tx, receipt.orders[0].order_id).at(0);
      EXPECT_EQ(sealed.recipient.find("陈小明"), std::string::npos);
      EXPECT_FALSE(sealed.recipient_key.empty());
      return {};
    }).value();
}

TEST_F(CheckoutTest, GiftPacksGoToManyAndCountForTheUnit) {
  stock(tea, 10);
  const auto who = unit(identity::OrganisationKind::trade_union, "440604");
  auto wanted = body({{&tea, 2}}, PaymentChannel::bank_transfer);
  wanted.deliveries.push_back(wanted.deliveries[0]);
  wanted.deliveries[1].recipient = address("440106");
  const auto receipt = checkout(who, wanted).value();
  ASSERT_EQ(receipt.orders.size(), 1U);
  EXPECT_EQ(receipt.orders[0].lines[1].address_index, 1);
  EXPECT_EQ(receipt.payment_due_at, db.clock.now() + std::chrono::hours(24 * 30));
  const auto facts = json::read<OrderFacts>(events(kOrderPlaced).at(0).payload).value();
  EXPECT_EQ(facts.buyer_kind, BuyerKind::trade_union);
  EXPECT_EQ(facts.buyer_division, "440604");
  EXPECT_EQ(facts.buyer_organisation, who.organisation);
  EXPECT_EQ(facts.lines[1].delivery_division, "440106");
}

TEST_F(CheckoutTest, NamesTheWrongField) {
  stock(tea, 10);
  const auto who = consumer();
  const auto good = body({{&tea, 1}});
  const auto with = [&](auto change) {
    auto out = good;
    change(out);
    return refusal(who, out);
  };
  struct Row {
    Error error;
    const char* code;
    const char* pointer;
  };
  const auto drug = [this] {
    Product out;
    out.consumers_may_buy = false;
    return publish(out);
  }();
  const Row rows[] = {
      {with([](auto& b) { b.deliveries.clear(); }), "invalid_request", "/deliveries"},
      {with([](auto& b) { b.deliveries.resize(201, b.deliveries[0]); }), "invalid_request", "/deliveries"},
      {with([](auto& b) { b.deliveries[0].lines.clear(); }), "invalid_request", "/deliveries/0/lines"},
      {with([](auto& b) { b.deliveries[0].recipient.reset(); }), "invalid_request", "/deliveries/0"},
      {with([](auto& b) { b.deliveries[0].recipient->phone = "12345678901"; }), "invalid_request",
       "/deliveries/0/recipient/phone"},
      {with([](auto& b) { b.deliveries[0].recipient->division = "513431"; }), "address_outside_guangdong",
       "/deliveries/0/recipient/division"},
      {with([](auto& b) { b.deliveries[0].recipient->division = "440600"; }), "address_outside_guangdong",
       "/deliveries/0/recipient/division"},
      {with([](auto& b) { b.deliveries[0].recipient->division = "999999"; }), "address_outside_guangdong",
       "/deliveries/0/recipient/division"},
      {with([](auto& b) { b.payment_channel = PaymentChannel::bank_transfer; }), "channel_not_for_consumers",
       "/payment_channel"},
      {with([&](auto& b) { b.deliveries[0].lines[0].sku_id = drug.sku; }), "not_for_consumers",
       "/deliveries/0/lines/0/sku_id"},
      {with([&](auto& b) { b.deliveries[0].lines[0].sku_id = SkuId::make(db.clock, db.random); }), "sku_not_for_sale",
       "/deliveries/0/lines/0/sku_id"},
      {with([](auto& b) { b.deliveries[0].lines[0].quantity = 11; }), "insufficient_stock",
       "/deliveries/0/lines/0/sku_id"},
      {with([](auto& b) { b.deliveries[0].lines[0].price_version = 7; }), "price_changed",
       "/deliveries/0/lines/0/sku_id"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(row.error.code, row.error.kind == ErrorKind::invalid ? row.error.code : row.code);
    EXPECT_EQ(place_of(row.error), row.pointer) << row.error.code;
  }
  EXPECT_EQ(stock_of(tea).reserved, 0);
}

TEST_F(CheckoutTest, DeliversToPrefecturesWithoutDistricts) {
  stock(tea, 10);
  auto wanted = body({{&tea, 1}});
  wanted.deliveries[0].recipient->division = "441900";  // Dongguan
  EXPECT_TRUE(checkout(consumer(), wanted).has_value());
}

TEST_F(CheckoutTest, TakesAnAddressOfTheCallersBookOnly) {
  stock(tea, 10);
  const auto who = consumer();
  const auto id = AddressId::make(db.clock, db.random);
  people.addresses[id] = {who.account, address()};
  auto wanted = body({{&tea, 1}});
  wanted.deliveries[0].recipient.reset();
  wanted.deliveries[0].address_id = id;
  EXPECT_TRUE(checkout(who, wanted).has_value());
  const auto error = refusal(consumer(), wanted);
  EXPECT_EQ(error.code, "address_not_found");
  EXPECT_EQ(place_of(error), "/deliveries/0/address_id");
}

TEST_F(CheckoutTest, TellsTheNewPrice) {
  stock(tea, 10);
  auto newer = tea;
  newer.version = 2;
  newer.price = Money(6200);
  publish(newer);
  const auto error = refusal(consumer(), body({{&tea, 1}}));
  EXPECT_EQ(error.code, "price_changed");
  const auto& item = error.extensions.at("items").at(0);
  EXPECT_EQ(item.at("price_version"), 1);
  EXPECT_EQ(item.at("current_version"), 2);
  EXPECT_EQ(item.at("current_price").at("amount_fen"), 6200);
  EXPECT_EQ(placed(consumer(), {{&newer, 1}}).total, Money(6200));
}

TEST_F(CheckoutTest, SellsOnlyWhatIsListedByAnApprovedSupplier) {
  stock(tea, 10);
  supplier_status(tea.supplier, catalog::SupplierStatus::suspended);
  EXPECT_EQ(refusal(consumer(), body({{&tea, 1}})).code, "sku_not_for_sale");
  supplier_status(tea.supplier, catalog::SupplierStatus::approved);
  EXPECT_TRUE(checkout(consumer(), body({{&tea, 1}})).has_value());
  withdraw(tea);
  EXPECT_EQ(refusal(consumer(), body({{&tea, 1}})).code, "sku_not_for_sale");
  publish(tea);
  EXPECT_TRUE(checkout(consumer(), body({{&tea, 1}})).has_value());
}

TEST_F(CheckoutTest, OnlyActiveBuyingOrganisationsOrder) {
  stock(tea, 10);
  auto who = unit(identity::OrganisationKind::budget_unit);
  people.organisations.at(*who.organisation).status = identity::OrganisationStatus::suspended;
  EXPECT_EQ(refusal(who, body({{&tea, 1}})).code, "organisation_not_active");
  const auto seller = unit(identity::OrganisationKind::cooperative);
  EXPECT_EQ(refusal(seller, body({{&tea, 1}})).code, "organisation_not_active");
}

TEST_F(CheckoutTest, ReplaysWhatCouldNotBeOrderedAnyMore) {
  stock(tea, 1);
  const auto who = consumer();
  const auto id = AddressId::make(db.clock, db.random);
  people.addresses[id] = {who.account, address()};
  auto wanted = body({{&tea, 1}});
  wanted.deliveries[0].recipient.reset();
  wanted.deliveries[0].address_id = id;
  const auto same = key("same");
  const auto first = checkout(who, wanted, same).value();
  people.addresses.clear();
  withdraw(tea);
  EXPECT_EQ(checkout(who, wanted, same).value().order_group_id, first.order_group_id);
  auto other = same;
  other.payload = std::string(32, 'x');
  EXPECT_EQ(checkout(who, wanted, other).error().code, "idempotency_key_reused");
}

TEST_F(CheckoutTest, CertificationAtPlacementIsRecorded) {
  stock(tea, 10);
  stock(chicken, 10, "L2");
  certify(tea, db.clock.now() - std::chrono::hours(1), db.clock.now() + std::chrono::hours(1));
  certify(chicken, db.clock.now() - std::chrono::hours(2), db.clock.now());  // has just ended
  const auto receipt = placed(consumer(), {{&tea, 1}, {&chicken, 1}});
  EXPECT_TRUE(order(platform(), receipt.orders[0].order_id).lines[0].certified);
  EXPECT_FALSE(order(platform(), receipt.orders[1].order_id).lines[0].certified);
}

// The writer makes rows of what held the last time, before it can know: they follow what holds, and so do the events.
TEST_F(CheckoutTest, EveryPlacementHasTheCertificationOfItsTime) {
  stock(tea, 10);
  std::vector<bool> recorded, told;
  const auto place = [&] {
    const auto receipt = placed(consumer(), {{&tea, 1}});
    recorded.push_back(order(platform(), receipt.orders[0].order_id).lines[0].certified);
    db.clock.advance(std::chrono::milliseconds(1));  // events of one millisecond are in no order
  };
  place();
  certify(tea, db.clock.now() - std::chrono::hours(1), db.clock.now() + std::chrono::hours(1));
  place();
  place();
  certify(tea, db.clock.now() - std::chrono::hours(1), db.clock.now() + std::chrono::hours(1), true);
  place();
  EXPECT_EQ(recorded, (std::vector{false, true, true, false}));
  for (const auto& event : events(kOrderPlaced)) {
    told.push_back(json::read<OrderFacts>(event.payload).value().lines[0].certified);
  }
  EXPECT_EQ(told, recorded);
}

class OrdersOf : public CheckoutTest {};

TEST_F(OrdersOf, OthersAreNotFound) {
  stock(tea, 10);
  const auto who = consumer();
  const auto receipt = placed(who, {{&tea, 1}});
  const auto id = receipt.orders[0].order_id;
  for (const auto& stranger : {consumer(), unit(identity::OrganisationKind::trade_union), seller(chicken.supplier)}) {
    EXPECT_EQ(run(parts.ordering.order(stranger, id)).error().code, "order_not_found");
    const auto command = by(stranger);
    EXPECT_EQ(run(parts.ordering.cancel(command, id, "x")).error().code, "order_not_found");
    EXPECT_TRUE(run(parts.ordering.orders(stranger, {})).value().items.empty());
  }
  EXPECT_EQ(run(parts.ordering.group(consumer(), receipt.order_group_id)).error().code, "order_group_not_found");
  auto agency = consumer();
  agency.role = auth::Role::agency;
  EXPECT_EQ(run(parts.ordering.order(agency, id)).error().code, "order_not_found");
}

TEST_F(OrdersOf, RecipientsAreForThoseWhoNeedThem) {
  stock(tea, 10);
  const auto who = consumer();
  const auto receipt = placed(who, {{&tea, 1}});
  const auto id = receipt.orders[0].order_id;
  const auto coop = seller(tea.supplier);
  EXPECT_TRUE(order(who, id).deliveries[0].recipient);
  EXPECT_FALSE(order(coop, id).deliveries[0].recipient);
  EXPECT_FALSE(order(platform(), id).deliveries[0].recipient);
  pay(who, receipt.order_group_id);
  EXPECT_EQ(order(coop, id).deliveries[0].recipient->phone.str(), "13800138000");
  fulfil(id);
  const auto command = by(who);
  run(parts.fulfilment.accept(command, id)).value();
  EXPECT_TRUE(order(coop, id).deliveries[0].recipient);
  db.clock.advance(std::chrono::hours(24 * 9));
  EXPECT_EQ(run(parts.fulfilment.complete_due()), 1);
  EXPECT_FALSE(order(coop, id).deliveries[0].recipient);
  EXPECT_TRUE(order(who, id).deliveries[0].recipient);
}

TEST_F(OrdersOf, AreListedInPagesNewestFirst) {
  stock(tea, 100);
  const auto who = consumer();
  std::vector<OrderId> ids;
  for (int i = 0; i < 7; ++i) {
    db.clock.advance(std::chrono::milliseconds(5));
    ids.insert(ids.begin(), placed(who, {{&tea, 1}}).orders[0].order_id);
  }
  const auto cancel = by(who);
  run(parts.ordering.cancel(cancel, ids[2], "不要了")).value();
  for (const auto& reader : {who, seller(tea.supplier), platform()}) {
    std::vector<OrderId> seen;
    OrderQuery query;
    query.limit = 3;
    for (;;) {
      const auto page = run(parts.ordering.orders(reader, query)).value();
      EXPECT_LE(page.items.size(), 3U);
      for (const auto& item : page.items) {
        seen.push_back(item.order_id);
        EXPECT_EQ(item.lines.size(), 1U);
      }
      if (!page.next_cursor) break;
      query.cursor = *page.next_cursor;
    }
    EXPECT_EQ(seen, ids);
    query = {};
    query.state = OrderState::cancelled;
    const auto cancelled = run(parts.ordering.orders(reader, query)).value();
    ASSERT_EQ(cancelled.items.size(), 1U);
    EXPECT_EQ(cancelled.items[0].order_id, ids[2]);
  }
  OrderQuery bad;
  bad.cursor = "nonsense";
  EXPECT_EQ(run(parts.ordering.orders(who, bad)).error().fields.at(0).pointer, "query/cursor");
}

}  // namespace
}  // namespace shanhai::orders
