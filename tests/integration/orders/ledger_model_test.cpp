// The ledger against a few numbers in memory: random sequences of receipts, applications, acceptances, completions,
// refunds, payouts, failures and claw-backs leave every account where the numbers say.
#include "common/base/random.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/orders/settlement_world.hpp"

namespace shanhai::orders {
namespace {

constexpr std::int64_t kFeeBasisPoints = 333;
constexpr int kSteps = 150;

struct ModelOrder {
  OrderId id;
  std::size_t shop = 0;
  std::int64_t units = 0;
  Money amount, fee, kept;
  UnderReturn back;
  bool accepted = false, completed = false;
};

struct ModelPayout {
  PayoutId id;
  std::size_t shop = 0;
  Money amount;
  PayoutState state = PayoutState::in_flight;
};

struct Shop {
  Product product;
  auth::Principal chief;
  Money accrued, payable;
};

class LedgerModelTest : public SettlementWorld {
 public:
  LedgerModelTest() {
    context.policy.fee_basis_points = kFeeBasisPoints;
    for (const std::int64_t price : {5800, 3333, 17}) {
      Product product;
      product.price = Money(price);
      product = publish(product);
      stock(product, 1'000'000, "M1");
      auto owner = seller(product.supplier);
      owner.administrator = true;
      account_of(owner);
      shops.push_back({product, owner, {}, {}});
    }
  }

