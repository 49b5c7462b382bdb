// Payouts, statements and stock that is taken off: the rules as tables, and fees over discounted lines as a property.
#include <gtest/gtest.h>

#include "common/base/random.hpp"
#include "services/orders/names.hpp"
#include "services/orders/settlement/sheet.hpp"
#include "tests/fixture/seed.hpp"

namespace shanhai::orders {
namespace {

template <class IdType>
IdType id_of(std::uint8_t n) {
  IdBytes bytes{};
  bytes[15] = n;
  return IdType(bytes);
}

TEST(Payout, GoesOnlyTheseWays) {
  using enum PayoutState;
  EXPECT_EQ(move_payout(in_flight, PayoutAction::confirm).value(), paid);
  EXPECT_EQ(move_payout(in_flight, PayoutAction::fail).value(), failed);
  EXPECT_EQ(move_payout(paid, PayoutAction::fail).value(), failed);  // the bank sends it back
  for (const auto& [from, action] : {std::pair(paid, PayoutAction::confirm), std::pair(failed, PayoutAction::confirm),
                                     std::pair(failed, PayoutAction::fail)}) {
    EXPECT_EQ(move_payout(from, action).error().code, "payout_state") << name_of(from);
  }
}

TEST(PayoutAccount, StandsAsTimeAndDecisionsSay) {
  const Instant now = *parse_rfc3339("2026-11-23T08:30:00Z");
  const auto before = now - std::chrono::microseconds(1), after = now + std::chrono::microseconds(1);
  struct Row {
    AccountStanding standing;
    bool newest;
    PayoutAccountState state;
    bool held;
  };
  const Row rows[] = {
      {{std::nullopt, std::nullopt}, false, PayoutAccountState::pending, false},
      {{after, std::nullopt}, false, PayoutAccountState::pending, false},
      {{now, std::nullopt}, true, PayoutAccountState::in_use, true},
      {{before, std::nullopt}, false, PayoutAccountState::replaced, true},
      {{before, PayoutAccountEnd::suspended}, true, PayoutAccountState::suspended, true},
      {{after, PayoutAccountEnd::refused}, false, PayoutAccountState::refused, false},
      {{before, PayoutAccountEnd::superseded}, false, PayoutAccountState::refused, false},
      {{before, PayoutAccountEnd::withdrawn}, false, PayoutAccountState::refused, false},
  };
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    EXPECT_EQ(state_of(rows[i].standing, rows[i].newest, now), rows[i].state) << i;
    EXPECT_EQ(has_held(rows[i].standing, now), rows[i].held) << i;
  }
}

TEST(PayoutAccount, ShowsFourDigits) {
  EXPECT_EQ(masked_number("6222020200012345678"), "**** 5678");
  EXPECT_EQ(masked_number("12"), "**** 12");
}

TEST(PayoutAccount, TakesPlainNamesAndDigits) {
  for (const auto* text : {"昭觉县合作社", "A-B 公司", "中国银行（凉山分行）"})
    EXPECT_TRUE(is_plain_name(text)) << text;
  for (const auto* text : {"", " a", "a ", "=1", "+1", "-1", "@a", "a\tb", "a\nb", "\x7f"}) {
    EXPECT_FALSE(is_plain_name(text)) << text;
  }
  EXPECT_TRUE(is_account_number("622202"));
  for (const auto* text : {"62220", "6222 02", "62220a", "123456789012345678901234567890123"}) {
    EXPECT_FALSE(is_account_number(text)) << text;
  }
  EXPECT_TRUE(is_bank_code("102651000034"));
  EXPECT_FALSE(is_bank_code("10265100003"));
  EXPECT_FALSE(is_bank_reference("a b"));
  EXPECT_FALSE(is_bank_reference("流水"));
}

TEST(Payout, EveryPostingBalances) {
  const auto supplier = id_of<OrganisationId>(7);
  for (const auto& postings : {post_payout(supplier, Money(10)), post_payout_paid(Money(10)),
                               post_payout_returned(Account::payouts_in_flight, supplier, Money(10)),
                               post_payout_returned(Account::payout_bank, supplier, Money(10))}) {
    EXPECT_TRUE(is_balanced(postings));
    EXPECT_EQ(postings.size(), 2U);
    for (const auto& line : postings) {
      EXPECT_EQ(line.owner, line.account == Account::supplier_payable ? supplier : OrganisationId());
    }
  }
}

TEST(Statement, SaysWhatTheLedgerPosted) {
  struct Row {
    SupplierPostings postings;
    StatementLine line;
  };
  const Row rows[] = {
      {{LedgerKind::acceptance, Money(-975), Money(), Money(-25)},
       {StatementKind::accrual, Money(1000), Money(-25), Money(975), Money()}},
      {{LedgerKind::completion, Money(975), Money(-975), Money()},
       {StatementKind::release, Money(), Money(), Money(), Money(975)}},
      {{LedgerKind::refund_promised, Money(390), Money(), Money(10)},
       {StatementKind::refund, Money(-400), Money(10), Money(-390), Money()}},
      {{LedgerKind::refund_promised, Money(), Money(390), Money(10)},
       {StatementKind::claw_back, Money(-400), Money(10), Money(-390), Money(-390)}},
      {{LedgerKind::payout, Money(), Money(585), Money()},
       {StatementKind::payout, Money(-585), Money(), Money(-585), Money(-585)}},
      {{LedgerKind::payout_returned, Money(), Money(-585), Money()},
       {StatementKind::payout_returned, Money(585), Money(), Money(585), Money(585)}},
  };
  for (const auto& row : rows) {
    const auto line = line_of(row.postings);
    EXPECT_EQ(line.kind, row.line.kind);
    EXPECT_EQ(line.amount, row.line.amount) << name_of(line.kind);
    EXPECT_EQ(line.fee, row.line.fee) << name_of(line.kind);
    EXPECT_EQ(line.net, row.line.net) << name_of(line.kind);
    EXPECT_EQ(line.available, row.line.available) << name_of(line.kind);
  }
  EXPECT_THROW(line_of({LedgerKind::receipt, {}, {}, {}}), std::logic_error);
}

TEST(Sheet, RunsNoFormulaAndQuotesWhatItMust) {
  const Sheet sheet{"t",
                    {"a", "b"},
                    {{"=1+1", Money(-5)},
                     {"+x", Money(123456)},
                     {"-y", Money(100)},
                     {"@z", Money()},
                     {"\tq", Money(9)},
                     {"a,\"b\"\n", Money(-123405)},
                     {"好", Money(10)}}};
  EXPECT_EQ(to_csv(sheet),
            "\xEF\xBB\xBF\"a\",\"b\"\r\n\"'=1+1\",\"-0.05\"\r\n\"'+x\",\"1234.56\"\r\n\"'-y\",\"1.00\"\r\n\"'@z\",\"0."
            "00\"\r\n"
            "\"'\tq\",\"0.09\"\r\n\"a,\"\"b\"\"\n\",\"-1234.05\"\r\n\"好\",\"0.10\"\r\n");
  const auto xlsx = to_xlsx(sheet);
  EXPECT_TRUE(xlsx.starts_with("PK"));
}

TEST(Undeliverable, TheOldestAreServedFirstAndNobodyHalf) {
  const auto tea = id_of<SkuId>(1), honey = id_of<SkuId>(2), other = id_of<SkuId>(3);
  const auto order = id_of<OrderId>;
  const std::vector<WaitingOrder> waiting{{order(1), {{tea, 4}}},
                                          {order(2), {{tea, 3}, {honey, 1}}},
                                          {order(3), {{tea, 2}, {other, 100}}},
                                          {order(4), {{honey, 2}}}};
  EXPECT_EQ(undeliverable(waiting, {{tea, 6}, {honey, 2}}), (std::vector<OrderId>{order(2)}));
  EXPECT_EQ(undeliverable(waiting, {{tea, 7}, {honey, 2}}), (std::vector<OrderId>{order(3), order(4)}));
  EXPECT_EQ(undeliverable(waiting, {{tea, 0}}), (std::vector<OrderId>{order(1), order(2), order(3)}));
  EXPECT_TRUE(undeliverable(waiting, {}).empty());
}

TEST(Undeliverable, DaysThatMustBeLeftMoveTheFirstSellableDay) {
  EXPECT_EQ(first_sellable(*parse_date("2026-11-23"), 0), *parse_date("2026-11-23"));
  EXPECT_EQ(first_sellable(*parse_date("2026-12-31"), 1), *parse_date("2027-01-01"));
}

struct Line {
  std::int64_t units = 0;
  Money amount, fee;  // after its share of the discount
  UnderReturn back;
};

// An order as checkout freezes it: a discount shared by largest remainders, a fee on what is left of each line.
std::vector<Line> random_order(SeededRandom& random) {
  std::vector<Line> lines(1 + random.below(6));
  std::vector<std::int64_t> gross;
  Money total;
  for (auto& line : lines) {
    line.units = static_cast<std::int64_t>(1 + random.below(9));
    line.amount = Money(line.units * static_cast<std::int64_t>(1 + random.below(50'000)));
    gross.push_back(line.amount.fen());
    total += line.amount;
  }
  const Money discount(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(total.fen()) + 1)));
  const auto shares = allocate(discount, gross);
  const auto basis_points = static_cast<std::int64_t>(random.below(10'001));
  Money given;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    given += shares[i];
    lines[i].amount -= shares[i];
    EXPECT_GE(lines[i].amount, Money());
    lines[i].fee = Money((lines[i].amount * basis_points).fen() / 10'000);
  }
  EXPECT_EQ(given, discount);
  return lines;
}

// Units go back in any order and in any steps: what is kept, given back and taken as a fee always come to what was
// paid.
TEST(Fee, StaysExactOverDiscountedLines) {
  SeededRandom random(fixture::seed());
  for (int round = 0; round < 3000; ++round) {
    auto lines = random_order(random);
    Money goods, fee;
    for (const auto& line : lines) {
      goods += line.amount;
      fee += line.fee;
    }
    Money kept = goods, fee_taken = fee_on(goods, goods, fee), fee_back;
    ASSERT_EQ(fee_taken, goods == Money() ? Money() : fee);
    for (int step = 0; step < 20; ++step) {
      auto& line = lines[random.below(lines.size())];
      const auto left = line.units - line.back.units;
      if (left == 0) continue;
      const auto wanted = static_cast<std::int64_t>(1 + random.below(static_cast<std::uint64_t>(left)));
      const auto amount = return_share(line.amount, line.units, line.back, wanted);
      ASSERT_GE(amount, Money());
      const auto back = fee_on(kept, goods, fee) - fee_on(kept - amount, goods, fee);
      ASSERT_GE(back, Money());
      ASSERT_LE(back, amount);  // the supplier never pays more than the buyer gets
      line.back.units += wanted;
      line.back.amount += amount;
      ASSERT_LE(line.back.amount, line.amount);
      kept -= amount;
      fee_back += back;
      ASSERT_GE(kept, Money());
      ASSERT_EQ(fee_taken - fee_back, fee_on(kept, goods, fee));
    }
    Money back;
    bool all = true;
    for (const auto& line : lines) {
      back += line.back.amount;
      all = all && line.back.units == line.units;
    }
    ASSERT_EQ(back + kept, goods);
    if (all) {
      ASSERT_EQ(kept, Money());
      ASSERT_EQ(fee_back, fee_taken);
    }
  }
}

}  // namespace
}  // namespace shanhai::orders
