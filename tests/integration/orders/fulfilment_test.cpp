#include "services/orders/fulfilment/store.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

class FulfilmentTest : public World {
 protected:
  OrderId paid(std::vector<Wanted> lines) {
    const auto receipt = placed(who, std::move(lines));
    pay(who, receipt.order_group_id);
    return receipt.orders[0].order_id;
  }
  Result<db::Replayable<PackingList>> pack(OrderId id, std::optional<db::IdempotencyKey> with = {}) {
    const auto command = by(coop);
    return run(parts.fulfilment.pack(command, id, {}, with ? *with : key()));
  }
  Result<db::Replayable<OrderView>> ship(OrderId id, std::vector<ParcelId> parcels) {
    ShipBody body;
    for (const auto& parcel : parcels) body.parcels.push_back({parcel, "顺丰速运", "SF123"});
    const auto command = by(coop);
    return run(parts.fulfilment.ship(command, id, body, key()));
  }

  Product tea = publish({});
  auth::Principal who = consumer();
  auth::Principal coop = seller(tea.supplier);
};

TEST_F(FulfilmentTest, BindsTheLotsThatExpireFirst) {
  const auto later = stock(tea, 5, "LATER", "2027-06-01");
  const auto sooner = stock(tea, 3, "SOONER", "2027-01-01");
  stock(tea, 9, "NEVER");
  const auto id = paid({{&tea, 4}});
  const auto packed = pack(id).value().value;
  ASSERT_EQ(packed.parcels.size(), 1U);
  EXPECT_EQ(packed.parcels[0].recipient->recipient.str(), "陈小明");
  const auto& lots = packed.parcels[0].lines.at(0).lots;
  std::map<LotId, std::int64_t> bound;
  for (const auto& lot : lots) bound[lot.lot_id] = lot.quantity;
  EXPECT_EQ(bound, (std::map<LotId, std::int64_t>{{sooner, 3}, {later, 1}}));
  const auto stock = stock_of(tea);
  EXPECT_EQ(stock.on_hand, 13);
  EXPECT_EQ(stock.reserved, 0);
  const auto told = json::read<ParcelFacts>(events(kParcelPacked).at(0).payload).value();
  EXPECT_EQ(told.lots.size(), 2U);
  EXPECT_EQ(told.delivery_division, "440605");
}

TEST_F(FulfilmentTest, OneParcelPerDelivery) {
  stock(tea, 10);
  const auto union_ = unit(identity::OrganisationKind::trade_union);
  auto wanted = body({{&tea, 2}});
  wanted.deliveries.push_back(wanted.deliveries[0]);
  wanted.deliveries[1].recipient = address("440106");
  wanted.deliveries[1].lines[0].quantity = 1;
  const auto receipt = checkout(union_, wanted).value();
  pay(union_, receipt.order_group_id);
  const auto id = receipt.orders[0].order_id;
  const auto packed = pack(id).value().value;
  ASSERT_EQ(packed.parcels.size(), 2U);
  EXPECT_EQ(packed.parcels[1].delivery_division, "440106");
  EXPECT_EQ(packed.parcels[1].lines.at(0).quantity, 1);
  EXPECT_EQ(ship(id, {packed.parcels[0].parcel_id})->value.state, OrderState::partly_shipped);
  EXPECT_EQ(ship(id, {packed.parcels[0].parcel_id}).error().code, "parcel_shipped");
  const auto command = by(coop);
  EXPECT_EQ(run(parts.fulfilment.deliver(command, id, {})).error().code, "order_state");
  EXPECT_EQ(ship(id, {packed.parcels[1].parcel_id})->value.state, OrderState::shipped);
  EXPECT_EQ(events(kParcelShipped).size(), 2U);
}

