// What happens by itself, exactly once, with one failure holding up no other; and who is told of what.
#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/fair_loop.hpp"
#include "services/orders/ordering/store.hpp"
#include "tests/integration/orders/world.hpp"

namespace shanhai::orders {
namespace {

using std::chrono::hours;

class DeadlinesTest : public World {
 protected:
  OrderId paid(const auth::Principal& buyer, std::int64_t quantity = 1) {
    const auto receipt = placed(buyer, {{&tea, quantity}});
    pay(buyer, receipt.order_group_id);
    return receipt.orders[0].order_id;
  }
  OrderId shipped(const auth::Principal& buyer) {
    const auto id = paid(buyer);
    const auto command = by(coop);
    const auto packed = run(parts.fulfilment.pack(command, id, {}, key())).value().value;
    ShipBody body;
    body.parcels.push_back({packed.parcels.at(0).parcel_id, "顺丰速运", "SF7"});
    run(parts.fulfilment.ship(command, id, body, key())).value();
    return id;
  }
  OrderId delivered(const auth::Principal& buyer) {
    const auto id = shipped(buyer);
    const auto command = by(coop);
    run(parts.fulfilment.deliver(command, id, {})).value();
    return id;
  }
  Deadlines& deadlines() { return parts.fulfilment.deadlines(); }
  template <class T = std::int64_t>
  T ask(const char* sql) {
    const db::Query query{"test.ask", sql};
    return db.transaction([&](db::Tx& tx) -> Result<T> { return tx.query(query).front().template get<T>("n"); })
        .value();
  }
  // Templates queued, by name.
  std::vector<std::string> notices() {
    constexpr db::Query kAll{"test.notices", "SELECT template FROM notification ORDER BY template, id"};
    return db
        .transaction([&](db::Tx& tx) -> Result<std::vector<std::string>> {
          std::vector<std::string> out;
          const auto rows = tx.query(kAll);
          for (const auto row : rows) out.push_back(row.get<std::string>("template"));
          return out;
        })
        .value();
  }
  std::int64_t told(const std::string& name) {
    const auto all = notices();
    return std::count(all.begin(), all.end(), name);
  }

  Product tea = publish({});
  auth::Principal who = consumer();
  auth::Principal coop = seller(tea.supplier);
};

TEST_F(DeadlinesTest, SilenceDeliversThenAcceptsThenCompletes) {
  stock(tea, 10);
  const auto id = shipped(who);
  db.clock.advance(hours(24 * 10 - 1));
  EXPECT_EQ(run(deadlines().deliver_due()), 0);
  db.clock.advance(hours(1));
  EXPECT_EQ(run(deadlines().deliver_due()), 1);
  EXPECT_EQ(run(deadlines().deliver_due()), 0);
  EXPECT_EQ(order(who, id).state, OrderState::delivered);
  const auto arrived = events(kOrderDelivered);
  ASSERT_EQ(arrived.size(), 1U);
  EXPECT_EQ(arrived[0].actor, "system");
  db.clock.advance(hours(24 * 13));
  EXPECT_EQ(run(deadlines().accept_due()), 0);
  EXPECT_EQ(run(deadlines().give_notice_due()), 1);
  EXPECT_EQ(run(deadlines().give_notice_due()), 0);
  EXPECT_EQ(told("orders.acceptance_coming.buyer"), 1);
  db.clock.advance(hours(24 * 2));
  EXPECT_EQ(run(deadlines().accept_due()), 1);
  EXPECT_EQ(run(deadlines().accept_due()), 0);
  EXPECT_EQ(order(who, id).state, OrderState::accepted);
  const auto taken = events(kOrderAccepted);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].actor, "system");
  EXPECT_EQ(taken[0].reason, "auto_acceptance");
  EXPECT_EQ(balance(Account::supplier_accrued, tea.supplier), -Money(5800));
  EXPECT_EQ(run(deadlines().complete_due()), 1);  // its return window is over long since
  EXPECT_EQ(order(who, id).state, OrderState::completed);
}

TEST_F(DeadlinesTest, WhoActsInTimeIsNotOvertaken) {
  stock(tea, 10);
  const auto id = delivered(who);
  const auto command = by(who);
  run(parts.fulfilment.accept(command, id)).value();
  db.clock.advance(hours(24 * 30));
  EXPECT_EQ(run(deadlines().deliver_due()), 1);  // the wait ends, nothing happens
  run(deadlines().give_notice_due());
  run(deadlines().accept_due());
  EXPECT_EQ(told("orders.acceptance_coming.buyer"), 0);
  EXPECT_EQ(events(kOrderAccepted).size(), 1U);
  EXPECT_EQ(events(kOrderDelivered).size(), 1U);
  EXPECT_EQ(ask("SELECT COUNT(*) AS n FROM order_wait"), 0);
}

