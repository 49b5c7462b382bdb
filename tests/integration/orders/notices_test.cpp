// Who is told of what: the buyer's people and the supplier, of every step that somebody else took.
#include <algorithm>
#include <iterator>

#include "services/orders/notices/notices.hpp"
#include "services/orders/procurement/deadlines.hpp"
#include "tests/integration/orders/procurement_world.hpp"
#include "tests/integration/orders/returns_world.hpp"

namespace shanhai::orders {
namespace {

using Names = std::vector<std::string>;

// A cooperative's administrator: what goes to the organisation goes to them.
auth::Principal administrator_of(auth::Principal who) {
  who.administrator = true;
  return who;
}

// Of the only notice of that name.
json::Object details_of(const std::vector<Told>& all, std::string_view name) {
  json::Object out;
  int found = 0;
  for (const auto& notice : all) {
    if (notice.name != name) continue;
    out = notice.details;
    ++found;
  }
  EXPECT_EQ(found, 1) << name;
  return out;
}

class ProcurementNotices : public ProcurementOverHttp {
 protected:
  // What is new since the last call, by name.
  Names news(const auth::Principal& who) {
    auto all = told_to(who);
    std::sort(all.begin(), all.end());
    auto& seen = seen_[who.account];
    Names out;
    std::set_difference(all.begin(), all.end(), seen.begin(), seen.end(), std::back_inserter(out));
    seen = std::move(all);
    return out;
  }
  ProcurementDeadlines deadlines{context};
  auth::Principal cooperative = administrator_of(coop), other = administrator_of(rival);

