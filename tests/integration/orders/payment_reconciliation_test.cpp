// A channel's bill of a day against what was booked: over the service, with a real database behind it.
#include "common/base/encoding.hpp"
#include "services/orders/notation.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

using std::chrono::hours;

class PaymentReconciliationTest : public World {
 protected:
  PaymentReconciliationTest() {
    stock(tea, 50);
    day = china_date(db.clock.now());
  }
  // Paid now, as the callback told.
  std::string paid(std::int64_t quantity = 1) {
    const auto receipt = placed(who, {{&tea, quantity}});
    order_ = receipt.orders[0].order_id;
    return pay(who, receipt.order_group_id).payment_id.str();
  }
  static std::string transaction_of(const std::string& number) { return "42" + number.substr(4); }

  std::string payment_line(const std::string& number, std::int64_t fen) {
    total += fen;
    ++count;
    return line("SUCCESS", transaction_of(number), number, fen, "", 0, "");
  }
  std::string refund_line(const std::string& payment, const std::string& refund, std::int64_t fen,
                          const std::string& state = "SUCCESS") {
    refunded += fen;
    ++count;
    return line("REFUND", transaction_of(payment), payment, 0, refund, fen, state);
  }
  std::string line(const std::string& state, const std::string& transaction, const std::string& number,
                   std::int64_t fen, const std::string& refund, std::int64_t refund_fen,
                   const std::string& refund_state) const {
    return "`" + to_china_text(db.clock.now()) + ",`wx,`1600000001,`" + transaction + ",`" + number + ",`openid,`" +
           state + ",`CNY,`" + to_yuan(Money(fen)) + ",`" + (refund.empty() ? "" : "50" + refund) + ",`" + refund +
           ",`" + to_yuan(Money(refund_fen)) + ",`" + refund_state + ",`茶\r\n";
  }
  std::string bill(const std::string& lines) const {
    return "交易时间,公众账号ID,商户号,微信订单号,商户订单号,用户标识,交易状态,货币种类,应结订单金额,微信退款单号,"
           "商户退款单号,退款金额,退款状态,商品名称\r\n" +
           lines + "总交易单数,订单总金额,申请退款总金额\r\n`" + std::to_string(count) + ",`" + to_yuan(Money(total)) +
           ",`" + to_yuan(Money(refunded)) + "\r\n";
  }
  Result<db::Replayable<BillView>> import(const std::string& file, std::optional<Date> of = {}) {
    const auto command = by(platform());
    return run(parts.reconciliation.import(command, {PaymentChannel::wechat_pay, of.value_or(day)}, file, key()));
  }
  std::vector<DifferenceView> open() { return run(parts.reconciliation.differences({})).value().items; }
  void next_day() { db.clock.advance(hours(24)); }

  Product tea = publish({});
  auth::Principal who = consumer();
  Date day;
  OrderId order_;
  std::int64_t total = 0, refunded = 0, count = 0;
};

TEST_F(PaymentReconciliationTest, ABillThatAgreesHasNoDifferences) {
  const auto first = paid(), second = paid(2);
  const auto command = by(seller(tea.supplier));
  run(parts.refunds.decline(command, order_, "无货", key())).value();
  run(parts.refunds.run_due());
  const auto refund = channel.refunds.begin()->first;
  const auto file = bill(payment_line(first, 5800) + payment_line(second, 11600) + refund_line(second, refund, 11600));
  EXPECT_EQ(import(file).error().fields.at(0).code, "not_over");
  next_day();
  const auto imported = import(file).value().value;
  EXPECT_EQ(imported.entries, 3);
  EXPECT_EQ(imported.paid, Money(17400));
  EXPECT_EQ(imported.refunded, Money(11600));
  EXPECT_EQ(imported.open_differences, 0);
  EXPECT_TRUE(open().empty());
}

TEST_F(PaymentReconciliationTest, EachDifferenceIsListedOnce) {
  const auto known = paid(), elsewhere = paid(), dear = paid(3);
  auto lines = payment_line(known, 5800) + payment_line(dear, 17401) + payment_line("pay_stranger0000", 4200);
  lines += refund_line(known, "rfd_stranger", 100);
  next_day();
  const auto imported = import(bill(lines)).value().value;
  EXPECT_EQ(imported.open_differences, 4);
  const auto found = open();
  ASSERT_EQ(found.size(), 4U);
  std::map<std::string, DifferenceView> by_number;
  for (const auto& difference : found) by_number[difference.number] = difference;
  EXPECT_EQ(by_number.at(dear).kind, DifferenceKind::amount_differs);
  EXPECT_EQ(by_number.at(dear).ours, Money(17400));
  EXPECT_EQ(by_number.at(dear).theirs, Money(17401));
  EXPECT_EQ(by_number.at("pay_stranger0000").kind, DifferenceKind::missing_here);
  EXPECT_FALSE(by_number.at("pay_stranger0000").ours);
  EXPECT_EQ(by_number.at("rfd_stranger").subject, BillSubject::refund);
  EXPECT_EQ(by_number.at(elsewhere).kind, DifferenceKind::missing_there);
  EXPECT_EQ(by_number.at(elsewhere).ours, Money(5800));
  DifferenceQuery query;
  query.bill_id = imported.bill_id;
  EXPECT_EQ(run(parts.reconciliation.differences(query)).value().items.size(), 4U);
  query.limit = Bounded<1, 200>(3);
  const auto page = run(parts.reconciliation.differences(query)).value();
  EXPECT_EQ(page.items.size(), 3U);
  ASSERT_TRUE(page.next_cursor);
}

