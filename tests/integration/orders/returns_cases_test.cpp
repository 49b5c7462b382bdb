// Exchanges, complaints without a return, deadlines, and what becomes of goods that came back.
#include "services/orders/ordering/fair_loop.hpp"
#include "tests/integration/orders/returns_world.hpp"

namespace shanhai::orders {
namespace {

class ReturnCasesTest : public ReturnsWorld {
 protected:
  // Told by the program, with that reason.
  std::size_t told_by_itself(std::string_view type, std::string_view reason = "overdue") {
    std::size_t out = 0;
    for (const auto& event : events(type)) out += event.actor == kSystemActor && event.reason == reason;
    return out;
  }
  std::vector<std::pair<std::string, std::int64_t>> stock_entries(std::string_view kind) {
    constexpr db::Query kEntries{"test.stock_entries",
                                 "SELECT kind, on_hand_delta FROM stock_entry WHERE kind = :kind ORDER BY id"};
    return db
        .transaction([&](db::Tx& tx) -> Result<std::vector<std::pair<std::string, std::int64_t>>> {
          std::vector<std::pair<std::string, std::int64_t>> out;
          const auto rows = tx.query(kEntries, {{"kind", kind}});
          for (const auto row : rows)
            out.emplace_back(row.get<std::string>("kind"), row.get<std::int64_t>("on_hand_delta"));
          return out;
        })
        .value();
  }
};

TEST_F(ReturnCasesTest, ALawfulReturnCannotBeRefusedAnExchangeCan) {
  const auto id = accepted(who, {{&tea, 4}});
  const auto lawful = asked(id, 1);
  EXPECT_EQ(lawful.state, ReturnState::approved);
  EXPECT_EQ(try_decide(lawful.return_id, false).error().code, "return_not_refusable");
  EXPECT_EQ(decide(lawful.return_id, true).state, ReturnState::approved);  // it is already
  EXPECT_EQ(events(kReturnApproved).size(), 1U);
  EXPECT_EQ(told_by_itself(kReturnApproved, "buyers_right"), 1U);
  const auto swap = asked(id, 1, ReturnKind::no_reason, ReturnRemedy::exchange);
  EXPECT_EQ(swap.state, ReturnState::requested);
  EXPECT_EQ(decide(swap.return_id, false).state, ReturnState::refused);
  EXPECT_EQ(order(who, id).lines[0].returned, 1);
}

TEST_F(ReturnCasesTest, MoneyWithoutTheGoodsNeedsQualityAndAPhotograph) {
  const auto id = accepted(who, {{&tea, 4}});
  auto body = wanted(id, 1, ReturnKind::no_reason, ReturnRemedy::refund_only);
  body.evidence = std::vector{photo()};
  EXPECT_EQ(ask(body).error().fields.at(0).pointer, "/remedy");
  body.kind = ReturnKind::quality;
  body.evidence.reset();
  EXPECT_EQ(ask(body).error().fields.at(0).pointer, "/evidence");
  body.evidence = std::vector{files::UploadedFile{"x.exe", to_base64(std::string("MZ\0\1", 4))}};
  EXPECT_EQ(ask(body).error().fields.at(0).pointer, "/evidence/0/content_base64");
  EXPECT_EQ(order(who, id).lines[0].returned, 0);
  const auto complaint = asked(id, 2, ReturnKind::quality, ReturnRemedy::refund_only);
  EXPECT_EQ(complaint.freight_payer, FreightPayer::supplier);
  EXPECT_EQ(try_decide(complaint.return_id, true).error().code, "return_remedy");
  const auto paid = try_refund(complaint.return_id).value().value;
  EXPECT_EQ(paid.state, ReturnState::refunded);
  EXPECT_EQ(paid.refund->amount, Money(11600));
  EXPECT_FALSE(paid.restocked);
  EXPECT_EQ(stock_of(tea).on_hand, 16);
  EXPECT_EQ(try_refund(complaint.return_id).error().code, "return_state");
  run(parts.refunds.run_due());
  EXPECT_EQ(order(who, id).refunded, Money(11600));
  // The same units are not complained of twice.
  EXPECT_EQ(ask(wanted(id, 3, ReturnKind::quality)).error().code, "more_than_bought");
}

TEST_F(ReturnCasesTest, EvidenceIsReadByThePartiesAndThePlatformOnly) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto complaint = asked(id, 1, ReturnKind::quality, ReturnRemedy::refund_only);
  ASSERT_EQ(complaint.evidence.size(), 1U);
  const auto file = complaint.evidence[0].file_id;
  EXPECT_EQ(complaint.evidence[0].sha256, to_hex(sha256("开箱照片")));
  for (const auto& reader : {who, coop, operator_}) {
    const auto read = run(parts.returns.evidence(reader, complaint.return_id, file)).value();
    EXPECT_EQ(read.bytes, "开箱照片");
    EXPECT_EQ(read.file.media_type, "text/plain");
  }
  const auto other_coop = seller(OrganisationId::make(db.clock, db.random));
  EXPECT_EQ(run(parts.returns.evidence(consumer(), complaint.return_id, file)).error().code, "return_not_found");
  EXPECT_EQ(run(parts.returns.evidence(other_coop, complaint.return_id, file)).error().code, "return_not_found");
  const auto other = asked(accepted(who, {{&tea, 1}}), 1, ReturnKind::quality);
  EXPECT_EQ(run(parts.returns.evidence(who, other.return_id, file)).error().code, "file_not_found");
  // Either side adds some while the case is open; a stranger's file is not even kept.
  const auto stranger = by(consumer()), own = by(coop);
  EXPECT_EQ(
      run(parts.returns.add_evidence(stranger, complaint.return_id, EvidenceBody{{photo("别人的")}})).error().code,
      "return_not_found");
  db.clock.advance(std::chrono::seconds(1));
  const auto both =
      run(parts.returns.add_evidence(own, complaint.return_id, EvidenceBody{{photo("出库照片")}})).value();
  ASSERT_EQ(both.evidence.size(), 2U);
  EXPECT_EQ(both.evidence[1].party, ReturnParty::supplier);
  EXPECT_FALSE(
      std::filesystem::exists(files_directory / to_hex(sha256("别人的")).substr(0, 2) / to_hex(sha256("别人的"))));
  try_refund(complaint.return_id).value();
  EXPECT_EQ(run(parts.returns.add_evidence(own, complaint.return_id, EvidenceBody{{photo()}})).error().code,
            "return_state");
}

TEST_F(ReturnCasesTest, AnExchangeSendsOtherGoodsAndNoMoney) {
  const auto id = accepted(who, {{&tea, 4}});
  const auto swap = asked(id, 2, ReturnKind::quality, ReturnRemedy::exchange);
  decide(swap.return_id, true);
  EXPECT_EQ(stock_of(tea).reserved, 2);
  expect_reconciled();
  EXPECT_EQ(try_send(swap.return_id)->state, ReturnState::sent);
  const auto received = receive_back(swap.return_id, false);
  EXPECT_EQ(received.state, ReturnState::exchanging);
  EXPECT_FALSE(received.refund);
  EXPECT_EQ(received.send_to->phone.str(), address().phone.str());
  EXPECT_FALSE(get(swap.return_id, operator_).send_to);
  db.clock.advance(std::chrono::seconds(1));  // parcels are listed by their ids, and those by time
  const auto shipped = try_ship(swap.return_id).value().value;
  EXPECT_EQ(shipped.state, ReturnState::exchanged);
  ASSERT_EQ(shipped.parcels.size(), 2U);
  EXPECT_EQ(shipped.parcels[0].direction, ParcelDirection::back);
  EXPECT_EQ(shipped.parcels[1].tracking_number, "SF9");
  const auto stock = stock_of(tea);
  EXPECT_EQ(stock.reserved, 0);
  EXPECT_EQ(stock.on_hand, 14);
  const auto view = order(who, id);
  ASSERT_EQ(view.parcels.size(), 2U);  // a recall finds the replacement too
  EXPECT_EQ(view.parcels[1].parcel_id, *shipped.parcels[1].parcel_id);
  EXPECT_EQ(view.parcels[1].lots.at(0).quantity, 2);
  EXPECT_EQ(view.refunding, Money());
  EXPECT_EQ(events(kParcelShipped).size(), 2U);
  EXPECT_EQ(events(kReturnReplaced).size(), 1U);
  EXPECT_EQ(stock_entries("scrapped"), (std::vector<std::pair<std::string, std::int64_t>>{{"scrapped", -2}}));
  // The replacement may be wrong again; all that was bought may still be given back, and no more.
  EXPECT_EQ(view.lines[0].returned, 0);
  const auto again = asked(id, 4, ReturnKind::quality);
  decide(again.return_id, true);
  EXPECT_EQ(receive_back(again.return_id, true).refund->amount, Money(23200));
  EXPECT_EQ(stock_of(tea).on_hand, 18);
}

TEST_F(ReturnCasesTest, AnExchangeWithoutStockIsARefund) {
  const auto id = accepted(who, {{&tea, 18}});
  const auto swap = asked(id, 3, ReturnKind::quality, ReturnRemedy::exchange);
  const auto approved = decide(swap.return_id, true);
  EXPECT_EQ(approved.state, ReturnState::approved);
  EXPECT_EQ(approved.remedy, ReturnRemedy::refund);
  EXPECT_EQ(events(kReturnIrreplaceable).size(), 1U);
  EXPECT_EQ(receive_back(swap.return_id, true).refund->amount, Money(17400));
}

TEST_F(ReturnCasesTest, WhatWasReservedAndThenRecalledIsPaid) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto swap = asked(id, 1, ReturnKind::quality, ReturnRemedy::exchange);
  decide(swap.return_id, true);
  receive_back(swap.return_id, false);
  run(stock_service.block_lot({lot, "召回"})).value();
  const auto paid = try_ship(swap.return_id).value().value;
  EXPECT_EQ(paid.state, ReturnState::received);
  EXPECT_EQ(paid.remedy, ReturnRemedy::refund);
  EXPECT_EQ(paid.refund->amount, Money(5800));
  EXPECT_EQ(stock_of(tea).reserved, 0);
}

