// Any part of an order may be packed and shipped; what can't be delivered is declined; and what a supplier reads of
// what it has to do.
#include "services/orders/fulfilment/store.hpp"
#include "tests/integration/orders/parcels_world.hpp"

namespace shanhai::orders {
namespace {

TEST_F(ParcelsTest, PartsArePackedAndShippedUntilNothingIsLeft) {
  stock(tea, 10);
  stock(honey, 10);
  const auto id = paid({{&tea, 5}, {&honey, 2}});
  const auto teas = line(id, 0), honeys = line(id, 1);
  auto list = pack(id, {{{{teas, 2}}}}).value();
  ASSERT_EQ(list.parcels.size(), 1U);
  EXPECT_EQ(list.parcels[0].lines.at(0).quantity, 2);
  ASSERT_EQ(list.left.size(), 2U);
  EXPECT_EQ(list.left[0].quantity, 3);
  EXPECT_EQ(stock_of(tea).reserved, 3);
  EXPECT_EQ(stock_of(tea).on_hand, 8);
  expect_reconciled();
  EXPECT_EQ(ship(id, list.parcels[0].parcel_id)->state, OrderState::partly_shipped);
  expect_reconciled();
  list = pack(id, {{{{teas, 1}, {honeys, 1}}, {{teas, 2}}}}).value();
  EXPECT_EQ(list.parcels.size(), 3U);
  list = pack(id).value();  // all that is left: one honey
  ASSERT_EQ(list.parcels.size(), 4U);
  EXPECT_TRUE(list.left.empty());
  EXPECT_EQ(pack(id).error().code, "order_state");
  for (const auto& parcel : list.parcels) {
    if (!parcel.shipped_at) ship(id, parcel.parcel_id, "SF2").value();
  }
  const auto view = order(who, id);
  EXPECT_EQ(view.state, OrderState::shipped);
  EXPECT_TRUE(view.shipped_at);
  EXPECT_EQ(events(kParcelPacked).size(), 4U);
  EXPECT_EQ(events(kParcelShipped).size(), 4U);
  std::int64_t units = 0;
  for (const auto& event : events(kParcelShipped)) {
    const auto parcel = json::read<ParcelFacts>(event.payload).value();
    for (const auto& lot : parcel.lots) units += lot.quantity;
  }
  EXPECT_EQ(units, 7);
  EXPECT_EQ(stock_of(tea).reserved, 0);
}

TEST_F(ParcelsTest, RefusalsNameThePlaceAndLeaveNothing) {
  stock(tea, 10);
  const auto id = paid({{&tea, 5}});
  const auto teas = line(id);
  struct Row {
    std::vector<Units> parcels;
    const char* place;
  };
  const Row rows[] = {
      {{{{teas, 6}}}, "/parcels/0/lines/0/quantity"},
      {{{{teas, 3}}, {{teas, 3}}}, "/parcels/1/lines/0/quantity"},
      {{{{teas, 1}, {teas, 1}}}, "/parcels/0/lines/1/line_id"},
      {{{{OrderLineId::make(db.clock, db.random), 1}}}, "/parcels/0/lines/0/line_id"},
      {{{}}, "/parcels/0/lines"},
      {{}, "/parcels"},
  };
  for (const auto& row : rows) {
    const auto refused = pack(id, row.parcels);
    ASSERT_TRUE(refused.has_error()) << row.place;
    EXPECT_EQ(refused.error().fields.at(0).pointer, row.place);
  }
  EXPECT_TRUE(order(who, id).parcels.empty());
  EXPECT_EQ(stock_of(tea).reserved, 5);
}

TEST_F(ParcelsTest, AParcelGoesToOneAddress) {
  stock(tea, 10);
  const auto union_ = unit(identity::OrganisationKind::trade_union);
  auto wanted = body({{&tea, 2}});
  wanted.deliveries.push_back(wanted.deliveries[0]);
  wanted.deliveries[1].recipient = address("440106");
  const auto receipt = checkout(union_, wanted).value();
  pay(union_, receipt.order_group_id);
  const auto id = receipt.orders[0].order_id;
  const auto lines = order(union_, id).lines;
  const auto refused = pack(id, {{{{lines[0].line_id, 1}, {lines[1].line_id, 1}}}});
  EXPECT_EQ(refused.error().code, "another_address");
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/parcels/0/lines/1/line_id");
}

TEST_F(ParcelsTest, AnExpiredLotIsNeverPackedAndEveryShortageIsNamed) {
  stock(tea, 3, "GOOD", "2027-06-01");
  stock(tea, 9, "OLD", "2026-12-01");
  stock(honey, 1);
  const auto id = paid({{&tea, 5}, {&honey, 1}});
  run(stock_service.block_lot({stock_of(honey).lots.at(0).lot_id, "召回"})).value();
  db.clock.advance(std::chrono::hours(24 * 20));
  const auto refused = pack(id);
  EXPECT_EQ(refused.error().code, "insufficient_lot_stock");
  const auto& items = refused.error().extensions.at("items").as_array();
  ASSERT_EQ(items.size(), 2U);
  std::map<std::string, std::int64_t> available;
  for (const auto& item : items) {
    available[std::string(item.at("sku_id").as_string())] = item.at("available").to_number<std::int64_t>();
  }
  EXPECT_EQ(available.at(tea.sku.str()), 3);
  EXPECT_EQ(available.at(honey.sku.str()), 0);
  const auto packed = pack(id, {{{{line(id), 3}}}}).value();
  EXPECT_EQ(packed.parcels.at(0).lines.at(0).lots.at(0).lot_number, "GOOD");
}

TEST_F(ParcelsTest, AParcelIsOpenedAgainBeforeItLeaves) {
  const auto lot = stock(tea, 10);
  const auto id = paid({{&tea, 4}});
  const auto parcel = pack(id).value().parcels.at(0).parcel_id;
  const auto list = unpack(id, parcel).value();
  EXPECT_TRUE(list.parcels.empty());
  EXPECT_EQ(list.left.at(0).quantity, 4);
  EXPECT_EQ(stock_of(tea).on_hand, 10);
  EXPECT_EQ(stock_of(tea).reserved, 4);
  EXPECT_FALSE(order(who, id).packed_at);
  expect_reconciled();
  EXPECT_EQ(unpack(id, parcel).error().code, "parcel_not_found");
  EXPECT_EQ(events(kParcelUnpacked).size(), 1U);
  const auto again = pack(id).value().parcels.at(0);
  EXPECT_EQ(again.lines.at(0).lots.at(0).lot_id, lot);
  ship(id, again.parcel_id).value();
  EXPECT_EQ(unpack(id, again.parcel_id).error().code, "parcel_shipped");
}

TEST_F(ParcelsTest, ALotRecalledAfterPackingDoesNotLeave) {
  const auto lot = stock(tea, 4, "BAD");
  const auto id = paid({{&tea, 4}});
  const auto parcel = pack(id).value().parcels.at(0).parcel_id;
  run(stock_service.block_lot({lot, "农残超标"})).value();
  const auto refused = ship(id, parcel);
  EXPECT_EQ(refused.error().code, "lot_recalled");
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/parcels/0/parcel_id");
  unpack(id, parcel).value();
  EXPECT_EQ(stock_of(tea).on_hand, 0);  // it stays off sale
  EXPECT_EQ(stock_of(tea).lots.at(0).blocked, 4);
  expect_reconciled();
  EXPECT_EQ(decline(id)->refunding, Money(4 * 5800));
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
}

TEST_F(ParcelsTest, LinesAreDeclinedAndPaidBackByThemselves) {
  stock(tea, 10);
  stock(honey, 10);
  const auto id = paid({{&tea, 5}, {&honey, 2}});
  const auto teas = line(id, 0), honeys = line(id, 1);
  const auto parcel = pack(id, {{{{teas, 3}}}}).value().parcels.at(0).parcel_id;
  EXPECT_EQ(decline(id, {{teas, 3}}).error().fields.at(0).pointer, "/lines/0/quantity");
  EXPECT_EQ(decline(id, {{honeys, 1}})->refunding, Money(9900));
  expect_reconciled();
  ship(id, parcel).value();
  const auto view = decline(id).value();       // all that is left: two teas, one honey
  EXPECT_EQ(view.state, OrderState::shipped);  // what will be delivered has left
  EXPECT_TRUE(view.shipped_at);
  EXPECT_EQ(view.lines.at(0).declined, 2);
  EXPECT_EQ(decline(id).error().code, "order_state");
  EXPECT_EQ(stock_of(tea).reserved, 0);
  EXPECT_EQ(stock_of(tea).sellable, 7);
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).refunded, Money(2 * 5800 + 2 * 9900));
  EXPECT_EQ(events(kLinesDeclined).size(), 2U);
  EXPECT_TRUE(events(kOrderDeclined).empty());
  expect_reconciled();
  const auto command = by(coop), buyer = by(who);
  run(parts.fulfilment.deliver(command, id, {})).value();
  EXPECT_EQ(run(parts.fulfilment.accept(buyer, id)).value().state, OrderState::accepted);
  EXPECT_EQ(balance(Account::supplier_accrued, tea.supplier), -Money(3 * 5800));
  const ReturnBody claim{id, {{teas, 4}}, ReturnKind::quality, {}, "坏", {}};
  EXPECT_EQ(run(parts.returns.request(buyer, claim, key())).error().code, "more_than_bought");
}

