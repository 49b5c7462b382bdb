// From the proposal to the order: approval inside the unit, contract numbers, stock, caps.
#include <future>
#include <thread>

#include "services/orders/commands.hpp"
#include "services/orders/procurement/purchases/store.hpp"
#include "tests/integration/orders/procurement_world.hpp"

namespace shanhai::orders {
namespace {

class PurchaseOverHttp : public ProcurementOverHttp {
 protected:
  std::string closed_rfq_with_quotation(std::int64_t fen, std::string* rfq_out = nullptr) {
    const auto rfq = publish_rfq(rfq_body());
    const auto quotation = submit(rfq, coop, quotation_body({quoted(0, tea, 10, fen)}));
    close(rfq);
    if (rfq_out) *rfq_out = rfq;
    return quotation;
  }
  std::string act(const std::string& proposal, const char* action) {
    return "/v1/procurement/proposals/" + proposal + "/" + action;
  }
  json::Value proposal_view(const std::string& proposal) {
    return get("/v1/procurement/proposals/" + proposal, clerk).body;
  }
  void set_policy(std::int64_t limit_fen, std::vector<AccountId> approvers = {}) {
    json::Array named;
    for (const auto& account : approvers) named.push_back(json::Value(account.str()));
    done("/v1/procurement/policies", boss,
         json::Object{{"valid_from", day(1)},
                      {"single_approval", money(limit_fen)},
                      {"approvers", std::move(named)},
                      {"contract_prefix", "FS-"},
                      {"reason", "内控制度"}});
    db.clock.advance(std::chrono::hours(24));
  }
};

TEST_F(PurchaseOverHttp, TheProposerDoesNotDecide) {
  const auto quotation = closed_rfq_with_quotation(5000);
  const auto proposal = text(done("/v1/procurement/proposals", boss,
                                  json::Object{{"quotation_id", quotation}, {"revision", 1}, {"reason", "合适"}}),
                             "proposal_id");
  expect_refused(tell(act(proposal, "approve"), boss, reason()), 409, "four_eyes");
  expect_refused(tell(act(proposal, "approve"), clerk, reason()), 403, "approver_required");
  expect_refused(tell(act(proposal, "order"), clerk, order_body()), 409, "proposal_state");
  const auto second = colleague_of(clerk);
  set_policy(0, {second.account});
  done(act(proposal, "approve"), second, reason("同意"));
  expect_refused(tell(act(proposal, "approve"), second, reason()), 409, "proposal_state");
  const auto view = proposal_view(proposal);
  EXPECT_EQ(text(view, "decided_by"), second.account.str());
  ASSERT_EQ(view.at("steps").as_array().size(), 2u);
  EXPECT_EQ(text(view.at("steps").at(0), "action"), "propose");
  EXPECT_EQ(text(view.at("steps").at(0), "actor"), boss.account.str());
  EXPECT_EQ(text(view.at("steps").at(1), "reason"), "同意");
}

TEST_F(PurchaseOverHttp, OnePersonSufficesBelowTheLimitAndSplittingDoesNotHelp) {
  // A limit that holds from tomorrow on.
  expect_refused(tell("/v1/procurement/policies", clerk,
                      json::Object{{"valid_from", day(1)}, {"single_approval", money(1)}, {"reason", "试"}}),
                 403, "administrator_required");
  expect_refused(tell("/v1/procurement/policies", boss,
                      json::Object{{"valid_from", day(0)}, {"single_approval", money(-1)}, {"reason", "试"}}),
                 400, "invalid_request", {"/single_approval out_of_range", "/valid_from out_of_range"});
  set_policy(60'000);
  const auto rfq = publish_rfq(rfq_body());
  const auto first = submit(rfq, coop, quotation_body({quoted(0, tea, 10, 5000)}));
  const auto second = submit(rfq, rival, quotation_body({quoted(1, honey, 20, 3000)}));
  close(rfq);
  const auto small = propose(first), other = propose(second);
  // Each is below the limit, both together are not.
  expect_refused(tell(act(small, "approve"), clerk, reason()), 403, "approver_required");
  done(act(other, "withdraw"), clerk, reason("暂缓"));
  done(act(small, "approve"), clerk, reason("单人审批"));
  EXPECT_EQ(text(proposal_view(small), "state"), "approved");
  const auto listed = get("/v1/procurement/policies", clerk);
  ASSERT_EQ(listed.body.at("items").as_array().size(), 1u);
  EXPECT_TRUE(listed.body.at("items").at(0).at("in_force").as_bool());
}

TEST_F(PurchaseOverHttp, ALimitThatTheProposerSetDoesNotCount) {
  set_policy(60'000);
  const json::Object body{{"quotation_id", closed_rfq_with_quotation(5000)}, {"revision", 1}, {"reason", "合适"}};
  const auto proposal = text(done("/v1/procurement/proposals", boss, body), "proposal_id");
  expect_refused(tell(act(proposal, "approve"), boss, reason()), 409, "four_eyes");
}

TEST_F(PurchaseOverHttp, SentBackOrWithdrawnTheRequestIsFreeAgain) {
  std::string rfq;
  const auto quotation = closed_rfq_with_quotation(5000, &rfq);
  const auto first = propose(quotation);
  const json::Object again{{"quotation_id", quotation}, {"revision", 1}, {"reason", "再提"}};
  expect_refused(tell("/v1/procurement/proposals", clerk, again), 409, "proposal_exists");
  done(act(first, "send-back"), boss, reason("请补充比价说明"));
  EXPECT_EQ(text(proposal_view(first), "state"), "sent_back");
  expect_refused(tell(act(first, "withdraw"), clerk, reason()), 409, "proposal_state");
  const auto second = propose(quotation);
  approve(second);
  EXPECT_EQ(text(get("/v1/procurement/rfqs/" + rfq, clerk).body, "state"), "awarded");
  EXPECT_EQ(text(get("/v1/procurement/quotations/" + quotation, coop).body, "state"), "accepted");
  expect_refused(tell("/v1/procurement/quotations/" + quotation + "/withdraw", coop, reason()), 409, "quotation_state");
  expect_refused(tell("/v1/procurement/rfqs/" + rfq + "/withdraw", clerk, reason()), 409, "rfq_state");
  done(act(second, "withdraw"), clerk, reason("改期"));
  EXPECT_EQ(text(get("/v1/procurement/rfqs/" + rfq, clerk).body, "state"), "closed");
  EXPECT_EQ(text(get("/v1/procurement/quotations/" + quotation, coop).body, "state"), "submitted");
  approve(propose(quotation));
}

TEST_F(PurchaseOverHttp, LinesAreBoughtOnceAndApartOnlyWhereTheQuotationSaysSo) {
  const auto rfq = publish_rfq(rfq_body());
  const auto whole = submit(rfq, coop, quotation_body({quoted(0, tea, 10, 5000), quoted(1, wax, 20, 3000)}));
  auto parts = quotation_body({quoted(1, honey, 20, 2900)}, 500);
  parts["divisible"] = true;
  const auto honey_only = submit(rfq, rival, parts);
  const json::Object too_early{{"quotation_id", whole}, {"revision", 1}, {"reason", "早"}};
  expect_refused(tell("/v1/procurement/proposals", clerk, too_early), 409, "rfq_state");
  close(rfq);
  json::Object one{{"quotation_id", whole}, {"revision", 1}, {"lines", json::Array{0}}, {"reason", "只要茶"}};
  expect_refused(tell("/v1/procurement/proposals", clerk, one), 400, "invalid_request", {"/lines not_divisible"});
  one["lines"] = json::Array{0, 0, 5};
  expect_refused(tell("/v1/procurement/proposals", clerk, one), 400, "invalid_request",
                 {"/lines/1 repeated", "/lines/2 line_not_found"});
  approve(propose(honey_only));
  expect_refused(tell("/v1/procurement/proposals", clerk, too_early), 409, "rfq_line_awarded");
  const json::Object unknown{
      {"quotation_id", QuotationId::make(db.clock, db.random).str()}, {"revision", 1}, {"reason", "无"}};
  expect_refused(tell("/v1/procurement/proposals", clerk, unknown), 404, "quotation_not_found",
                 {"/quotation_id quotation_not_found"});
}

TEST_F(PurchaseOverHttp, ALapsedQuotationIsNeitherApprovedNorOrdered) {
  const auto quotation = closed_rfq_with_quotation(5000);
  const auto proposal = propose(quotation);
  db.clock.advance(4 * kWeek);
  expect_refused(tell(act(proposal, "approve"), boss, reason()), 409, "quotation_lapsed");
  const auto in_time = propose(closed_rfq_with_quotation(5000));
  approve(in_time);
  db.clock.advance(4 * kWeek);
  const json::Object body{{"deliveries", json::Array{delivery({{0, 10}})}}};
  expect_refused(tell(act(in_time, "order"), clerk, body), 409, "quotation_lapsed");
  EXPECT_EQ(stock_of(tea).reserved, 0);
}

TEST_F(PurchaseOverHttp, AnOrderIsExactlyWhatWasApproved) {
  stock(wax, 100);
  const auto path = act(approved(), "order");
  const json::Object body{
      {"deliveries", json::Array{delivery({{0, 6}, {1, 21}}), delivery({{0, 3}, {7, 1}}, "440305")}}};
  expect_refused(tell(path, clerk, body), 400, "invalid_request",
                 {"/deliveries quantity_mismatch", "/deliveries quantity_mismatch",
                  "/deliveries/1/lines/0/line other_division", "/deliveries/1/lines/1/line line_not_found"});
  auto heads = order_body();
  heads["heads"] = 10;
  expect_refused(tell(path, clerk, heads), 400, "invalid_request", {"/heads not_allowed"});
  auto nobody = order_body();
  nobody["deliveries"].as_array()[0].as_object().erase("recipient");
  expect_refused(tell(path, clerk, nobody), 400, "invalid_request", {"/deliveries/0 address_or_recipient"});
  const json::Object two{{"deliveries", json::Array{delivery({{0, 6}, {1, 20}}), delivery({{0, 4}}, "440604")}}};
  const auto placed = done(path, clerk, two);
  const auto order = get("/v1/orders/" + text(placed, "order_id"), clerk).body;
  EXPECT_EQ(order.at("deliveries").as_array().size(), 2u);
  EXPECT_EQ(order.at("lines").as_array().size(), 3u);
  EXPECT_EQ(fen(order, "freight"), 1200);
  EXPECT_EQ(fen(order.at("lines").at(0), "unit_price"), 5000);
  EXPECT_TRUE(order.at("on_credit").as_bool());
  EXPECT_EQ(text(order.at("deliveries").at(0).at("recipient"), "recipient"), "陈小明");
}

TEST_F(PurchaseOverHttp, TheListedPriceDoesNotMatterAndShortStockLeavesTheApproval) {
  const auto proposal = approved(), path = act(proposal, "order");
  auto dearer = tea;
  dearer.version = 2;
  dearer.price = Money(9900);
  publish(dearer);
  stock(wax, 5);
  const auto refused = tell(path, clerk, order_body());
  expect_refused(refused, 409, "insufficient_stock", {"/deliveries/0/lines/1/line insufficient_stock"});
  const auto& item = refused.body.at("items").at(0);
  EXPECT_EQ(text(item, "sku_id"), wax.sku.str());
  EXPECT_EQ(item.at("requested").as_int64(), 20);
  EXPECT_EQ(item.at("available").as_int64(), 5);
  EXPECT_EQ(text(proposal_view(proposal), "state"), "approved");
  EXPECT_FALSE(proposal_view(proposal).as_object().contains("order_id"));
  EXPECT_EQ(stock_of(tea).reserved, 0);
  stock(wax, 20, "L2");
  const auto first = tell(path, clerk, order_body(), "same");
  ASSERT_EQ(first.status, 201) << first.text;
  EXPECT_EQ(fen(first.body, "total"), 111'200);
  EXPECT_EQ(first.header("Idempotent-Replayed"), "");
  const auto again = tell(path, clerk, order_body(), "same");
  EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
  EXPECT_EQ(text(again.body, "order_id"), text(first.body, "order_id"));
  expect_refused(tell(path, boss, order_body()), 409, "proposal_state");
  EXPECT_EQ(stock_of(tea).reserved, 10);
  EXPECT_EQ(stock_of(wax).reserved, 20);
  const auto view = proposal_view(proposal);
  EXPECT_EQ(text(view, "state"), "ordered");
  EXPECT_EQ(text(view.at("steps").at(2), "reason"), "insufficient_stock");
  const auto next = approved();
  withdraw(wax);
  expect_refused(tell(act(next, "order"), clerk, order_body()), 422, "sku_not_for_sale");
}

TEST_F(PurchaseOverHttp, ContractNumbersAreTheUnitsOwnAndUnique) {
  stock(wax, 100);
  const auto year = std::to_string(int(china_date(db.clock.now()).year()));
  auto body = order_body();
  body["contract_number"] = "CG" + year + "-0001";
  done(act(approved(), "order"), clerk, body);
  const auto second = act(approved(), "order");
  expect_refused(tell(second, clerk, body), 409, "contract_number_taken", {"/contract_number contract_number_taken"});
  body["contract_number"] = " CG";
  expect_refused(tell(second, clerk, body), 400, "invalid_request", {"/contract_number invalid_text"});
  EXPECT_EQ(text(done(second, clerk, order_body()), "contract_number"), "CG" + year + "-0002");
  set_policy(0);
  EXPECT_EQ(text(done(act(approved(), "order"), clerk, order_body()), "contract_number"), "FS-" + year + "-0003");
  const auto listed = get("/v1/procurement/orders", clerk);
  EXPECT_EQ(listed.body.at("items").as_array().size(), 3u);
  EXPECT_EQ(
      get("/v1/procurement/orders", unit(identity::OrganisationKind::enterprise)).body.at("items").as_array().size(),
      0u);
}

// About New Year two purchases of a unit hold the counters of different years, and a number is given once all the same.
TEST_F(PurchaseOverHttp, AContractNumberIsGivenOnceOverTheYears) {
  stock(wax, 100);
  const auto proposal = approved();
  const auto year = int(china_date(db.clock.now()).year());
  PurchaseRow next;
  next.order = OrderId::make(db.clock, db.random);
  next.group = OrderGroupId::make(db.clock, db.random);
  next.proposal = ProposalId::make(db.clock, db.random);
  next.rfq = RfqId::make(db.clock, db.random);
  next.quotation = QuotationId::make(db.clock, db.random);
  next.buyer = buyer_of(clerk);
  next.supplier = tea.supplier;
  next.contract_number = "年度合同-1";
  next.held_until = next.prepared_at = db.clock.now();
  std::promise<void> prepared;
  std::thread other([&] {  // commits once somebody waits for it
    const auto prepare = [&](db::Tx& tx) -> Result<bool> {
      store::lock_contract_counter(tx, *clerk.organisation, store::kEveryYear);
      store::lock_contract_counter(tx, *clerk.organisation, year + 1);
      const bool put = store::put_purchase(tx, next);
      prepared.set_value();
      db::Connection admin(fixture::DatabaseServer::shared().admin());
      const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds(10);
      for (std::int64_t waiting = 0; waiting == 0 && std::chrono::steady_clock::now() < give_up_at;) {
        waiting = std::stoll(
            admin.query("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'").front().get<std::string>("Value"));
      }
      return put;
    };
    EXPECT_TRUE(db.transaction(prepare).value());
  });
  prepared.get_future().wait();
  auto body = order_body();
  body["contract_number"] = next.contract_number;
  expect_refused(tell(act(proposal, "order"), clerk, body), 409, "contract_number_taken");
  other.join();
  const auto kept = db.transaction(
      [&](db::Tx& tx) -> Result<std::optional<PurchaseRow>> { return store::find_purchase(tx, next.proposal); });
  ASSERT_TRUE(kept.value());
  EXPECT_EQ(kept.value()->order, next.order);
  done(act(proposal, "order"), clerk, order_body());
}

// Each head gets a share of every order; what is over the year's cap is refused with the figures.
TEST_F(PurchaseOverHttp, AUnionStaysBelowTheCapPerHead) {
  stock(wax, 100);
  clerk = unit(identity::OrganisationKind::trade_union);
  boss = colleague_of(clerk);
  boss.administrator = true;
  const auto proposal = approved(), path = act(proposal, "order");  // 1112.00 yuan
  expect_refused(tell(path, clerk, order_body()), 400, "invalid_request", {"/heads required"});
  auto body = order_body();
  body["heads"] = 10;
  expect_refused(tell(path, clerk, body), 422, "gift_cap_missing");
  const auto year = int(china_date(db.clock.now()).year());
  const json::Object cap{{"year", year}, {"cap_per_head", money(20'000)}, {"source", "粤工总文件"}};
  expect_refused(tell("/v1/procurement/gift-caps", clerk, cap), 403, "administrator_required");
  expect_refused(tell("/v1/procurement/gift-caps", platform(), cap), 400, "invalid_request", {"/region required"});
  auto regional = cap;
  regional["region"] = "440000";
  done("/v1/procurement/gift-caps", platform(), regional);
  auto lower = cap;
  lower["cap_per_head"] = money(11'000);
  done("/v1/procurement/gift-caps", boss, lower);
  EXPECT_EQ(get("/v1/procurement/gift-caps", clerk).body.at("items").as_array().size(), 2u);
  const auto refused = tell(path, clerk, body);
  expect_refused(refused, 422, "gift_cap_exceeded");
  EXPECT_EQ(refused.body.at("figures").at("order_per_head_fen").as_int64(), 11'120);
  EXPECT_EQ(refused.body.at("figures").at("cap_per_head_fen").as_int64(), 11'000);
  body["heads"] = 20;  // 55.60 yuan each
  const auto placed = done(path, clerk, body);
  EXPECT_EQ(placed.at("heads").as_int64(), 20);
  const auto next = act(approved(), "order");
  body["heads"] = 15;
  const auto over = tell(next, clerk, body);
  expect_refused(over, 422, "gift_cap_exceeded");
  EXPECT_EQ(over.body.at("figures").at("spent_per_head_fen").as_int64(), 5560);
  // What is cancelled was not spent.
  done("/v1/orders/" + text(placed, "order_id") + "/cancel", clerk, reason("重复采购"));
  done(next, clerk, body);
}

// The order was committed and its answer lost: asking again finds it, whatever is asked for then.
TEST_F(PurchaseOverHttp, AnOrderThatWasLostOnTheWayIsFoundAgain) {
  stock(wax, 100);
  const auto proposal = approved();
  const auto id = *ProposalId::parse(proposal);
  const auto placed = done(act(proposal, "order"), clerk, order_body());
  static constexpr db::Query kForget{"test.forget", "UPDATE proposal SET state = 'ordering' WHERE id = :id"};
  static constexpr db::Query kQuotation{
      "test.quotation",
      "UPDATE quotation q, proposal p SET q.state = 'accepted' WHERE q.id = p.quotation_id AND p.id = :id"};
  const auto forget = [&](db::Tx& tx) -> Result<bool> {
    tx.execute(kForget, {{"id", id}});
    tx.execute(kQuotation, {{"id", id}});
    return true;
  };
  db.transaction(forget).value();
  const auto found = done(act(proposal, "order"), boss, order_body());
  EXPECT_EQ(text(found, "order_id"), text(placed, "order_id"));
  EXPECT_EQ(text(found, "contract_number"), text(placed, "contract_number"));
  EXPECT_EQ(text(proposal_view(proposal), "state"), "ordered");
  EXPECT_EQ(stock_of(tea).reserved, 10);
}

// The process died between the attempt and the order: nobody is left to give up, so the buyer may.
TEST_F(PurchaseOverHttp, AnAttemptThatWasLostMayBeWithdrawn) {
  const auto proposal = approved();
  const auto id = *ProposalId::parse(proposal);
  const auto lose = [&](db::Tx& tx) -> Result<bool> {
    static constexpr db::Query kLose{"test.lose",
                                     "UPDATE proposal SET state = 'ordering', ordering_until = :until WHERE id = :id"};
    tx.execute(kLose, {{"id", id}, {"until", tx.now() + std::chrono::seconds(60)}});
    return true;
  };
  db.transaction(lose).value();
  expect_refused(tell(act(proposal, "withdraw"), clerk, reason()), 409, "order_in_progress");
  db.clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(text(done(act(proposal, "withdraw"), clerk, reason("不再需要")), "state"), "withdrawn");
  stock(wax, 100);
  const auto placed = approved();
  ordered(placed);
  expect_refused(tell(act(placed, "withdraw"), clerk, reason()), 409, "proposal_state");
}

TEST_F(PurchaseOverHttp, WhatIsAnotherUnitsIsNotThere) {
  stock(wax, 100);
  const auto proposal = approved();
  auto stranger = unit(identity::OrganisationKind::budget_unit);
  stranger.administrator = true;
  expect_refused(get("/v1/procurement/proposals/" + proposal, stranger), 404, "proposal_not_found");
  for (const char* action : {"approve", "send-back", "withdraw"}) {
    expect_refused(tell(act(proposal, action), stranger, reason()), 404, "proposal_not_found");
  }
  expect_refused(tell(act(proposal, "order"), stranger, order_body()), 404, "proposal_not_found");
  const auto order = ordered(proposal);
  for (const auto& who : {stranger, rival}) {
    expect_refused(get("/v1/procurement/orders/" + order, who), 404, "order_not_found");
  }
  EXPECT_EQ(get("/v1/procurement/orders/" + order, coop).status, 200);
  EXPECT_EQ(get("/v1/procurement/orders/" + order, platform()).status, 200);
  EXPECT_EQ(get("/v1/procurement/proposals", stranger).body.at("items").as_array().size(), 0u);
  EXPECT_EQ(get("/v1/procurement/proposals", coop).status, 403);
}

}  // namespace
}  // namespace shanhai::orders