 private:
  std::map<AccountId, Names> seen_;
};

TEST_F(ProcurementNotices, FromTheRequestToTheFapiao) {
  stock(wax, 100);
  auto body = rfq_body();
  body["suppliers"] = json::Array{tea.supplier.str(), honey.supplier.str()};
  const auto rfq = publish_rfq(body);
  EXPECT_EQ(news(cooperative), Names{"orders.rfq_published.supplier"});
  EXPECT_EQ(news(other), Names{"orders.rfq_published.supplier"});
  EXPECT_TRUE(news(clerk).empty());
  const auto quotation = submit(rfq, coop, quotation_body({quoted(0, tea, 10, 5000), quoted(1, wax, 20, 3000)}, 1200));
  EXPECT_EQ(news(clerk), Names{"orders.quotation_submitted.buyer"});
  EXPECT_TRUE(news(other).empty()) << "who else quotes is not a rival's business";
  close(rfq);
  EXPECT_EQ(news(clerk), Names{"orders.rfq_closed.buyer"});
  EXPECT_EQ(news(cooperative), Names{"orders.rfq_closed.supplier"});
  EXPECT_EQ(news(other), Names{"orders.rfq_closed.supplier"});
  const auto proposal = propose(quotation);
  EXPECT_EQ(news(boss), Names{"orders.proposal_made.approver"});
  approve(proposal);
  EXPECT_EQ(news(clerk), Names{"orders.proposal_approved.buyer"});
  EXPECT_EQ(news(cooperative), Names{"orders.quotation_accepted.supplier"});
  const auto order = ordered(proposal);
  EXPECT_EQ(news(clerk), Names{"orders.proposal_ordered.buyer"});
  EXPECT_EQ(news(cooperative), Names{"orders.quotation_ordered.supplier"});
  EXPECT_EQ(run(parts.fulfilment.deadlines().tell_due()), 0) << "while it may still be refused";
  db.clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(run(parts.fulfilment.deadlines().tell_due()), 1);
  EXPECT_EQ(run(parts.fulfilment.deadlines().tell_due()), 0);
  EXPECT_EQ(news(cooperative), Names{"orders.credit_placed.supplier"}) << "nobody pays first";
  deliver_and_accept(order);
  news(clerk), news(cooperative);
  const json::Object wanted{{"orders", json::Array{json::Object{{"order_id", order}}}},
                            {"kind", "general"},
                            {"title", "佛山市某单位"},
                            {"taxpayer_number", uscc}};
  const auto ask = [&] { return text(done("/v1/invoices", clerk, wanted), "invoice_id"); };
  done("/v1/invoices/" + ask() + "/cancel", clerk, reason("抬头有误"));
  EXPECT_EQ(news(cooperative), (Names{"orders.invoice_cancelled.supplier", "orders.invoice_requested.supplier"}));
  done("/v1/invoices/" + ask() + "/refuse", coop, reason("资料不全"));
  EXPECT_EQ(news(clerk), Names{"orders.invoice_refused.buyer"});
  const auto invoice = ask();
  const auto yy = std::to_string(int(china_date(db.clock.now()).year()) % 100);
  done("/v1/invoices/" + invoice + "/issue", coop, issue_body((yy + "512000000000000001").c_str()));
  auto red = issue_body((yy + "512000000000000002").c_str());
  red["reason"] = "mistake";
  done("/v1/invoices/" + invoice + "/correct", coop, red);
  EXPECT_EQ(news(clerk), (Names{"orders.invoice_corrected.buyer", "orders.invoice_issued.buyer"}));
}

TEST_F(ProcurementNotices, OfWhatIsTakenBackAndSentBack) {
  const auto rfq = publish_rfq(rfq_body());
  EXPECT_TRUE(news(cooperative).empty()) << "open to all: it stands in every list";
  const auto quotation = submit(rfq, coop, quotation_body({quoted(0, tea, 10, 5000)}));
  const auto withdrawn = submit(rfq, rival, quotation_body({quoted(1, honey, 20, 3000)}));
  done("/v1/procurement/quotations/" + withdrawn + "/withdraw", rival, reason());
  EXPECT_EQ(news(clerk), (Names{"orders.quotation_submitted.buyer", "orders.quotation_submitted.buyer",
                                "orders.quotation_withdrawn.buyer"}));
  close(rfq);
  EXPECT_TRUE(news(other).empty());
  news(clerk), news(cooperative);
  auto approver = colleague_of(clerk);
  const json::Object policy{{"valid_from", day(1)},
                            {"single_approval", money(0)},
                            {"approvers", json::Array{approver.account.str(), clerk.account.str(), boss.account.str()}},
                            {"reason", "内控要求"}};
  done("/v1/procurement/policies", boss, policy);
  EXPECT_EQ(news(boss), Names{"orders.procurement_policy_set.approver"});
  db.clock.advance(std::chrono::hours(48));
  const auto proposal = propose(quotation);
  EXPECT_EQ(news(boss), Names{"orders.proposal_made.approver"}) << "once, as administrator and by name";
  done("/v1/procurement/proposals/" + proposal + "/send-back", boss, reason("超预算"));
  EXPECT_EQ(news(clerk), Names{"orders.proposal_sent_back.buyer"}) << "not asked to decide on one's own";
  EXPECT_EQ(news(approver), Names{"orders.proposal_made.approver"});
  const auto again = propose(quotation);
  approve(again);
  done("/v1/procurement/proposals/" + again + "/withdraw", boss, reason("不再需要"));
  EXPECT_EQ(news(cooperative), (Names{"orders.quotation_accepted.supplier", "orders.quotation_released.supplier"}));
  EXPECT_EQ(news(clerk), (Names{"orders.proposal_approved.buyer", "orders.proposal_withdrawn.buyer"}));
  done("/v1/procurement/rfqs/" + rfq + "/withdraw", clerk, reason("计划取消"));
  EXPECT_EQ(news(cooperative), Names{"orders.rfq_withdrawn.supplier"});
}

// Sealed quotations stay a secret until the deadline, their number included; then the request closes by itself.
TEST_F(ProcurementNotices, ADeadlineClosesAndAQuotationLapses) {
  auto body = rfq_body();
  body["sealed"] = true;
  const auto rfq = publish_rfq(body);
  const auto quotation = submit(rfq, coop, quotation_body({quoted(0, tea, 10, 5000)}));
  submit(rfq, coop, quotation_body({quoted(0, tea, 10, 4900)}));
  EXPECT_TRUE(news(clerk).empty());
  db.clock.advance(kWeek - std::chrono::seconds(2));
  EXPECT_EQ(run(deadlines.close_due()), 0);
  db.clock.advance(std::chrono::seconds(2));
  EXPECT_EQ(run(deadlines.close_due()), 1);
  EXPECT_EQ(run(deadlines.close_due()), 0);
  EXPECT_EQ(news(clerk), Names{"orders.rfq_closed.buyer"});
  EXPECT_EQ(details_of(told(), "orders.rfq_closed.buyer").at("quotations").to_number<int>(), 1);
  EXPECT_EQ(news(cooperative), Names{"orders.rfq_closed.supplier"});
  const auto closed = events("orders.rfq_closed");
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].actor, "system");
  EXPECT_EQ(closed[0].reason, "deadline");
  EXPECT_EQ(text(get("/v1/procurement/rfqs/" + rfq, clerk).body, "state"), "closed");
  const auto proposal = propose(quotation, 2);
  approve(proposal);
  news(clerk), news(cooperative);
  db.clock.advance(3 * kWeek);
  EXPECT_EQ(run(deadlines.lapse_due()), 1);
  EXPECT_EQ(run(deadlines.lapse_due()), 0);
  EXPECT_EQ(news(clerk), Names{"orders.quotation_lapsed.buyer"});
  EXPECT_EQ(news(cooperative), Names{"orders.quotation_lapsed.supplier"});
  ASSERT_EQ(events("orders.quotation_lapsed").size(), 1U);
  const json::Object late{{"deliveries", json::Array{delivery({{0, 10}})}}};
  expect_refused(tell("/v1/procurement/proposals/" + proposal + "/order", clerk, late), 409, "quotation_lapsed");
  done("/v1/procurement/proposals/" + proposal + "/withdraw", clerk, reason("报价已过期"));
}