TEST_F(ReturnCasesTest, TimeThatRunsOutTakesTheNextStepOnce) {
  const auto& policy = context.policy.returns;
  const auto id = accepted(who, {{&tea, 6}});
  const auto complaint = asked(id, 1, ReturnKind::quality);
  const auto keep = asked(id, 1, ReturnKind::quality, ReturnRemedy::refund_only);
  const auto swap = asked(id, 1, ReturnKind::quality, ReturnRemedy::exchange);
  db.clock.advance(policy.answer_time - std::chrono::microseconds(1));
  EXPECT_EQ(run_due(), 0);
  db.clock.advance(std::chrono::microseconds(1));
  EXPECT_EQ(run_due(), 3);
  EXPECT_EQ(run_due(), 0);
  EXPECT_EQ(state_of(complaint.return_id), ReturnState::approved);
  EXPECT_EQ(state_of(keep.return_id), ReturnState::refunded);
  EXPECT_EQ(stock_of(tea).reserved, 1);
  EXPECT_EQ(told_by_itself(kReturnApproved), 2U);
  // One is never sent; the other arrives, and nobody says so.
  EXPECT_EQ(try_send(swap.return_id)->due_at, db.clock.now() + std::chrono::hours(24) * policy.transit_days);
  wait_days(policy.send_days);
  EXPECT_EQ(run_due(), 1);
  EXPECT_EQ(state_of(complaint.return_id), ReturnState::lapsed);
  EXPECT_EQ(order(who, id).lines[0].returned, 2);
  wait_days(policy.transit_days);
  EXPECT_EQ(run_due(), 1);
  EXPECT_EQ(state_of(swap.return_id), ReturnState::arrived);
  wait_days(policy.inspection_days);
  EXPECT_EQ(run_due(), 1);
  EXPECT_EQ(state_of(swap.return_id), ReturnState::exchanging);
  wait_days(policy.replacement_days);
  EXPECT_EQ(run_due(), 1);
  const auto paid = get(swap.return_id, who);
  EXPECT_EQ(paid.state, ReturnState::received);
  EXPECT_EQ(paid.refund->amount, Money(5800));
  EXPECT_EQ(stock_of(tea).reserved, 0);
  EXPECT_FALSE(paid.due_at);
  EXPECT_EQ(run_due(), 0);
  EXPECT_EQ(told_by_itself(kReturnLapsed), 1U);
  EXPECT_EQ(told_by_itself(kReturnArrived), 1U);
  EXPECT_EQ(run(parts.refunds.run_due()), 2);
  EXPECT_EQ(order(who, id).refunded, Money(11600));
}