TEST_F(PaymentReconciliationTest, TheSameBillTwiceIsTheSameResult) {
  const auto number = paid();
  const auto file = bill(payment_line(number, 5801));
  total = count = 0;
  const auto other = bill(payment_line(number, 5800));
  next_day();
  const auto first = import(file).value().value;
  const auto second = import(file).value().value;
  EXPECT_EQ(json::print(first), json::print(second));
  EXPECT_EQ(open().size(), 1U);
  EXPECT_EQ(run(parts.reconciliation.bills({})).value().items.size(), 1U);
  EXPECT_EQ(import(other).error().code, "bill_differs");
}

TEST_F(PaymentReconciliationTest, TwoImportsAtOnceAreOne) {
  const auto file = bill(payment_line(paid(), 5801));
  next_day();
  std::vector<std::string> seen(3);
  std::vector<db::IdempotencyKey> keys{key(), key(), key()};
  const auto command = by(platform());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto done = run(parts.reconciliation.import(command, {PaymentChannel::wechat_pay, day}, file, keys[i]));
      seen[i] = done.has_value() ? done->value.bill_id.str() : done.error().code;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[1], seen[2]);
  EXPECT_EQ(open().size(), 1U);
}

// What the channel has and we missed is asked for again, and booked by the channel's word, not by the bill's.
TEST_F(PaymentReconciliationTest, AMissingPaymentIsAskedForAndBooked) {
  const auto receipt = placed(who, {{&tea, 1}});
  const auto payment = open_payment(who, receipt.order_group_id);
  const auto number = payment.payment_id.str();
  run(parts.payments.check_due());
  db.clock.advance(hours(1));
  channel.closed.insert(number);
  run(parts.ordering.expire_due());
  run(parts.payments.check_due());  // closed here: nobody asks any more
  channel.pay(number, db.clock.now());
  const auto file = bill(payment_line(number, 5800));
  next_day();
  import(file).value();
  ASSERT_EQ(open().size(), 1U);
  EXPECT_EQ(open()[0].kind, DifferenceKind::missing_here);
  EXPECT_EQ(run(parts.payments.check_due()), 0);
  const auto command = by(platform());
  run(parts.reconciliation.ask(command, open()[0].difference_id, key())).value();
  EXPECT_EQ(run(parts.payments.check_due()), 1);
  EXPECT_EQ(run(parts.payments.payment(who, payment.payment_id)).value().state, PaymentState::paid);
  EXPECT_EQ(run(parts.reconciliation.ask(command, open()[0].difference_id, key())).error().code, "nothing_to_ask");
  const auto same = key("resolve");
  const auto id = open()[0].difference_id;
  const auto resolved = run(parts.reconciliation.resolve(command, id, "已补记入账", same)).value();
  EXPECT_TRUE(resolved.value.resolved);
  EXPECT_EQ(resolved.value.resolution, "已补记入账");
  EXPECT_TRUE(run(parts.reconciliation.resolve(command, id, "已补记入账", same)).value().replayed);
  EXPECT_EQ(run(parts.reconciliation.resolve(command, id, "x", key())).error().code, "difference_resolved");
  EXPECT_EQ(run(parts.reconciliation.resolve(command, BillDifferenceId(), "x", key())).error().code,
            "difference_not_found");
  EXPECT_EQ(audited("orders.bill_difference.resolve").size(), 1U);
  EXPECT_TRUE(open().empty());
  EXPECT_EQ(run(parts.reconciliation.bills({})).value().items.at(0).open_differences, 0);
}

// The bill shows a refund of the moment in which it was taken; one near midnight may stand in the next day's.
TEST_F(PaymentReconciliationTest, RefundsNearMidnightAreLookedForInBothDays) {
  const auto number = paid();
  const auto midnight = start_of_china_day(add_days(day, 1));
  db.clock.advance(midnight - db.clock.now() - std::chrono::minutes(2));
  const auto file = bill(payment_line(number, 5800));
  const auto command = by(seller(tea.supplier));
  run(parts.refunds.decline(command, order_, "无货", key())).value();
  run(parts.refunds.run_due());
  const auto refund = channel.refunds.begin()->first;
  db.clock.advance(std::chrono::minutes(5));
  total = count = 0;
  const auto next_file = bill(refund_line(number, refund, 5800));
  EXPECT_EQ(import(file).value().value.open_differences, 0);
  next_day();
  EXPECT_EQ(import(next_file, add_days(day, 1)).value().value.open_differences, 0);
  // A day later nobody had it.
  EXPECT_TRUE(open().empty());
}

TEST_F(PaymentReconciliationTest, ARefundThatOnlyWeKnowIsMissingThere) {
  const auto number = paid();
  const auto command = by(seller(tea.supplier));
  run(parts.refunds.decline(command, order_, "无货", key())).value();
  run(parts.refunds.run_due());
  const auto file = bill(payment_line(number, 5800));
  next_day();
  import(file).value();
  ASSERT_EQ(open().size(), 1U);
  EXPECT_EQ(open()[0].kind, DifferenceKind::missing_there);
  EXPECT_EQ(open()[0].number, channel.refunds.begin()->first);
}

TEST_F(PaymentReconciliationTest, ABrokenFileImportsNothing) {
  const auto number = paid();
  auto file = bill(payment_line(number, 5800));
  next_day();
  file.erase(file.find("总交易单数"));
  EXPECT_EQ(import(file).error().fields.at(0).code, "incomplete");
  EXPECT_TRUE(run(parts.reconciliation.bills({})).value().items.empty());
}

}  // namespace
}  // namespace shanhai::orders