TEST_F(DeadlinesTest, AnOpenReturnHoldsAcceptanceUp) {
  stock(tea, 10);
  const auto id = delivered(who);
  const auto command = by(who);
  const ReturnBody claim{id, {{order(who, id).lines.at(0).line_id, 1}}, ReturnKind::quality, {}, "霉变", {}};
  const auto asked = run(parts.returns.request(command, claim, key())).value().value.return_id;
  db.clock.advance(hours(24 * 16));
  EXPECT_EQ(run(deadlines().accept_due()), 0);
  EXPECT_EQ(order(who, id).state, OrderState::delivered);
  const auto supplier = by(coop);
  run(parts.returns.decide(supplier, asked, false, "完好")).value();
  EXPECT_EQ(run(deadlines().accept_due()), 0);  // asked again after an hour
  db.clock.advance(hours(1));
  EXPECT_EQ(run(deadlines().accept_due()), 1);
  EXPECT_EQ(order(who, id).state, OrderState::accepted);
}

TEST_F(DeadlinesTest, BuyersAndOperatorsSayThatItArrived) {
  stock(tea, 10);
  const auto first = shipped(who), second = shipped(who);
  const auto buyer = by(who), operates = by(platform());
  EXPECT_EQ(run(parts.fulfilment.deliver(buyer, first, {})).value().state, OrderState::delivered);
  EXPECT_EQ(run(parts.fulfilment.deliver(operates, second, {})).error().fields.at(0).pointer, "/reason");
  DeliverBody body;
  body.reason = "快递签收截图";
  EXPECT_EQ(run(parts.fulfilment.deliver(operates, second, body)).value().state, OrderState::delivered);
  EXPECT_EQ(audited("orders.deliver").size(), 1U);
  const auto stranger = by(consumer());
  EXPECT_EQ(run(parts.fulfilment.deliver(stranger, second, {})).error().code, "order_not_found");
}

TEST_F(DeadlinesTest, RecipientsAreForgottenWhenRetentionEnds) {
  stock(tea, 10);
  const auto kept = delivered(who);
  const auto receipt = placed(who, {{&tea, 1}});
  db.clock.advance(std::chrono::minutes(31));
  EXPECT_EQ(run(parts.ordering.expire_due()), 1);
  const auto expired = receipt.orders[0].order_id;
  db.clock.advance(hours(24 * 1095));
  EXPECT_EQ(run(deadlines().forget_due()), 0);
  EXPECT_TRUE(order(who, expired).deliveries.at(0).recipient);
  db.clock.advance(hours(24));
  EXPECT_EQ(run(deadlines().forget_due()), 1);
  EXPECT_EQ(run(deadlines().forget_due()), 0);
  EXPECT_FALSE(order(who, expired).deliveries.at(0).recipient);
  EXPECT_TRUE(order(who, kept).deliveries.at(0).recipient);
  EXPECT_EQ(audited("orders.recipients.forget"), std::vector<std::string>{"system " + expired.str()});
}

TEST_F(DeadlinesTest, OneThatFailsHoldsNoOtherUp) {
  stock(tea, 300);
  std::vector<OrderId> orders;
  for (int i = 0; i < 103; ++i) {
    orders.push_back(placed(who, {{&tea, 1}}).orders[0].order_id);
    db.clock.advance(std::chrono::seconds(1));  // they fall due in this order
  }
  const db::Query break_one{"test.break", "UPDATE orders SET version = 0 WHERE id = :id"};
  const db::Query mend_one{"test.mend", "UPDATE orders SET version = 1 WHERE id = :id"};
  for (int i = 0; i < 100; ++i) {  // as many as a batch: their event exists already
    db.transaction([&](db::Tx& tx) -> Result<void> {
        tx.execute(break_one, {{"id", orders[static_cast<std::size_t>(i)]}});
        return {};
      }).value();
  }
  db.clock.advance(hours(1));
  EXPECT_EQ(run(parts.ordering.expire_due()), 0);
  EXPECT_EQ(run(parts.ordering.expire_due()), 3);  // the hundred wait to be tried again
  EXPECT_EQ(run(parts.ordering.expire_due()), 0);
  EXPECT_EQ(order(who, orders.back()).state, OrderState::cancelled);
  EXPECT_EQ(ask("SELECT MIN(attempts) AS n FROM loop_retry"), 1);
  for (int i = 0; i < 100; ++i) {
    db.transaction([&](db::Tx& tx) -> Result<void> {
        tx.execute(mend_one, {{"id", orders[static_cast<std::size_t>(i)]}});
        return {};
      }).value();
  }
  db.clock.advance(std::chrono::seconds(30));
  EXPECT_EQ(run(parts.ordering.expire_due()), 100);
  EXPECT_EQ(ask("SELECT COUNT(*) AS n FROM loop_retry"), 0);
  EXPECT_EQ(stock_of(tea).reserved, 0);
}

