#include "tests/integration/orders/settlement_world.hpp"

#include "services/orders/audit.hpp"

namespace shanhai::orders {

PayoutAccountBody SettlementWorld::account_body(std::string number, std::string holder) {
  PayoutAccountBody out;
  out.holder = std::move(holder);
  out.account_number = std::move(number);
  out.bank = "凉山农村商业银行";
  return out;
}

PayoutAccountView SettlementWorld::add_account(const auth::Principal& who, PayoutAccountBody body) {
  const auto command = by(who);
  return run(parts.payout_accounts.add(command, std::move(body), key())).value().value;
}

PayoutAccountId SettlementWorld::account_of(const auth::Principal& who, std::string number) {
  const auto id = add_account(who, account_body(std::move(number))).payout_account_id;
  const auto command = by(op);
  run(parts.payout_accounts.approve(command, id, "与营业执照一致")).value();
  return id;
}

OrderId SettlementWorld::completed(const Product& product, std::int64_t quantity) {
  const auto id = accepted(buyer, {{&product, quantity}});
  db.clock.advance(std::chrono::hours(24 * 9));
  run(parts.fulfilment.complete_due());
  return id;
}

void SettlementWorld::claw_back(const auth::Principal& cooperative, OrderId id, std::int64_t quantity) {
  ReturnBody body;
  body.order_id = id;
  body.lines = {{order(buyer, id).lines[0].line_id, quantity}};
  body.kind = ReturnKind::quality;
  body.reason = "霉变";
  const auto ask = by(buyer), answer = by(cooperative);
  const auto asked = run(parts.returns.request(ask, body, key())).value().value;
  run(parts.returns.decide(answer, asked.return_id, true, "同意")).value();
  run(parts.returns.receive(answer, asked.return_id, false, key())).value();
  run(parts.refunds.run_due());
}

Result<db::Replayable<PayoutBatchView>> SettlementWorld::make_batch(PayoutBatchBody body,
                                                                    std::optional<db::IdempotencyKey> with) {
  const auto command = by(op);
  return run(parts.payouts.make_batch(command, std::move(body), with ? *with : key()));
}

PayoutView SettlementWorld::only_payout(const Result<db::Replayable<PayoutBatchView>>& batch) {
  const auto& items = batch.value().value.items.value();
  EXPECT_EQ(items.size(), 1U);
  return items.at(0);
}

Result<db::Replayable<PayoutView>> SettlementWorld::confirm(PayoutId id, std::string reference,
                                                            std::optional<db::IdempotencyKey> with) {
  const auto command = by(op);
  ConfirmPayoutBody body;
  body.bank_reference = std::move(reference);
  return run(parts.payouts.confirm(command, id, body, with ? *with : key()));
}

Result<db::Replayable<PayoutView>> SettlementWorld::fail(PayoutId id, PayoutFailure failure) {
  const auto command = by(op);
  FailPayoutBody body;
  body.failure = failure;
  body.note = "银行退回";
  return run(parts.payouts.fail(command, id, body, key()));
}

std::string SettlementWorld::exported(PayoutBatchId id) {
  const auto command = by(op);
  return run(parts.payouts.export_batch(command, id)).value();
}

SettlementAccount SettlementWorld::settled(const auth::Principal& cooperative) {
  return run(parts.settlement.account(cooperative, {})).value();
}

std::int64_t SettlementWorld::difference(std::string_view check) {
  const auto findings = db.transaction(audit_orders).value();
  for (const auto& finding : findings) {
    if (finding.check == check) return finding.difference;
  }
  ADD_FAILURE() << "no audit check is called " << check;
  return -1;
}

void SettlementWorld::execute(const std::string& sql) {
  const db::Query query{"test.plant", sql};
  db.transaction([&](db::Tx& tx) -> Result<void> {
      tx.execute(query);
      return {};
    }).value();
}

}  // namespace shanhai::orders