TEST_F(FulfilmentTest, PacksOncePerKeyAndOnceAtAll) {
  stock(tea, 10);
  const auto id = paid({{&tea, 1}});
  const auto same = key("pack");
  const auto first = pack(id, same).value();
  const auto again = pack(id, same).value();
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.value.parcels[0].parcel_id, first.value.parcels[0].parcel_id);
  EXPECT_EQ(pack(id).error().code, "order_state");
  EXPECT_EQ(stock_of(tea).on_hand, 9);
}

TEST_F(FulfilmentTest, UnpaidOrdersAreNotPacked) {
  stock(tea, 10);
  const auto receipt = placed(who, {{&tea, 1}});
  EXPECT_EQ(pack(receipt.orders[0].order_id).error().code, "order_state");
}

TEST_F(FulfilmentTest, ARecalledLotIsNotPacked) {
  const auto lot = stock(tea, 5, "BAD");
  const auto id = paid({{&tea, 4}});
  const auto blocked = run(stock_service.block_lot({lot, "农残超标"})).value();
  EXPECT_EQ(blocked.blocked_quantity, 5);
  const auto refused = pack(id);
  EXPECT_EQ(refused.error().code, "insufficient_lot_stock");
  EXPECT_EQ(refused.error().extensions.at("items").at(0).at("requested"), 4);
  EXPECT_EQ(stock_of(tea).sellable, 0);
  stock(tea, 5, "GOOD");
  EXPECT_TRUE(pack(id).has_value());
}

TEST_F(FulfilmentTest, OthersOrdersAreNotFound) {
  stock(tea, 10);
  const auto id = paid({{&tea, 1}});
  coop = seller(OrganisationId::make(db.clock, db.random));
  EXPECT_EQ(pack(id).error().code, "order_not_found");
  EXPECT_EQ(ship(id, {ParcelId::make(db.clock, db.random)}).error().code, "order_not_found");
  const auto stranger = by(consumer());
  EXPECT_EQ(run(parts.fulfilment.accept(stranger, id)).error().code, "order_not_found");
  EXPECT_EQ(run(parts.fulfilment.rate(stranger, id, {5, std::nullopt}, key())).error().code, "order_not_found");
}

TEST_F(FulfilmentTest, NamesTheWrongParcel) {
  stock(tea, 10);
  const auto id = paid({{&tea, 1}});
  const auto packed = pack(id).value().value;
  const auto refused = ship(id, {packed.parcels[0].parcel_id, ParcelId::make(db.clock, db.random)});
  EXPECT_EQ(refused.error().code, "parcel_not_found");
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/parcels/1/parcel_id");
  EXPECT_FALSE(order(who, id).parcels[0].shipped_at);  // nothing half done
  EXPECT_EQ(ship(id, {}).error().fields.at(0).pointer, "/parcels");
}

TEST_F(FulfilmentTest, DeliveryLiesBetweenShippingAndNow) {
  stock(tea, 10);
  const auto id = paid({{&tea, 1}});
  const auto packed = pack(id).value().value;
  ship(id, {packed.parcels[0].parcel_id}).value();
  const auto command = by(coop);
  for (const auto at : {db.clock.now() + std::chrono::hours(1), db.clock.now() - std::chrono::hours(1)}) {
    EXPECT_EQ(run(parts.fulfilment.deliver(command, id, {at})).error().fields.at(0).pointer, "/delivered_at");
  }
  db.clock.advance(std::chrono::hours(50));
  // A supplier does not shorten the buyer's time by looking further back.
  const auto long_ago = db.clock.now() - std::chrono::hours(25);
  EXPECT_EQ(run(parts.fulfilment.deliver(command, id, {long_ago})).error().fields.at(0).pointer, "/delivered_at");
  const auto view = run(parts.fulfilment.deliver(command, id, {db.clock.now() - std::chrono::hours(24)})).value();
  EXPECT_EQ(view.state, OrderState::delivered);
  EXPECT_EQ(view.return_until, end_of_window(db.clock.now() - std::chrono::hours(24), 7));
}

