// Suppliers' statements: what was owed before, every entry, what is owed after; and the settlement's audits.
#include "tests/integration/orders/settlement_world.hpp"

namespace shanhai::orders {
namespace {

class StatementTest : public SettlementWorld {
 protected:
  StatementTest() { context.policy.fee_basis_points = 250; }

  StatementView read(Date from, Date to, std::int64_t limit = 200, std::optional<Text<1, 512>> cursor = {}) {
    StatementQuery query;
    query.from = from;
    query.to = to;
    query.limit = limit;
    query.cursor = std::move(cursor);
    return run(parts.supplier_statements.statement(chief, query)).value();
  }
  Date today() { return china_date(db.clock.now()); }
  StatementFile file(StatementFormat format) {
    StatementExportQuery query;
    query.from = day;
    query.to = today();
    query.format = format;
    return run(parts.supplier_statements.file(chief, query)).value();
  }
  static void expect_sums(const StatementView& statement) {
    auto balance = statement.opening;
    for (const auto& item : statement.items) {
      EXPECT_EQ(item.amount + item.fee, item.net);
      balance.owed += item.net;
      balance.available += item.available;
      EXPECT_EQ(item.after.owed, balance.owed);
      EXPECT_EQ(item.after.available, balance.available);
    }
    EXPECT_EQ(balance.owed, statement.closing.owed);
    EXPECT_EQ(balance.available, statement.closing.available);
  }
  // Everything a statement may show.
  void live() {
    account_of(chief);
    const auto id = completed(tea, 4);
    pass();
    accepted(buyer, {{&tea, 1}});
    pass();
    const auto first = only_payout(make_batch()).payout_id;
    pass();
    fail(first).value();
    pass();
    const auto second = only_payout(make_batch()).payout_id;
    confirm(second, "B" + second.str()).value();
    pass();
    claw_back(chief, id, 1);
  }
  // Entries of one millisecond stand in no order.
  void pass() { db.clock.advance(std::chrono::milliseconds(1)); }

