// Ordinary checkouts of institutions go round neither the unit's approval nor a union's cap; and a contract stays with
// its order, whatever becomes of it.
#include "tests/integration/orders/procurement_world.hpp"

namespace shanhai::orders {
namespace {

class UnitCheckoutTest : public ProcurementOverHttp {
 protected:
  void set_policy(std::int64_t limit_fen) {
    done("/v1/procurement/policies", boss,
         json::Object{{"valid_from", day(1)}, {"single_approval", money(limit_fen)}, {"reason", "内控要求"}});
    db.clock.advance(std::chrono::hours(24));
  }
  Result<CheckoutReceipt> buy(const auth::Principal& buyer, std::int64_t boxes, std::optional<std::int64_t> heads = {},
                              std::optional<db::IdempotencyKey> with = {}) {
    auto wanted = body({{&tea, boxes}}, PaymentChannel::bank_transfer);
    if (heads) wanted.heads = *heads;
    return checkout(buyer, std::move(wanted), std::move(with));
  }
  auth::Principal a_union() {
    auto out = unit(identity::OrganisationKind::trade_union);
    out.administrator = true;
    return out;
  }
  void cap(const auth::Principal& union_, std::int64_t fen) {
    const auto year = int(china_date(db.clock.now()).year());
    done("/v1/procurement/gift-caps", union_,
         json::Object{{"year", year}, {"cap_per_head", money(fen)}, {"source", "粤工总文件"}});
  }
};

TEST_F(UnitCheckoutTest, AUnitWithoutAPolicyBuysFreely) { EXPECT_TRUE(buy(clerk, 100).has_value()); }

// 58 yuan a box: 500 yuan a day for one person, in however many parts.
TEST_F(UnitCheckoutTest, OnePersonBuysInADayWhatOneMayDecide) {
  set_policy(50'000);
  const auto too_much = buy(clerk, 9);
  ASSERT_TRUE(too_much.has_error());
  EXPECT_EQ(too_much.error().code, "approval_required");
  EXPECT_EQ(too_much.error().extensions.at("figures").at("single_approval_fen").as_int64(), 50'000);
  const auto first = buy(clerk, 5).value();
  const auto second = buy(colleague_of(clerk), 4);
  EXPECT_EQ(second.error().code, "approval_required") << "split among colleagues";
  EXPECT_EQ(second.error().extensions.at("figures").at("spent_today_fen").as_int64(), 29'000);
  EXPECT_TRUE(buy(clerk, 3).has_value());
  EXPECT_EQ(buy(boss, 1).error().code, "approval_required") << "who set the limit does not use it";
  const auto command = by(clerk);
  run(parts.ordering.cancel(command, first.orders[0].order_id, "不要了")).value();
  EXPECT_TRUE(buy(clerk, 5).has_value());
  db.clock.advance(std::chrono::hours(24));
  EXPECT_TRUE(buy(clerk, 8).has_value());
  EXPECT_TRUE(checkout(consumer(), body({{&tea, 20}})).has_value());
}

// What was refused by the writer, and what is only repeated, is not counted.
TEST_F(UnitCheckoutTest, OnlyWhatIsPlacedCounts) {
  set_policy(10'000'000);
  EXPECT_EQ(buy(clerk, 501).error().code, "insufficient_stock");
  const auto same = key("same");
  const auto placed = buy(clerk, 400, {}, same).value();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(buy(clerk, 400, {}, same)->order_group_id, placed.order_group_id);
  static constexpr db::Query kHeld{"test.held", "SELECT COUNT(*) AS n FROM unit_checkout"};
  const auto held = [](db::Tx& tx) -> Result<std::int64_t> { return tx.query(kHeld).front().get<std::int64_t>("n"); };
  EXPECT_EQ(db.transaction(held).value(), 1);
}

TEST_F(UnitCheckoutTest, ARepetitionIsAnsweredThoughItCouldNotBeBoughtTwice) {
  set_policy(50'000);
  const auto same = key("same");
  const auto placed = buy(clerk, 8, {}, same).value();
  EXPECT_EQ(buy(clerk, 8, {}, same)->order_group_id, placed.order_group_id);
}

// What was held and can't be dropped counts for a minute; the answer stands.
TEST_F(UnitCheckoutTest, TheAnswerStandsThoughItsHoldCouldNotBeDropped) {
  const auto same = key("same");
  const auto placed = buy(clerk, 400, {}, same).value();
  db::Connection admin(fixture::DatabaseServer::shared().admin(db.schema.endpoint().schema));
  admin.execute("CREATE TRIGGER stays BEFORE DELETE ON unit_checkout FOR EACH ROW SIGNAL SQLSTATE '45000'");
  EXPECT_EQ(buy(clerk, 400, {}, same)->order_group_id, placed.order_group_id);
  EXPECT_EQ(buy(clerk, 501).error().code, "insufficient_stock");
  admin.execute("DROP TRIGGER stays");
}

TEST_F(UnitCheckoutTest, AUnionsCheckoutCountsUnderTheCap) {
  const auto union_ = a_union();
  EXPECT_TRUE(buy(union_, 1).has_value()) << "nobody entered a cap";
  cap(union_, 10'000);
  const auto over = buy(union_, 2, 2);  // 58 yuan each, after 58 for the one delivery before
  EXPECT_EQ(over.error().code, "gift_cap_exceeded");
  EXPECT_EQ(over.error().extensions.at("figures").at("spent_per_head_fen").as_int64(), 5800);
  EXPECT_TRUE(buy(union_, 2, 4).has_value());
  EXPECT_EQ(buy(clerk, 1, 4).error().fields.at(0).pointer, "/heads");
  // And what is bought by contract counts together with it.
  stock(wax, 100);
  clerk = union_;
  boss = colleague_of(union_);
  boss.administrator = true;
  auto by_contract = order_body();
  by_contract["heads"] = 100;  // 11.12 yuan each
  const auto path = "/v1/procurement/proposals/" + approved() + "/order";
  cap(union_, 9'000);
  expect_refused(tell(path, clerk, by_contract), 422, "gift_cap_exceeded");
  by_contract["heads"] = 1000;
  done(path, clerk, by_contract);
}

// Late money places the order anew: the contract, the invoices to come and the cap go with it.
TEST_F(UnitCheckoutTest, AContractGoesOnWithTheOrderThatLateMoneyPlaced) {
  stock(wax, 100);
  const auto proposal = approved();
  const auto placed = done("/v1/procurement/proposals/" + proposal + "/order", clerk, order_body());
  const auto number = text(placed, "contract_number"), old = text(placed, "order_id");
  const auto group = *OrderGroupId::parse(text(placed, "order_group_id"));
  const auto payment = open_payment(clerk, group, PaymentChannel::bank_transfer);
  db.clock.advance(std::chrono::hours(24 * 31));
  run(parts.ordering.expire_due());
  const auto command = by(platform());
  const auto statement = "booked_on,amount_fen,reference,payer_name,entry_number\n" +
                         to_string(china_date(db.clock.now())) + ',' + std::to_string(payment.amount.fen()) + ',' +
                         payment.bank_transfer->reference_code + ",某单位,E-1\n";
  run(parts.statements.import(command, statement, key())).value();
  const auto orders = get("/v1/procurement/orders", clerk).body.at("items").as_array();
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_NE(text(orders[0], "order_id"), old);
  EXPECT_EQ(text(orders[0], "contract_number"), number);
  EXPECT_EQ(text(orders[0], "state"), "paid");
  const auto again = get("/v1/orders/" + text(orders[0], "order_id"), coop).body;
  EXPECT_EQ(text(again, "contract_number"), number);
  EXPECT_EQ(text(again, "replaces"), old);
  EXPECT_EQ(text(get("/v1/procurement/proposals/" + proposal, clerk).body, "order_id"), text(orders[0], "order_id"));
}

}  // namespace
}  // namespace shanhai::orders
