// What suppliers get: bank accounts, batches of payouts, and what the bank says of each.
#include "tests/integration/orders/model_run.hpp"

namespace shanhai::orders {

void ModelRun::settle_suppliers() {
  for (const auto& supplier : suppliers_) {
    if (!model_.accounts.contains(supplier) && dice(3) == 0) register_account(supplier);
  }
  if (dice(2) == 0) pay_out_all();
  std::set<const model::Payout*> paid;
  for (auto& payout : model_.payouts) {
    const auto what = dice(100);
    if (payout.state == PayoutState::in_flight && what < 50) {
      const bool used = what < 5 && !bank_references_.empty();
      const auto reference = used ? one_of(bank_references_) : "B" + db.random.digits(16);
      const int times = what < 15 ? 1 : 2;
      auto together = used ? nullptr : std::make_shared<Together>(Together{times, 0, {}});
      for (int i = 0; i < (used ? 1 : times); ++i) spawn(confirm_payout(payout, reference, together));
    } else if (payout.state == PayoutState::in_flight ? what < 70
               : payout.state == PayoutState::failed  ? what < 1
                                                      : what < 4) {
      constexpr PayoutFailure kFailures[] = {PayoutFailure::account_invalid, PayoutFailure::name_mismatch,
                                             PayoutFailure::bank_rejected, PayoutFailure::not_sent};
      spawn(fail_payout(payout, kFailures[dice(std::size(kFailures))]));
    }
  }
  run_spawned();
}

void ModelRun::register_account(OrganisationId supplier) {
  auto chief = seller(supplier);
  chief.administrator = true;
  PayoutAccountBody body;
  body.holder = "昭觉县合作社";
  body.account_number = db.random.digits(19);
  body.bank = "凉山农村商业银行";
  const auto registering = by(chief), approving = by(platform());
  const auto added = run(parts.payout_accounts.add(registering, body, key()));
  if (!check("register a bank account", added, "")) return;
  const auto id = added->value.payout_account_id;
  const auto approved = run(parts.payout_accounts.approve(approving, id, "与营业执照一致"));
  if (check("approve a bank account", approved, "")) model_.accounts[supplier] = id;
}

// Twice at once, and one of the two a second time: each supplier is paid once, all that is payable.
void ModelRun::pay_out_all() {
  std::map<OrganisationId, Money> expected, told;
  for (const auto& supplier : suppliers_) {
    if (const auto amount = model_.payable(supplier); amount > Money()) expected[supplier] = amount;
  }
  std::map<OrganisationId, std::vector<PayoutView>> made;
  const auto once = key();
  for (const auto& with : {once, key(), once}) spawn(make_batch(with, made));
  run_spawned();
  for (const auto& [supplier, payouts] : made) {
    EXPECT_EQ(payouts.size(), 1U) << supplier.str() << " is paid out so many times at once";
    told[supplier] = payouts.front().amount;
  }
  EXPECT_EQ(told, expected);
  if (told != expected) return;
  for (const auto& [supplier, payouts] : made) model_.pay_out(supplier, payouts.front().payout_id);
}

Task<> ModelRun::make_batch(db::IdempotencyKey once, std::map<OrganisationId, std::vector<PayoutView>>& made) {
  const auto command = by(platform());
  PayoutBatchBody body;
  auto task = parts.payouts.make_batch(command, std::move(body), std::move(once));
  auto batch = co_await std::move(task);
  if (batch.has_error()) {
    check("make a payout batch", batch, "nothing_to_pay_out");
    co_return;
  }
  if (batch->replayed) co_return;
  for (const auto& payout : batch->value.items.value()) made[payout.supplier_id].push_back(payout);
}

// `together` is nullptr where the reference was used before.
Task<> ModelRun::confirm_payout(model::Payout& payout, std::string reference, Shared together) {
  const auto command = by(platform());
  ConfirmPayoutBody body;
  body.bank_reference = reference;
  auto task = parts.payouts.confirm(command, payout.id, body, key());
  auto confirmed = co_await std::move(task);
  if (!together) {
    check("confirm a payout", confirmed, "bank_reference_used");
    co_return;
  }
  const bool late = together->fresh > 0;
  if (!confirmed.has_error()) {
    ++together->fresh;
    bank_references_.push_back(reference);
    model_.confirm(payout);
  } else {
    check("confirm a payout twice", confirmed, "payout_state");
  }
  EXPECT_FALSE(late && !confirmed.has_error()) << payout.id.str() << " is confirmed twice";
  if (--together->left == 0) {
    EXPECT_EQ(together->fresh, 1) << payout.id.str();
  }
}

Task<> ModelRun::fail_payout(model::Payout& payout, PayoutFailure failure) {
  const bool possible = payout.state != PayoutState::failed;
  const auto command = by(platform());
  FailPayoutBody body;
  body.failure = failure;
  auto task = parts.payouts.fail(command, payout.id, body, key());
  auto failed = co_await std::move(task);
  if (check("fail a payout", failed, possible ? "" : "payout_state")) model_.fail(payout, failure);
}

void ModelRun::expect_payouts() {
  constexpr db::Query kPayouts{"test.model_payouts", "SELECT id, state, amount_fen FROM payout"};
  std::map<PayoutId, const model::Payout*> by_id;
  for (const auto& payout : model_.payouts) by_id[payout.id] = &payout;
  const auto read = [&](db::Tx& tx) -> Result<void> {
    const auto rows = tx.query(kPayouts);
    EXPECT_EQ(rows.size(), by_id.size());
    for (const auto row : rows) {
      const auto found = by_id.find(row.get<PayoutId>("id"));
      if (found == by_id.end()) {
        ADD_FAILURE() << "a payout that nobody knows: " << row.get<PayoutId>("id").str();
        continue;
      }
      EXPECT_EQ(row.get<PayoutState>("state"), found->second->state) << found->first.str();
      EXPECT_EQ(row.get<Money>("amount_fen"), found->second->amount) << found->first.str();
    }
    return {};
  };
  db.transaction(read).value();
}

}  // namespace shanhai::orders