TEST_F(ParcelsTest, DecliningEverythingRefundsTheOrder) {
  stock(tea, 10);
  const auto id = paid({{&tea, 3}});
  EXPECT_EQ(decline(id, {{line(id), 1}})->state, OrderState::paid);
  EXPECT_EQ(decline(id)->refunding, Money(3 * 5800));
  EXPECT_EQ(pack(id).error().code, "order_state");
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).state, OrderState::refunded);
  EXPECT_EQ(events(kOrderDeclined).size(), 1U);
  EXPECT_TRUE(queue().items.empty());
}

TEST_F(ParcelsTest, TheQueueSaysWhatIsDueWhen) {
  stock(tea, 20);
  const auto first = paid({{&tea, 5}});
  db.clock.advance(std::chrono::hours(30));
  const auto second = paid({{&tea, 1}});
  placed(who, {{&tea, 1}});  // not paid: not there
  db.clock.advance(std::chrono::hours(20));
  const auto parcel = pack(first, {{{{line(first), 2}}}}).value().parcels.at(0).parcel_id;
  const auto page = queue();
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_EQ(page.items[0].order_id, first);
  EXPECT_TRUE(page.items[0].overdue);
  EXPECT_EQ(page.items[0].dispatch_due_at, *page.items[0].paid_at + std::chrono::hours(48));
  EXPECT_EQ(page.items[0].lines.at(0).to_pack, 3);
  EXPECT_EQ(page.items[0].lines.at(0).to_ship, 2);
  EXPECT_EQ(page.items[0].parcels, std::vector<ParcelId>{parcel});
  EXPECT_FALSE(page.items[1].overdue);
  http::PageQuery one;
  one.limit = 1;
  const auto paged = run(parts.fulfilment.to_ship(coop, one)).value();
  one.cursor = paged.next_cursor.value();
  EXPECT_EQ(run(parts.fulfilment.to_ship(coop, one)).value().items.at(0).order_id, second);
  ship(second, pack(second).value().parcels.at(0).parcel_id).value();
  EXPECT_EQ(queue().items.size(), 1U);
  EXPECT_TRUE(
      run(parts.fulfilment.to_ship(seller(OrganisationId::make(db.clock, db.random)), {})).value().items.empty());
}