// Bought on credit and not paid: there is nothing to give back. What nobody decides in time waits for the money then,
// and is asked about again without a failure.
TEST_F(ReturnCasesTest, WhatIsOverdueOnUnpaidCreditWaitsForTheMoney) {
  const auto& policy = context.policy.returns;
  who = unit(identity::OrganisationKind::budget_unit);
  const auto receipt = placed(who, {{&tea, 4}}, PaymentChannel::bank_transfer);
  const auto id = receipt.orders[0].order_id;
  fulfil(id);
  const auto buyer = by(who), operates = by(operator_);
  run(parts.fulfilment.accept(buyer, id)).value();
  const auto back = asked(id, 1, ReturnKind::quality);
  const auto swap = asked(id, 1, ReturnKind::quality, ReturnRemedy::exchange);
  for (const auto& one : {back, swap}) {
    decide(one.return_id, true);
    try_send(one.return_id).value();
    try_step(coop, one.return_id, note_arrival).value();
  }
  receive_back(swap.return_id, false);
  const auto keep = asked(id, 1, ReturnKind::quality, ReturnRemedy::refund_only);
  const auto told_before = told().size();
  wait_days(std::max(policy.inspection_days, policy.replacement_days));
  EXPECT_EQ(run_due(), 0);
  db.clock.advance(kAskAgain);
  EXPECT_EQ(run_due(), 0);
  EXPECT_EQ(state_of(back.return_id), ReturnState::arrived);
  EXPECT_EQ(state_of(swap.return_id), ReturnState::exchanging);
  EXPECT_EQ(state_of(keep.return_id), ReturnState::requested);
  EXPECT_EQ(told().size(), told_before);
  static constexpr db::Query kFailures{
      "test.failures", "SELECT COUNT(*) AS n, CAST(SUM(attempts) AS SIGNED) AS failures FROM loop_retry"};
  db.transaction([](db::Tx& tx) -> Result<bool> {
      const auto rows = tx.query(kFailures);
      EXPECT_EQ(rows.front().get<std::int64_t>("n"), 3);
      EXPECT_EQ(rows.front().get<std::int64_t>("failures"), 0);
      return true;
    }).value();
  const auto payment = open_payment(who, receipt.order_group_id, PaymentChannel::bank_transfer);
  const auto statement = "booked_on,amount_fen,reference,payer_name,entry_number\n" +
                         to_string(china_date(db.clock.now())) + ",23200," + payment.bank_transfer->reference_code +
                         ",学校,E-1\n";
  run(parts.statements.import(operates, statement, key())).value();
  db.clock.advance(kAskAgain);
  EXPECT_EQ(run_due(), 3);
  EXPECT_EQ(state_of(back.return_id), ReturnState::received);
  EXPECT_EQ(state_of(swap.return_id), ReturnState::received);
  EXPECT_EQ(state_of(keep.return_id), ReturnState::refunded);
  EXPECT_EQ(run_due(), 0);
}