TEST(RetryPause, GrowsToAnHour) {
  EXPECT_EQ(retry_pause(1).count(), 30);
  EXPECT_EQ(retry_pause(2).count(), 60);
  EXPECT_EQ(retry_pause(7).count(), 1920);
  EXPECT_EQ(retry_pause(8).count(), 3600);
  EXPECT_EQ(retry_pause(1000).count(), 3600);
}

TEST_F(DeadlinesTest, BuyerAndSupplierAreToldOnceOfEachThing) {
  stock(tea, 10);
  const auto receipt = placed(who, {{&tea, 2}});
  EXPECT_TRUE(notices().empty());  // nobody is told before it is paid
  pay(who, receipt.order_group_id);
  const auto id = receipt.orders[0].order_id;
  EXPECT_EQ(notices(), (std::vector<std::string>{"orders.order_paid.buyer", "orders.order_paid.supplier"}));
  fulfil(id);
  const auto command = by(who);
  run(parts.fulfilment.accept(command, id)).value();
  EXPECT_EQ(told("orders.parcel_shipped.buyer"), 1);
  EXPECT_EQ(told("orders.order_delivered.buyer"), 1);
  EXPECT_EQ(told("orders.order_accepted.supplier"), 1);
  const auto declined = paid(who);
  const auto supplier = by(coop);
  run(parts.refunds.decline(supplier, declined, "无货", key())).value();
  EXPECT_EQ(told("orders.order_declined.buyer"), 1);
  run(parts.refunds.run_due());
  EXPECT_EQ(told("orders.order_refunded.buyer"), 1);
  placed(who, {{&tea, 1}});
  db.clock.advance(hours(1));
  run(parts.ordering.expire_due());
  EXPECT_EQ(told("orders.order_expired.buyer"), 1);
}

// The words as they are sent: every place is filled, and no person is named.
class Phones final : public notifications::ContactBook {
 public:
  Task<Result<std::vector<std::string>>> phones_of(const notifications::Recipient& recipient) override {
    co_return std::vector<std::string>{recipient.account ? "buyer" : "supplier"};
  }
};
class Sent final : public notifications::Channel {
 public:
  void send(const notifications::Message& message) override { texts.push_back(message.phone + ' ' + message.text); }
  std::vector<std::string> texts;
};

TEST_F(DeadlinesTest, NoticesNameTheOrderAndNoPerson) {
  stock(tea, 10);
  const auto id = shipped(who);
  db.transaction([&](db::Tx& tx) -> Result<void> {
      tell_supplier(tx, context, kPayoutPaid, tea.supplier, {{"amount", "0.05"}});
      const auto row = store::get_order(tx, id, {}).value();
      tell_parties(tx, context, kAcceptanceComing, row, {{"days", 2}});
      for (const auto what : {kOrderDelivered, kOrderAccepted, kOrderDeclined, kLinesDeclined, kOrderRefunded,
                              kReturnRequested, kReturnApproved, kReturnRefused, kReturnReceived}) {
        tell_parties(tx, context, what, row);
      }
      return {};
    }).value();
  const auto queued = notices().size();
  Phones phones;
  Sent sent;
  Workers workers(1, 16);
  notifications::Sender sender(db.database, vault, phones, sent, workers, notice_templates(), background);
  EXPECT_EQ(run(sender.run_once()), static_cast<std::int64_t>(queued));
  ASSERT_EQ(sent.texts.size(), queued);
  std::string all;
  for (const auto& text : sent.texts) all += text + '\n';
  EXPECT_NE(all.find("buyer 【山海】订单 " + id.str() + " 的包裹已发出：顺丰速运 SF7。"), std::string::npos) << all;
  EXPECT_NE(all.find("supplier 【山海】新订单 " + id.str() + " 已付款 58.00 元，请于 48 小时内发货。"),
            std::string::npos)
      << all;
  EXPECT_NE(all.find("supplier 【山海】货款 0.05 元已付出"), std::string::npos) << all;
  EXPECT_EQ(all.find("陈小明"), std::string::npos);
  EXPECT_EQ(all.find("13800138000"), std::string::npos);
  EXPECT_EQ(all.find('{'), std::string::npos);
  workers.close();
}

}  // namespace
}  // namespace shanhai::orders