  const Date day = today();
};

TEST_F(StatementTest, ShowsEveryEntryAndItsSums) {
  EXPECT_TRUE(read(day, day).items.empty());
  live();
  const auto statement = read(day, today());
  expect_sums(statement);
  EXPECT_EQ(statement.opening.owed, Money());
  std::vector<std::string> lines;
  for (const auto& item : statement.items) {
    lines.push_back(name_of(item.kind) + " " + std::to_string(item.amount.fen()) + " " +
                    std::to_string(item.fee.fen()) + " " + std::to_string(item.available.fen()) +
                    (item.order_id ? " order" : "") + (item.payout_id ? " payout" : ""));
  }
  EXPECT_EQ(lines, (std::vector<std::string>{"accrual 23200 -580 0 order", "release 0 0 22620 order",
                                             "accrual 5800 -145 0 order", "payout -22620 0 -22620 payout",
                                             "payout_returned 22620 0 22620 payout", "payout -22620 0 -22620 payout",
                                             "claw_back -5800 145 -5655 order"}));
  EXPECT_EQ(statement.closing.owed, Money(5655 - 5655));
  EXPECT_EQ(statement.closing.available, Money(-5655));
  const auto account = settled(chief);
  EXPECT_EQ(statement.closing.owed, account.payable);
  EXPECT_EQ(statement.closing.available, account.available);
}

TEST_F(StatementTest, ADayEndsAtMidnightInChina) {
  const auto midnight = start_of_china_day(add_days(day, 3));
  const auto first = placed(buyer, {{&tea, 1}}), second = placed(buyer, {{&tea, 2}});
  const auto accept_at = [&](const CheckoutReceipt& receipt, Instant at) {
    db.clock.advance(at - db.clock.now());
    const auto command = by(buyer);
    run(parts.fulfilment.accept(command, receipt.orders[0].order_id)).value();
  };
  for (const auto* receipt : {&first, &second}) {
    pay(buyer, receipt->order_group_id);
    fulfil(receipt->orders[0].order_id);
  }
  accept_at(first, midnight - std::chrono::microseconds(1));
  EXPECT_FALSE(read(day, add_days(day, 2)).is_final);
  accept_at(second, midnight);
  const auto before = read(day, add_days(day, 2)), after = read(add_days(day, 3), add_days(day, 3));
  ASSERT_EQ(before.items.size(), 1U);
  EXPECT_EQ(before.items[0].amount, Money(5800));
  ASSERT_EQ(after.items.size(), 1U);
  EXPECT_EQ(after.items[0].amount, Money(2 * 5800));
  EXPECT_EQ(after.opening.owed, before.closing.owed);
  db.clock.advance(std::chrono::minutes(10));
  EXPECT_TRUE(read(day, add_days(day, 2)).is_final);
}

TEST_F(StatementTest, APeriodThatIsOverNeverChanges) {
  live();
  const auto last = today();
  db.clock.advance(std::chrono::hours(24));
  const auto text = json::print(read(day, last));
  live();
  const auto again = read(day, last);
  EXPECT_EQ(json::print(again).substr(0, text.find("is_final")), text.substr(0, text.find("is_final")));
  EXPECT_EQ(json::print(again), text);
  expect_sums(read(add_days(last, 1), today()));
  EXPECT_EQ(read(add_days(last, 1), today()).opening.owed, again.closing.owed);
}

TEST_F(StatementTest, PagesComeToTheWhole) {
  live();
  const auto whole = read(day, today());
  for (const std::int64_t size : {1, 2, 3}) {
    std::vector<std::string> seen;
    std::optional<Text<1, 512>> cursor;
    for (;;) {
      const auto page = read(day, today(), size, cursor);
      EXPECT_EQ(page.closing.owed, whole.closing.owed);
      for (const auto& item : page.items) seen.push_back(json::print(item));
      if (!page.next_cursor) break;
      cursor = *page.next_cursor;
    }
    std::vector<std::string> all;
    for (const auto& item : whole.items) all.push_back(json::print(item));
    EXPECT_EQ(seen, all) << size;
  }
}

TEST_F(StatementTest, IsAFileToo) {
  live();
  const auto csv = file(StatementFormat::csv);
  EXPECT_EQ(csv.name, "statement-" + to_string(day) + "-" + to_string(today()) + ".csv");
  EXPECT_TRUE(csv.bytes.starts_with("\xEF\xBB\xBF\"时间（北京时间）\",\"类型\","));
  EXPECT_NE(csv.bytes.find(R"(,"验收入账","ord_)"), std::string::npos);
  EXPECT_NE(csv.bytes.find(R"(,"232.00","-5.80","226.20","0.00","226.20","0.00","sen_)"), std::string::npos)
      << csv.bytes;
  EXPECT_NE(csv.bytes.find(R"(,"期末","","","","","","0.00","-56.55","")"), std::string::npos) << csv.bytes;
  const auto xlsx = file(StatementFormat::xlsx);
  EXPECT_TRUE(xlsx.bytes.starts_with("PK"));
  EXPECT_NE(xlsx.bytes.find("xl/worksheets/sheet1.xml"), std::string::npos);
}

TEST_F(StatementTest, IsItsSuppliersOwnAndOfAPeriod) {
  live();
  const auto stranger = seller(OrganisationId::make(db.clock, db.random));
  StatementQuery query;
  query.from = day;
  query.to = today();
  EXPECT_TRUE(run(parts.supplier_statements.statement(stranger, query)).value().items.empty());
  EXPECT_EQ(run(parts.supplier_statements.statement(op, query)).error().fields.at(0).pointer, "query/supplier_id");
  query.supplier_id = tea.supplier;
  EXPECT_EQ(run(parts.supplier_statements.statement(op, query)).value().items.size(), 7U);
  EXPECT_EQ(run(parts.supplier_statements.statement(stranger, query)).error().code, "supplier_not_found");
  query.to = add_days(day, -1);
  EXPECT_EQ(run(parts.supplier_statements.statement(op, query)).error().fields.at(0).pointer, "query/to");
  query.to = add_days(day, 366);
  EXPECT_EQ(run(parts.supplier_statements.statement(op, query)).error().fields.at(0).pointer, "query/to");
}

// Each check sees what it is for: a difference is planted behind the program's back, and taken out again.
TEST_F(StatementTest, AuditsSeeWhatIsPlanted) {
  live();
  struct Row {
    const char *check, *plant, *undo;
  };
  const Row rows[] = {
      {"orders.payables", "UPDATE payable_entry SET amount_fen = amount_fen + 1 WHERE payout_id IS NOT NULL LIMIT 1",
       "UPDATE payable_entry SET amount_fen = amount_fen - 1 WHERE payout_id IS NOT NULL LIMIT 1"},
      {"orders.payables", "INSERT INTO payable_entry VALUES (REPEAT('s', 16), REPEAT('t', 16), 7, NULL)",
       "DELETE FROM payable_entry WHERE amount_fen = 7"},
      {"orders.payouts", "UPDATE payout SET amount_fen = amount_fen + 1",
       "UPDATE payout SET amount_fen = amount_fen - 1"},
      {"orders.payouts", "UPDATE payout_batch SET payouts = payouts + 1",
       "UPDATE payout_batch SET payouts = payouts - 1"},
      {"orders.payout_accounts", "UPDATE payout SET state = 'in_flight' WHERE state = 'failed'",
       "UPDATE payout SET state = 'failed' WHERE state = 'in_flight'"},
      {"orders.order_ledger", "UPDATE order_line SET fee_fen = fee_fen + 40",
       "UPDATE order_line SET fee_fen = fee_fen - 40"},
      {"orders.order_ledger", "UPDATE ledger_posting SET account = 'order_escrow' WHERE account = 'platform_fees'",
       "UPDATE ledger_posting SET account = 'platform_fees' WHERE account = 'order_escrow' AND amount_fen IN (-580, "
       "-145, 145)"},
      {"orders.ledger_dates", "UPDATE ledger_transaction SET occurred_at = occurred_at - INTERVAL 1 DAY",
       "UPDATE ledger_transaction SET occurred_at = occurred_at + INTERVAL 1 DAY"},
      {"orders.clearing", "UPDATE refund SET state = 'processing'", "UPDATE refund SET state = 'succeeded'"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(difference(row.check), 0) << row.check;
    execute(row.plant);
    EXPECT_NE(difference(row.check), 0) << row.plant;
    execute(row.undo);
    EXPECT_EQ(difference(row.check), 0) << row.undo;
  }
}

}  // namespace
}  // namespace shanhai::orders