TEST_F(ReturnCasesTest, GoodsThatWereNotInspectedArePaidAndSortedLater) {
  const auto id = accepted(who, {{&tea, 3}});
  const auto back = asked(id, 3);
  try_send(back.return_id).value();
  EXPECT_EQ(try_step(coop, back.return_id, note_arrival)->state, ReturnState::arrived);
  wait_days(context.policy.returns.inspection_days);
  EXPECT_EQ(run_due(), 1);
  const auto paid = get(back.return_id, coop);
  EXPECT_EQ(paid.state, ReturnState::received);
  EXPECT_EQ(paid.refund->amount, Money(17400));
  EXPECT_FALSE(paid.restocked);
  const auto command = by(coop);
  ReceiveBody some;
  some.lines = std::vector<SortedLineBody>{{paid.lines[0].line_id, 4}};
  const auto sort = [&](ReceiveBody body) {
    return run(parts.returns.sort(command, back.return_id, std::move(body), key()));
  };
  EXPECT_EQ(sort(some).error().fields.at(0).pointer, "/lines/0/restock_quantity");
  some.lines = std::vector<SortedLineBody>{{paid.lines[0].line_id, 2}};
  EXPECT_EQ(sort(some).value().value.restocked, true);
  EXPECT_EQ(sort(some).error().code, "return_state");  // once
  EXPECT_EQ(stock_of(tea).on_hand, 19);
  EXPECT_EQ(stock_of(tea).lots.at(0).bound, 1);
  EXPECT_EQ(stock_entries("scrapped"), (std::vector<std::pair<std::string, std::int64_t>>{{"scrapped", -1}}));
}