  void buy() {
    ModelOrder order;
    order.shop = random.below(shops.size());
    order.units = static_cast<std::int64_t>(1 + random.below(9));
    const auto& product = shops[order.shop].product;
    order.amount = order.kept = product.price * order.units;
    order.fee = Money((order.amount * kFeeBasisPoints).fen() / 10'000);
    const auto receipt = placed(buyer, {{&product, order.units}});
    pay(buyer, receipt.order_group_id);
    order.id = receipt.orders[0].order_id;
    channel_receivable += order.amount;
    escrow += order.amount;
    orders.push_back(order);
  }

  // Paid twice over: nobody's order takes the rest.
  void overpay() {
    const auto receipt = placed(buyer, {{&shops[0].product, 1}});
    const auto payment = open_payment(buyer, receipt.order_group_id);
    const auto number = payment.payment_id.str();
    pay(buyer, receipt.order_group_id);
    const auto amount = shops[0].product.price;
    receive(number, amount, "99" + number.substr(4)).value();
    channel_receivable += amount + amount;
    deposits += amount;
    escrow += amount;
    orders.push_back({receipt.orders[0].order_id,
                      0,
                      1,
                      amount,
                      Money((amount * kFeeBasisPoints).fen() / 10'000),
                      amount,
                      {},
                      false,
                      false});
  }

  void accept() {
    auto* order = pick([](const ModelOrder& one) { return !one.accepted; });
    if (!order) return;
    fulfil(order->id);
    const auto command = by(buyer);
    run(parts.fulfilment.accept(command, order->id)).value();
    order->accepted = true;
    const auto fee = fee_on(order->kept, order->amount, order->fee);
    escrow -= order->kept;
    fees += fee;
    shops[order->shop].accrued += order->kept - fee;
  }

  void complete() {
    db.clock.advance(std::chrono::hours(24 * 9));
    run(parts.fulfilment.complete_due());
    for (auto& order : orders) {
      if (!order.accepted || order.completed) continue;
      const auto state = this->order(platform(), order.id).state;
      if (state != OrderState::completed) continue;  // nothing of it was kept
      order.completed = true;
      const auto rest = order.kept - fee_on(order.kept, order.amount, order.fee);
      shops[order.shop].accrued -= rest;
      shops[order.shop].payable += rest;
    }
  }

  void give_back() {
    auto* order = pick([](const ModelOrder& one) { return one.accepted && one.back.units < one.units; });
    if (!order) return;
    const auto left = order->units - order->back.units;
    const auto wanted = static_cast<std::int64_t>(1 + random.below(static_cast<std::uint64_t>(left)));
    ReturnBody body;
    body.order_id = order->id;
    body.lines = {{this->order(buyer, order->id).lines[0].line_id, wanted}};
    body.kind = ReturnKind::quality;
    body.reason = "霉变";
    const auto ask = by(buyer), answer = by(shops[order->shop].chief);
    const auto asked = run(parts.returns.request(ask, body, key()));
    if (asked.has_error()) {
      EXPECT_EQ(asked.error().code, "return_window_over");
      return;
    }
    run(parts.returns.decide(answer, asked->value.return_id, true, "同意")).value();
    run(parts.returns.receive(answer, asked->value.return_id, false, key())).value();
    const auto amount = return_share(order->amount, order->units, order->back, wanted);
    const auto fee =
        fee_on(order->kept, order->amount, order->fee) - fee_on(order->kept - amount, order->amount, order->fee);
    auto& shop = shops[order->shop];
    (order->completed ? shop.payable : shop.accrued) -= amount - fee;
    fees -= fee;
    refunds += amount;
    order->kept -= amount;
    order->back.units += wanted;
    order->back.amount += amount;
  }

  void refund() {
    run(parts.refunds.run_due());
    channel_receivable -= refunds;
    refunds = Money();
  }

  void pay_out() {
    const auto made = make_batch();
    std::size_t expected = 0;
    for (const auto& shop : shops) expected += shop.payable >= context.policy.payout_minimum;
    if (made.has_error()) {
      EXPECT_EQ(expected, 0U) << made.error().code;
      return;
    }
    EXPECT_EQ(made->value.payouts, static_cast<std::int64_t>(expected));
    for (const auto& payout : made->value.items.value()) {
      for (std::size_t i = 0; i < shops.size(); ++i) {
        if (shops[i].product.supplier != payout.supplier_id) continue;
        EXPECT_EQ(payout.amount, shops[i].payable);
        payouts.push_back({payout.payout_id, i, payout.amount});
        in_flight += payout.amount;
        shops[i].payable = Money();
      }
    }
  }

  void settle() {
    if (payouts.empty()) return;
    auto& payout = payouts[random.below(payouts.size())];
    const bool confirms = payout.state == PayoutState::in_flight && random.below(2) == 0;
    if (confirms) {
      confirm(payout.id, "B" + std::to_string(++references)).value();
      in_flight -= payout.amount;
      bank += payout.amount;
      payout.state = PayoutState::paid;
    } else if (payout.state != PayoutState::failed) {
      this->fail(payout.id).value();
      (payout.state == PayoutState::paid ? bank : in_flight) -= payout.amount;
      shops[payout.shop].payable += payout.amount;
      payout.state = PayoutState::failed;
    }
  }

  template <class F>
  ModelOrder* pick(F fits) {
    std::vector<ModelOrder*> found;
    for (auto& order : orders) {
      if (fits(order)) found.push_back(&order);
    }
    return found.empty() ? nullptr : found[random.below(found.size())];
  }

  void expect_equal() {
    std::map<Account, Money> balances;
    const auto read = run(parts.settlement.balances()).value();
    for (const auto& row : read.items) balances[row.account] = row.balance;
    Money accrued, payable;
    for (const auto& shop : shops) {
      accrued += shop.accrued;
      payable += shop.payable;
      ASSERT_EQ(-balance(Account::supplier_accrued, shop.product.supplier), shop.accrued);
      ASSERT_EQ(-balance(Account::supplier_payable, shop.product.supplier), shop.payable);
    }
    ASSERT_EQ(balances[Account::channel_receivable], channel_receivable);
    ASSERT_EQ(-balances[Account::buyer_deposits], deposits);
    ASSERT_EQ(-balances[Account::order_escrow], escrow);
    ASSERT_EQ(-balances[Account::platform_fees], fees);
    ASSERT_EQ(-balances[Account::refunds_in_flight], refunds);
    ASSERT_EQ(-balances[Account::payouts_in_flight], in_flight);
    ASSERT_EQ(-balances[Account::payout_bank], bank);
    ASSERT_EQ(-balances[Account::supplier_accrued], accrued);
    ASSERT_EQ(-balances[Account::supplier_payable], payable);
    Money sum;
    for (const auto& [account, balance] : balances) sum += balance;
    ASSERT_EQ(sum, Money());
  }

  // The statement of all days is the shop's balances, and the sum of its entries.
  void expect_statements() {
    for (const auto& shop : shops) {
      StatementQuery query;
      query.from = *parse_date("2026-11-23");
      StatementBalance sum;
      for (Date day = query.from; start_of_china_day(day) <= db.clock.now(); day = add_days(query.to, 1)) {
        query.from = day;
        query.to = add_days(day, 300);
        query.cursor.reset();
        for (;;) {
          query.limit = 20;
          const auto page = run(parts.supplier_statements.statement(shop.chief, query)).value();
          if (!query.cursor) {
            ASSERT_EQ(page.opening.owed, sum.owed);
          }
          for (const auto& item : page.items) {
            sum.owed += item.net;
            sum.available += item.available;
            ASSERT_EQ(item.after.owed, sum.owed);
          }
          if (!page.next_cursor) {
            ASSERT_EQ(page.closing.owed, sum.owed);
            ASSERT_EQ(page.closing.available, sum.available);
            break;
          }
          query.cursor = *page.next_cursor;
        }
      }
      ASSERT_EQ(sum.owed, shop.accrued + shop.payable);
      ASSERT_EQ(sum.available, shop.payable);
    }
  }

  SeededRandom random{fixture::seed()};
  std::vector<Shop> shops;
  std::vector<ModelOrder> orders;
  std::vector<ModelPayout> payouts;
  Money channel_receivable, deposits, escrow, fees, refunds, in_flight, bank;
  int references = 0;
};

TEST_F(LedgerModelTest, EveryAccountIsWhereTheNumbersSay) {
  using Step = void (LedgerModelTest::*)();
  const Step steps[] = {&LedgerModelTest::buy,       &LedgerModelTest::buy,       &LedgerModelTest::accept,
                        &LedgerModelTest::accept,    &LedgerModelTest::accept,    &LedgerModelTest::complete,
                        &LedgerModelTest::give_back, &LedgerModelTest::give_back, &LedgerModelTest::refund,
                        &LedgerModelTest::pay_out,   &LedgerModelTest::settle,    &LedgerModelTest::settle,
                        &LedgerModelTest::overpay};
  for (int step = 0; step < kSteps; ++step) {
    const auto chosen = random.below(std::size(steps));
    (this->*steps[chosen])();
    expect_equal();
    if (HasFatalFailure() || HasFailure()) {
      FAIL() << "step " << step << " (" << chosen << ") of SHANHAI_TEST_SEED=" << fixture::seed();
    }
  }
  expect_statements();
}

}  // namespace
}  // namespace shanhai::orders