// Nobody is left with a decision that can't be taken any more.
TEST_F(ProcurementNotices, WhatCannotBeBoughtAnyMoreWaitsForNobody) {
  const auto state = [&](const std::string& proposal) {
    return get("/v1/procurement/proposals/" + proposal, clerk).body;
  };
  const auto rfq = publish_rfq(rfq_body());
  const auto quotation = submit(rfq, coop, quotation_body({quoted(0, tea, 10, 5000)}));
  close(rfq);
  const auto proposal = propose(quotation);
  news(clerk), news(boss);
  done("/v1/procurement/rfqs/" + rfq + "/withdraw", clerk, reason("计划取消"));
  EXPECT_EQ(text(state(proposal), "state"), "withdrawn");
  EXPECT_EQ(text(state(proposal).at("steps").at(1), "reason"), "rfq_withdrawn");
  EXPECT_EQ(text(state(proposal).at("steps").at(1), "actor"), clerk.account.str());
  EXPECT_EQ(news(clerk), Names{"orders.proposal_withdrawn.buyer"});
  EXPECT_EQ(news(boss), Names{"orders.proposal_withdrawn.approver"});
  const auto next = publish_rfq(rfq_body());
  const auto lapsing = submit(next, coop, quotation_body({quoted(0, tea, 10, 5000)}));
  auto longer = quotation_body({quoted(1, honey, 20, 3000)});
  longer["valid_until"] = after(5 * kWeek);
  const auto lasting = submit(next, rival, longer);
  close(next);
  const auto waiting = propose(lapsing), other_lines = propose(lasting);
  db.clock.advance(4 * kWeek - std::chrono::seconds(1));
  news(clerk), news(boss);
  db.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(run(deadlines.lapse_due()), 2);
  EXPECT_EQ(text(state(waiting), "state"), "withdrawn");
  EXPECT_EQ(text(state(other_lines), "state"), "proposed");
  const auto step = state(waiting).at("steps").at(1);
  EXPECT_EQ(text(step, "reason"), "quotation_lapsed");
  EXPECT_FALSE(step.as_object().contains("actor")) << "nobody did";
  EXPECT_EQ(news(boss), Names{"orders.proposal_withdrawn.approver"});
  const auto withdrawn = events("orders.proposal_withdrawn");
  ASSERT_EQ(withdrawn.size(), 2U);
  EXPECT_EQ(withdrawn[1].actor, "system");
}

TEST_F(ProcurementNotices, AWithdrawnQuotationIsNotDecidedOn) {
  const auto rfq = publish_rfq(rfq_body());
  const auto quotation = submit(rfq, coop, quotation_body({quoted(0, tea, 10, 5000)}));
  const auto staying = submit(rfq, rival, quotation_body({quoted(1, honey, 20, 3000)}));
  close(rfq);
  const auto proposal = propose(quotation), other_lines = propose(staying);
  news(clerk), news(boss);
  done("/v1/procurement/quotations/" + quotation + "/withdraw", coop, reason("缺货"));
  const auto ended = get("/v1/procurement/proposals/" + proposal, clerk).body;
  EXPECT_EQ(text(ended, "state"), "withdrawn");
  EXPECT_EQ(text(ended.at("steps").at(1), "reason"), "quotation_withdrawn");
  EXPECT_FALSE(ended.at("steps").at(1).as_object().contains("actor")) << "nobody of the unit";
  EXPECT_EQ(news(clerk), (Names{"orders.proposal_withdrawn.buyer", "orders.quotation_withdrawn.buyer"}));
  EXPECT_EQ(news(boss), Names{"orders.proposal_withdrawn.approver"});
  approve(other_lines);
}