TEST_F(ReturnCasesTest, WhatMayNotBeSoldAgainIsNot) {
  Product chicken;
  chicken.fresh = true;
  chicken.supplier = tea.supplier;
  chicken = publish(chicken);
  stock(chicken, 10, "L2");
  const auto fresh = accepted(who, {{&chicken, 2}});
  const auto complaint = asked(fresh, 1, ReturnKind::quality);
  decide(complaint.return_id, true);
  const auto refused = try_receive(complaint.return_id, {true, {}});
  EXPECT_EQ(refused.error().code, "fresh_not_resalable");
  EXPECT_EQ(refused.error().fields.at(0).pointer, "/restock");
  EXPECT_EQ(state_of(complaint.return_id), ReturnState::approved);  // nothing half done
  receive_back(complaint.return_id, false);
  EXPECT_EQ(stock_of(chicken).on_hand, 8);
  Product honey;
  honey.supplier = tea.supplier;
  honey = publish(honey);
  stock(honey, 10, "L3", "2026-11-24");
  const auto old = accepted(who, {{&honey, 2}});
  const auto back = asked(old, 2);
  wait_days(2);
  ReceiveBody one;
  one.lines = std::vector<SortedLineBody>{{back.lines[0].line_id, 1}};
  EXPECT_EQ(try_receive(back.return_id, one).error().fields.at(0).pointer, "/lines/0/line_id");
  EXPECT_EQ(try_receive(back.return_id, {true, {}}).error().code, "lot_past_best_before");
  EXPECT_EQ(receive_back(back.return_id, false).restocked, false);
}

TEST_F(ReturnCasesTest, TheBuyerMayKeepTheGoodsAfterAll) {
  const auto id = accepted(who, {{&tea, 2}});
  const auto swap = asked(id, 2, ReturnKind::quality, ReturnRemedy::exchange);
  decide(swap.return_id, true);
  EXPECT_EQ(try_step(coop, swap.return_id, note_arrival).error().code, "return_state");
  EXPECT_EQ(try_step(who, swap.return_id, withdraw_return)->state, ReturnState::withdrawn);
  EXPECT_EQ(stock_of(tea).reserved, 0);
  EXPECT_EQ(order(who, id).lines[0].returned, 0);
  EXPECT_EQ(try_step(who, swap.return_id, withdraw_return).error().code, "return_state");
  const auto back = asked(id, 2);
  try_send(back.return_id).value();
  EXPECT_EQ(try_step(who, back.return_id, withdraw_return).error().code, "return_state");
}

TEST_F(ReturnCasesTest, RequestsAtOnceNeverTakeMoreThanWasBought) {
  const auto id = accepted(who, {{&tea, 5}});
  const auto body = wanted(id, 2);
  std::vector<std::thread> threads;
  std::atomic<int> taken = 0, refused = 0;
  for (int i = 0; i < 6; ++i) {
    const auto own = key();
    threads.emplace_back([&, own] {
      const auto command = by(who);
      const auto answer = run(parts.returns.request(command, body, own));
      if (answer.has_value()) {
        ++taken;
      } else if (answer.error().code == "more_than_bought") {
        ++refused;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(taken, 2);
  EXPECT_EQ(refused, 4);
  EXPECT_EQ(order(who, id).lines[0].returned, 4);
}

TEST_F(ReturnCasesTest, TheStepIsTakenOnceHoweverManyLoopsRun) {
  const auto id = accepted(who, {{&tea, 5}});
  for (int i = 0; i < 5; ++i) asked(id, 1, ReturnKind::quality, ReturnRemedy::refund_only);
  db.clock.advance(context.policy.returns.answer_time);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { run_due(); });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(events(kReturnRefunded).size(), 5U);
  run(parts.refunds.run_due());
  EXPECT_EQ(channel.refunds.size(), 5U);
  EXPECT_EQ(order(who, id).refunded, Money(29000));
}

}  // namespace
}  // namespace shanhai::orders
