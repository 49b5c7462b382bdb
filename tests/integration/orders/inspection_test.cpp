// Institutions accept with a record of what they found; what they reject becomes a quality claim.
#include "services/orders/fulfilment/store.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

class InspectionTest : public World {
 protected:
  InspectionTest() { context.policy.inspection_kinds = {BuyerKind::budget_unit}; }

  OrderId shipped(const auth::Principal& buyer, std::vector<Wanted> lines, bool deliver = true) {
    const auto receipt = placed(buyer, std::move(lines));
    pay(buyer, receipt.order_group_id);
    const auto id = receipt.orders[0].order_id;
    const auto command = by(coop);
    const auto packed = run(parts.fulfilment.pack(command, id, {}, key())).value().value;
    ShipBody body;
    for (const auto& parcel : packed.parcels) body.parcels.push_back({parcel.parcel_id, "顺丰速运", "SF7"});
    run(parts.fulfilment.ship(command, id, body, key())).value();
    if (deliver) run(parts.fulfilment.deliver(command, id, {})).value();
    return id;
  }
  Result<OrderView> accept(OrderId id, AcceptBody body = {}) {
    const auto command = by(school);
    return run(parts.fulfilment.accept(command, id, std::move(body)));
  }
  // accepted and rejected of each line
  AcceptBody found(OrderId id, std::vector<std::pair<std::int64_t, std::int64_t>> units) {
    AcceptBody out;
    out.inspection = InspectionBody{"李会计", db.clock.now(), {}, {}};
    const auto lines = order(school, id).lines;
    for (std::size_t i = 0; i < units.size(); ++i) {
      out.inspection->lines.push_back({lines.at(i).line_id, units[i].first, units[i].second, Text<0, 200>("受潮")});
    }
    return out;
  }

  Product tea = publish({});
  Product honey = publish({{}, tea.supplier, {}, 1, Money(9900), "岩蜂蜜"});
  auth::Principal school = unit(identity::OrganisationKind::budget_unit);
  auth::Principal coop = seller(tea.supplier);
};

TEST_F(InspectionTest, ABudgetUnitAcceptsWithARecordOnly) {
  stock(tea, 10);
  const auto id = shipped(school, {{&tea, 4}});
  EXPECT_EQ(accept(id).error().code, "inspection_required");
  EXPECT_EQ(accept(id).error().fields.at(0).pointer, "/inspection");
  EXPECT_EQ(accept(id, found(id, {{4, 0}})).value().state, OrderState::accepted);
  const auto record = run(parts.fulfilment.inspection(school, id)).value();
  EXPECT_EQ(record.inspector, "李会计");
  EXPECT_EQ(record.lines.at(0).accepted, 4);
  EXPECT_EQ(record.lines.at(0).remark, "受潮");
  EXPECT_FALSE(run(parts.fulfilment.inspection(coop, id)).value().inspector);
  EXPECT_EQ(run(parts.fulfilment.inspection(seller(OrganisationId::make(db.clock, db.random)), id)).error().code,
            "order_not_found");
  const auto told = events(kOrderInspected);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(json::to_text(told[0].payload).find("李会计"), std::string::npos);
  EXPECT_EQ(accept(id, found(id, {{4, 0}})).error().code, "order_state");
}

TEST_F(InspectionTest, WhatIsRejectedBecomesAQualityClaim) {
  stock(tea, 10);
  stock(honey, 10);
  const auto id = shipped(school, {{&tea, 4}, {&honey, 2}}, false);
  auto body = found(id, {{3, 1}, {2, 0}});
  EXPECT_EQ(accept(id, body).value().state, OrderState::accepted);
  const auto returns = run(parts.returns.returns(school, {})).value().items;
  ASSERT_EQ(returns.size(), 1U);
  EXPECT_EQ(returns[0].order_id, id);
  EXPECT_EQ(returns[0].kind, ReturnKind::quality);
  EXPECT_EQ(returns[0].lines.at(0).quantity, 1);
  EXPECT_EQ(returns[0].refund_amount, Money(5800));
  EXPECT_EQ(returns[0].reason, "受潮");
  EXPECT_EQ(events(kReturnRequested).size(), 1U);
}

TEST_F(InspectionTest, WhereEverythingIsRejectedNothingIsAccepted) {
  stock(tea, 10);
  const auto id = shipped(school, {{&tea, 4}}, false);
  EXPECT_EQ(accept(id, found(id, {{0, 4}})).value().state, OrderState::delivered);
  EXPECT_EQ(run(parts.returns.returns(school, {})).value().items.size(), 1U);
  EXPECT_EQ(accept(id, found(id, {{4, 0}})).error().code, "already_inspected");
  EXPECT_EQ(balance(Account::supplier_accrued, tea.supplier), Money());
}

TEST_F(InspectionTest, EveryDeliveredUnitIsAccountedFor) {
  stock(tea, 10);
  stock(honey, 10);
  const auto id = shipped(school, {{&tea, 4}, {&honey, 2}});
  const auto place = [&](const AcceptBody& body) {
    const auto refused = accept(id, body);
    return refused.has_error() ? refused.error().fields.at(0).pointer + ' ' + refused.error().fields.at(0).code : "";
  };
  EXPECT_EQ(place(found(id, {{4, 0}})), "/inspection/lines line_missing");
  EXPECT_EQ(place(found(id, {{4, 1}, {2, 0}})), "/inspection/lines/0/accepted not_all_units");
  EXPECT_EQ(place(found(id, {{4, 0}, {1, 0}})), "/inspection/lines/1/accepted not_all_units");
  auto body = found(id, {{4, 0}, {2, 0}});
  body.inspection->inspected_at = db.clock.now() + std::chrono::hours(1);
  EXPECT_EQ(place(body), "/inspection/inspected_at out_of_range");
  body = found(id, {{4, 0}, {2, 0}});
  body.inspection->lines.push_back(body.inspection->lines[0]);
  EXPECT_EQ(place(body), "/inspection/lines/2/line_id repeated");
  body = found(id, {{4, 0}, {2, 0}});
  body.inspection->evidence.emplace();
  EXPECT_EQ(place(body), "/inspection/evidence nothing_rejected");
  EXPECT_EQ(order(school, id).state, OrderState::delivered);
  EXPECT_EQ(run(parts.fulfilment.inspection(school, id)).error().code, "inspection_not_found");
}

TEST_F(InspectionTest, PeopleNeedNoRecord) {
  stock(tea, 10);
  const auto who = consumer();
  const auto id = shipped(who, {{&tea, 1}});
  const auto command = by(who);
  AcceptBody body;
  body.inspection = InspectionBody{"我", db.clock.now(), {{order(who, id).lines.at(0).line_id, 1, 0, {}}}, {}};
  EXPECT_EQ(run(parts.fulfilment.accept(command, id, body)).error().fields.at(0).code, "institutions_only");
  EXPECT_EQ(run(parts.fulfilment.accept(command, id)).value().state, OrderState::accepted);
}

}  // namespace
}  // namespace shanhai::orders