// Who paid first is served first, whoever placed first; on credit the time runs from placing, paid since or not.
TEST_F(ParcelsTest, TheQueueIsInTheOrderOfItsDeadlines) {
  stock(tea, 20);
  const auto school = unit(identity::OrganisationKind::budget_unit);
  const auto slow = placed(who, {{&tea, 1}});
  db.clock.advance(std::chrono::minutes(1));
  const auto credit = placed(school, {{&tea, 1}}, PaymentChannel::bank_transfer);
  db.clock.advance(std::chrono::minutes(1));
  const auto quick = paid({{&tea, 1}});
  db.clock.advance(std::chrono::minutes(20));
  pay(who, slow.order_group_id);
  db.clock.advance(std::chrono::minutes(1));
  const auto last = paid({{&tea, 1}});
  const std::vector<OrderId> due{credit.orders[0].order_id, quick, slow.orders[0].order_id, last};
  const auto ids = [](const ToShipPage& page) {
    std::vector<OrderId> out;
    for (const auto& item : page.items) out.push_back(item.order_id);
    return out;
  };
  EXPECT_EQ(ids(queue()), due);
  std::vector<OrderId> one_by_one;
  http::PageQuery query;
  query.limit = 1;
  for (;;) {
    const auto page = run(parts.fulfilment.to_ship(coop, query)).value();
    for (const auto& id : ids(page)) one_by_one.push_back(id);
    if (!page.next_cursor || one_by_one.size() > due.size()) break;
    query.cursor = *page.next_cursor;
  }
  EXPECT_EQ(one_by_one, due);
  query.cursor = "x/ord_1";
  EXPECT_EQ(run(parts.fulfilment.to_ship(coop, query)).error().fields.at(0).code, "invalid_cursor");
  EXPECT_EQ(run(parts.fulfilment.pick_list(coop, {})).value().orders, due);
  const auto transfer = open_payment(school, credit.order_group_id, PaymentChannel::bank_transfer);
  const auto statement = "booked_on,amount_fen,reference,payer_name,entry_number\n" +
                         to_string(china_date(db.clock.now())) + ",5800," + transfer.bank_transfer->reference_code +
                         ",学校,E-1\n";
  const auto command = by(platform());
  run(parts.statements.import(command, statement, key())).value();
  EXPECT_EQ(ids(queue()), due);
  EXPECT_EQ(queue().items[0].dispatch_due_at, queue().items[0].placed_at + std::chrono::hours(48));
}

