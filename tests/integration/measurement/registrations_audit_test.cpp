// The audit of offline sales: the ledger against what was approved.
#include "services/measurement/registrations/audit.hpp"
#include "tests/integration/measurement/offline.hpp"

namespace shanhai::measurement {
namespace {

TEST_F(Offline, TheAuditFindsWhatTheLedgerLacks) {
  const auto audit = [&] { return audit_registrations(db.database).value(); };
  const auto first = approved(purchase(58000));
  EXPECT_EQ(audit().compared, 0);  // not counted yet: nothing is said of it
  auto body = purchase(50000);
  body.corrects = first;
  approved(std::move(body));
  count();
  EXPECT_EQ(audit().compared, 6) << "ordered, paid and accepted";
  EXPECT_EQ(audit().difference, 0);
  EXPECT_EQ(audit_registrations(db.database, 1)->compared, 6) << "one by one";
  auto connection = db.schema.connect();
  const auto after = [&](const std::string& change) {
    connection.execute("UPDATE measurement_entry SET " + change);
    return audit();
  };
  EXPECT_EQ(after("amount_fen = amount_fen - 1 WHERE kind = 'reversal' AND measure = 'accepted'").difference, 1);
  EXPECT_EQ(audit().detail, first.str() + " accepted");
  EXPECT_EQ(after("amount_fen = amount_fen + 1 WHERE kind = 'reversal' AND measure = 'accepted'").difference, 0);
  EXPECT_EQ(after("measure = 'completed' WHERE kind = 'reversal' AND measure = 'paid'").difference, 2 * 58000)
      << "missing there, and too much here";
  after("measure = 'paid' WHERE measure = 'completed'");
  EXPECT_EQ(
      after("occurred_on = '2026-11-21' WHERE kind = 'sale' AND measure = 'paid' AND amount_fen = 50000").difference,
      2 * 50000)
      << "on another day";
}

// Numbers are given where transactions end: an approval that was begun before another's may be counted after it.
TEST_F(Offline, TheAuditLeavesOutWhatWasBegunEarlierAndIsCountedLater) {
  count();
  const auto before = static_cast<std::int64_t>(told().size());
  approved(purchase(58000));
  db.clock.advance(std::chrono::hours(1));
  approved(purchase(50000));
  const auto fresh = told();
  ASSERT_EQ(fresh.size(), static_cast<std::size_t>(before) + 6);
  auto connection = db.schema.connect();
  const auto number = [&](std::int64_t from, std::int64_t to) {
    connection.execute("UPDATE outbox_number SET sequence = " + std::to_string(to) +
                       " WHERE sequence = " + std::to_string(from));
  };
  const auto first = before + 3, second = before + 6;  // the approvals
  ASSERT_EQ(fresh.at(static_cast<std::size_t>(first) - 1).type, kRegistrationApproved);
  ASSERT_EQ(fresh.at(static_cast<std::size_t>(second) - 1).type, kRegistrationApproved);
  number(first, -1);
  number(second, first);
  number(-1, second);
  const auto all = told();
  apply(
      [&](db::Tx& tx) { return apply_registration_events(tx, std::span(all).first(static_cast<std::size_t>(first))); });
  EXPECT_EQ(audit_registrations(db.database)->difference, 0);
  count();
  EXPECT_EQ(audit_registrations(db.database)->difference, 0);
  EXPECT_EQ(audit_registrations(db.database)->compared, 6);
}

}  // namespace
}  // namespace shanhai::measurement