TEST_F(FulfilmentTest, AcceptedPaidAndRatedCountsOnce) {
  stock(tea, 10);
  const auto id = paid({{&tea, 3}});
  const auto command = by(who);
  EXPECT_EQ(run(parts.fulfilment.rate(command, id, {5, std::nullopt}, key())).error().code, "order_not_accepted");
  fulfil(id);
  run(parts.fulfilment.accept(command, id)).value();
  EXPECT_TRUE(events(kOrderPurchaseCompleted).empty());
  const auto same = key("rate");
  EXPECT_FALSE(run(parts.fulfilment.rate(command, id, {5, Text<0, 500>("很好")}, same)).value().replayed);
  EXPECT_TRUE(run(parts.fulfilment.rate(command, id, {5, Text<0, 500>("很好")}, same)).value().replayed);
  EXPECT_EQ(run(parts.fulfilment.rate(command, id, {1, std::nullopt}, key())).error().code, "already_rated");
  EXPECT_EQ(run(parts.fulfilment.accept(command, id)).error().code, "order_state");
  EXPECT_EQ(events(kOrderPurchaseCompleted).size(), 1U);
  EXPECT_EQ(events(kOrderAccepted).size(), 1U);
  const auto rated = events(kOrderRated);
  ASSERT_EQ(rated.size(), 1U);
  EXPECT_EQ(rated[0].actor, who.actor());
  EXPECT_EQ(json::read<OrderRated>(rated[0].payload).value().stars, 5);
  EXPECT_EQ(json::to_text(rated[0].payload).find("很好"), std::string::npos);
}

TEST_F(FulfilmentTest, SettlementAccruesAtAcceptanceAndIsAvailableLater) {
  stock(tea, 10);
  const auto id = accepted(who, {{&tea, 3}});
  auto account = run(parts.settlement.account(coop, {})).value();
  EXPECT_EQ(account.accrued, Money(17400));
  EXPECT_EQ(account.payable, Money(17400));
  EXPECT_EQ(account.available, Money());
  EXPECT_EQ(run(parts.fulfilment.complete_due()), 0);
  db.clock.advance(std::chrono::hours(24 * 8));
  EXPECT_EQ(run(parts.fulfilment.complete_due()), 1);
  EXPECT_EQ(order(who, id).state, OrderState::completed);
  account = run(parts.settlement.account(coop, {})).value();
  EXPECT_EQ(account.payable, Money(17400));
  EXPECT_EQ(account.available, Money(17400));
  Money sum;
  const auto entries = run(parts.settlement.entries(coop, {})).value();
  for (const auto& entry : entries.items) sum += entry.amount;
  EXPECT_EQ(sum, account.payable);
  EXPECT_EQ(entries.items.size(), 3U);
  EntryQuery paged;
  paged.limit = 1;
  const auto first = run(parts.settlement.entries(coop, paged)).value();
  ASSERT_TRUE(first.next_cursor);
  paged.cursor = *first.next_cursor;
  EXPECT_EQ(first.items.size() + run(parts.settlement.entries(coop, paged)).value().items.size(), 3U);
}

TEST_F(FulfilmentTest, SettlementIsTheSuppliersOwn) {
  stock(tea, 10);
  accepted(who, {{&tea, 1}});
  EXPECT_EQ(run(parts.settlement.account(seller(OrganisationId::make(db.clock, db.random)), {})).value().accrued,
            Money());
  EXPECT_EQ(run(parts.settlement.account(coop, {OrganisationId::make(db.clock, db.random)})).error().code,
            "supplier_not_found");
  EXPECT_EQ(run(parts.settlement.account(platform(), {})).error().fields.at(0).pointer, "query/supplier_id");
  EXPECT_EQ(run(parts.settlement.account(platform(), {tea.supplier})).value().accrued, Money(5800));
  Money sum;
  const auto balances = run(parts.settlement.balances()).value();
  for (const auto& item : balances.items) sum += item.balance;
  EXPECT_EQ(sum, Money());
}

}  // namespace
}  // namespace shanhai::orders