TEST_F(ParcelsTest, APickListJoinsManyOrders) {
  const auto sooner = stock(tea, 4, "SOONER", "2027-01-01");
  const auto later = stock(tea, 3, "LATER", "2027-06-01");
  const auto honeys = stock(honey, 1, "H");
  const auto first = paid({{&tea, 3}});
  const auto second = paid({{&tea, 4}, {&honey, 1}});
  pack(first).value();
  run(stock_service.block_lot({honeys, "召回"})).value();
  const auto list = run(parts.fulfilment.pick_list(coop, {first, second})).value();
  std::map<LotId, std::pair<std::int64_t, std::int64_t>> picked;  // packed, planned
  for (const auto& item : list.items)
    (item.packed ? picked[item.lot_id].first : picked[item.lot_id].second) += item.quantity;
  EXPECT_EQ(picked, (std::map<LotId, std::pair<std::int64_t, std::int64_t>>{{sooner, {3, 1}}, {later, {0, 3}}}));
  ASSERT_EQ(list.missing.size(), 1U);
  EXPECT_EQ(list.missing[0].missing, 1);
  EXPECT_EQ(run(parts.fulfilment.pick_list(coop, {})).value().orders.size(), 2U);
  const auto csv = csv_of(list);
  EXPECT_NE(csv.find("\"SOONER\",\"2027-01-01\",\"3\",\"yes\""), std::string::npos) << csv;
  const auto stranger = seller(OrganisationId::make(db.clock, db.random));
  EXPECT_EQ(run(parts.fulfilment.pick_list(stranger, {first})).error().code, "order_not_found");
}

TEST_F(ParcelsTest, ThePackingListShowsRecipientsWhileTheOrderIsToBeDelivered) {
  stock(tea, 5);
  const auto id = paid({{&tea, 1}});
  pack(id).value();
  EXPECT_NE(csv_of(run(parts.fulfilment.packing_list(coop, id)).value()).find("陈小明"), std::string::npos);
  ship(id, order(who, id).parcels.at(0).parcel_id).value();
  const auto command = by(coop), buyer = by(who);
  run(parts.fulfilment.deliver(command, id, {})).value();
  run(parts.fulfilment.accept(buyer, id)).value();
  db.clock.advance(std::chrono::hours(24 * 9));
  run(parts.fulfilment.complete_due());
  EXPECT_EQ(csv_of(run(parts.fulfilment.packing_list(coop, id)).value()).find("陈小明"), std::string::npos);
}

}  // namespace
}  // namespace shanhai::orders