// Who asked hears that a quotation lapsed as long as they could have bought by it.
TEST_F(ProcurementNotices, AQuotationThatLostLapsesInSilence) {
  const auto lapse = [&](std::int64_t line, const Product& product) {
    const auto rfq = publish_rfq(rfq_body());
    auto lasting = quotation_body({quoted(line, product, line == 0 ? 10 : 20, 3000)});
    lasting["valid_until"] = after(5 * kWeek);
    const auto won = submit(rfq, coop, lasting);
    submit(rfq, rival, quotation_body({quoted(1, honey, 20, 3100)}));
    close(rfq);
    approve(propose(won));
    db.clock.advance(4 * kWeek - std::chrono::seconds(1));
    news(clerk), news(other);
    db.clock.advance(std::chrono::seconds(1));
    EXPECT_EQ(run(deadlines.lapse_due()), 1);
    EXPECT_EQ(news(other), Names{"orders.quotation_lapsed.supplier"});
    return news(clerk);
  };
  EXPECT_TRUE(lapse(1, wax).empty());
  db.clock.advance(kWeek);
  EXPECT_EQ(run(deadlines.lapse_due()), 1);  // the one that won, and was not ordered
  EXPECT_EQ(news(clerk), Names{"orders.quotation_lapsed.buyer"});
  EXPECT_EQ(lapse(0, tea), Names{"orders.quotation_lapsed.buyer"}) << "the honey is still to be bought";
}

TEST_F(ProcurementNotices, WhatWasEndedOrBoughtNeitherClosesNorLapses) {
  stock(wax, 100);
  ordered(approved());
  const auto rfq = publish_rfq(rfq_body());
  const auto quotation = submit(rfq, coop, quotation_body({quoted(0, tea, 1, 5000)}));
  done("/v1/procurement/quotations/" + quotation + "/withdraw", coop, reason());
  done("/v1/procurement/rfqs/" + rfq + "/withdraw", clerk, reason("计划取消"));
  const auto before = told().size();
  db.clock.advance(5 * kWeek);
  EXPECT_EQ(run(deadlines.close_due()), 2);  // the waits end
  EXPECT_EQ(run(deadlines.lapse_due()), 2);
  EXPECT_EQ(told().size(), before);
  EXPECT_EQ(run(deadlines.close_due()) + run(deadlines.lapse_due()), 0);
}

class MoneyNotices : public ReturnsWorld {
 protected:
  auth::Principal cooperative = administrator_of(coop);
  std::int64_t count(const auth::Principal& who, const std::string& name) {
    const auto all = told_to(who);
    return std::count(all.begin(), all.end(), name);
  }
};

TEST_F(MoneyNotices, OfWhatCompletesAndIsRated) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto command = by(who);
  run(parts.fulfilment.rate(command, id, {5, {}}, key())).value();
  EXPECT_EQ(count(cooperative, "orders.order_rated.supplier"), 1);
  wait_days(20);
  run(parts.fulfilment.deadlines().complete_due());
  EXPECT_EQ(count(cooperative, "orders.order_completed.supplier"), 1);
  EXPECT_EQ(count(who, "orders.order_completed.buyer"), 1);
}

// Each step that the program takes because a side was silent is told to both.
TEST_F(MoneyNotices, OfStepsThatSilenceTook) {
  const auto id = accepted(who, {{&tea, 3}});
  const auto refused = asked(id, 1, ReturnKind::quality);
  const auto returned = asked(id, 1);
  wait_days(4);
  EXPECT_EQ(run_due(), 1);  // no answer: approved
  EXPECT_EQ(count(cooperative, "orders.return_approved.supplier"), 2);
  try_send(returned.return_id).value();
  wait_days(16);
  run_due();  // arrived, and the other one never sent
  EXPECT_EQ(count(who, "orders.return_arrived.buyer"), 1);
  EXPECT_EQ(count(cooperative, "orders.return_lapsed.supplier"), 1);
  EXPECT_EQ(state_of(refused.return_id), ReturnState::lapsed);
  wait_days(8);
  run_due();
  EXPECT_EQ(count(cooperative, "orders.return_received.supplier"), 1);
  run(parts.refunds.run_due());
  EXPECT_EQ(count(cooperative, "orders.order_refunded.supplier"), 1);
}

TEST_F(MoneyNotices, OfMoneyThatNoOrderTook) {
  const auto receipt = placed(who, {{&tea, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  db.clock.advance(std::chrono::hours(2));
  run(parts.ordering.expire_due());
  placed(consumer(), {{&tea, 20}});  // nothing is left for it
  receive(payment.payment_id.str(), payment.amount).value();
  EXPECT_EQ(count(who, "orders.rest_promised.buyer"), 1);
  channel.refuses_for_good = true;
  run(parts.refunds.run_due());
  EXPECT_EQ(count(who, "orders.refund_refused.buyer"), 1);
  channel.refuses_for_good = false;
  RefundQuery query;
  query.state = RefundState::refused;
  const auto refused = run(parts.refunds.refunds(query)).value().items.at(0).refund_id;
  const auto command = by(operator_);
  run(parts.refunds.retry(command, refused, "账户已恢复", key())).value();
  run(parts.refunds.run_due());
  EXPECT_EQ(count(who, "orders.rest_refunded.buyer"), 1);
  EXPECT_EQ(count(who, "orders.order_expired.buyer"), 1);
  EXPECT_EQ(count(cooperative, "orders.order_expired.supplier"), 0) << "it never knew the order";
}

TEST_F(MoneyNotices, OfLateMoneyAndParts) {
  const auto receipt = placed(who, {{&tea, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  db.clock.advance(std::chrono::hours(2));
  run(parts.ordering.expire_due());
  receive(payment.payment_id.str(), payment.amount).value();
  EXPECT_EQ(count(who, "orders.order_revived.buyer"), 1);
  const auto union_ = unit(identity::OrganisationKind::trade_union);
  const auto bought = placed(union_, {{&tea, 1}}, PaymentChannel::bank_transfer);
  const auto transfer = open_payment(union_, bought.order_group_id, PaymentChannel::bank_transfer);
  const auto statement = "booked_on,amount_fen,reference,payer_name,entry_number\n" +
                         to_string(china_date(db.clock.now())) + ",800," + transfer.bank_transfer->reference_code +
                         ",工会,E-1\n";
  const auto command = by(operator_);
  run(parts.statements.import(command, statement, key())).value();
  EXPECT_EQ(details_of(told(), "orders.payment_part.buyer").at("missing").as_string(), "50.00");
}

TEST_F(MoneyNotices, OfOrdersOnCreditThatEnd) {
  const auto school = unit(identity::OrganisationKind::budget_unit);
  const auto first = placed(school, {{&tea, 1}}, PaymentChannel::bank_transfer);
  const auto second = placed(school, {{&tea, 1}}, PaymentChannel::bank_transfer);
  const auto command = by(school);
  run(parts.ordering.cancel(command, first.orders[0].order_id, "不要了")).value();
  db.clock.advance(std::chrono::seconds(61));
  EXPECT_EQ(run(parts.fulfilment.deadlines().tell_due()), 2);
  EXPECT_EQ(count(cooperative, "orders.credit_placed.supplier"), 1) << "what was cancelled is not to be shipped";
  EXPECT_EQ(count(cooperative, "orders.order_cancelled.supplier"), 1);
  wait_days(31);
  run(parts.ordering.expire_due());
  EXPECT_EQ(count(cooperative, "orders.order_expired.supplier"), 1);
  EXPECT_EQ(order(school, second.orders[0].order_id).state, OrderState::cancelled);
}

TEST_F(MoneyNotices, OfStockThatLeavesTheShelf) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto command = by(coop);
  run(stock_service.correct(command, {lot, 18, 17, CorrectionReason::damaged, {}}, key())).value();
  EXPECT_EQ(count(cooperative, "orders.stock_corrected.supplier"), 1);
  for (int i = 0; i < 2; ++i) run(stock_service.block_lot({lot, "农残超标"})).value();
  EXPECT_EQ(count(cooperative, "orders.lot_blocked.supplier"), 1);
  EXPECT_EQ(run(parts.fulfilment.deadlines().tell_due()), 1);
  EXPECT_EQ(run(parts.fulfilment.deadlines().tell_due()), 0);
  EXPECT_EQ(count(who, "orders.lot_recalled.buyer"), 1);
  EXPECT_EQ(order(who, id).state, OrderState::accepted);
}

}  // namespace
}  // namespace shanhai::orders
