#include "services/orders/settlement/payouts/service.hpp"

#include <algorithm>

#include "common/base/encoding.hpp"
#include "common/base/failpoint.hpp"
#include "common/db/audit.hpp"
#include "services/orders/commands.hpp"
#include "services/orders/notation.hpp"
#include "services/orders/notices/notices.hpp"
#include "services/orders/ordering/scope.hpp"
#include "services/orders/paging.hpp"
#include "services/orders/settlement/payouts/accounts.hpp"
#include "services/orders/settlement/payouts/batching.hpp"
#include "services/orders/settlement/payouts/store.hpp"
#include "services/orders/settlement/service.hpp"

namespace shanhai::orders {
namespace {

std::vector<PayoutView> views_of(db::Tx& tx, const std::vector<PayoutRow>& payouts) {
  std::vector<PayoutAccountId> ids;
  for (const auto& payout : payouts) ids.push_back(payout.account);
  std::map<PayoutAccountId, PayoutAccountRow> accounts;
  for (auto& account : store::list_accounts(tx, ids)) accounts[account.id] = std::move(account);
  std::vector<PayoutView> out;
  for (const auto& payout : payouts) out.push_back(view_of(payout, accounts.at(payout.account)));
  return out;
}

Result<void> check_batch_body(const PayoutBatchBody& body) {
  if (!body.supplier_ids) return {};
  const auto& ids = *body.supplier_ids;
  if (ids.empty() || ids.size() > kBatchSuppliers) {
    return Error::invalid_field("/supplier_ids", "out_of_range", "1 to " + std::to_string(kBatchSuppliers));
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (std::count(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(i), ids[i]) == 0) continue;
    return Error::invalid_field("/supplier_ids/" + std::to_string(i), "repeated");
  }
  return {};
}

Result<PayoutBatchView> read_batch(db::Tx& tx, PayoutBatchId id) {
  SH_TRY(const auto row, store::get_batch(tx, id));
  auto out = view_of(row);
  out.items = views_of(tx, store::list_payouts(tx, id));
  return out;
}

// The file is made anew each time from what never changes; its digest proves that it is the one that was handed out.
Result<std::string> write_file(db::Tx& tx, Context& context, PayoutBatchId id, const Command& command) {
  SH_TRY(const auto batch, store::lock_batch(tx, id));
  auto payouts = store::list_payouts(tx, id);
  // What failed before the file was handed out is payable again and stands in another batch.
  auto exported_at = batch.exported_at.value_or(tx.now());
  if (!batch.exported_at) {
    for (const auto& payout : payouts) {
      if (payout.failed_at) exported_at = std::max(exported_at, *payout.failed_at + std::chrono::microseconds(1));
    }
  }
  std::erase_if(payouts, [&](const PayoutRow& row) { return row.failed_at && *row.failed_at < exported_at; });
  std::vector<PayoutAccountId> ids;
  for (const auto& payout : payouts) ids.push_back(payout.account);
  std::map<PayoutAccountId, std::pair<PayoutAccountRow, BankAccount>> accounts;
  for (auto& row : store::list_accounts(tx, ids)) {
    auto opened = open_account(context.vault, row);
    accounts.emplace(row.id, std::pair(std::move(row), std::move(opened)));
  }
  auto file = bank_file(payouts, accounts);
  const auto digest = sha256(file);
  if (!batch.exported_at) {
    store::record_export(tx, id, exported_at, digest);
  } else if (digest != batch.export_sha256) {
    return Error::internal("a payout batch's file is not the one that was handed out before");
  }
  db::append_audit(tx, context.random,
                   {command.caller.actor(), "orders.payout_batch.export", id.str(), {{"sha256", to_hex(digest)}}});
  SHANHAI_FAILPOINT("orders.payout_export.before_commit");
  return file;
}

Result<void> confirm_payout(db::Tx& tx, Context& context, PayoutRow& payout, const ConfirmPayoutBody& body,
                            const Command& command) {
  SH_TRY(payout.state, move_payout(payout.state, PayoutAction::confirm));
  const auto today = china_date(tx.now());
  payout.paid_on = body.paid_on.value_or(today);
  if (*payout.paid_on > today || *payout.paid_on < china_date(payout.made_at)) {
    return Error::invalid_field("/paid_on", "out_of_range", "from the day it was made until today");
  }
  payout.bank_reference = body.bank_reference.str();
  payout.paid_at = tx.now();
  ++payout.version;
  if (!store::try_update_payout(tx, payout)) {
    auto refusal = Error::conflict("bank_reference_used");
    refusal.fields.push_back({"/bank_reference", refusal.code, {}});
    return refusal;
  }
  store::post(tx, context.random, {LedgerKind::payout_paid, payout.id.bytes(), std::nullopt},
              post_payout_paid(payout.amount));
  tell_payout(tx, context.random, kPayoutPaid, payout, by_of(command));
  tell_supplier(tx, context, kPayoutPaid, payout.supplier, {{"amount", to_yuan(payout.amount)}});
  SHANHAI_FAILPOINT("orders.payout_confirm.before_commit");
  return {};
}

Result<void> fail_payout(db::Tx& tx, Context& context, PayoutRow& payout, const FailPayoutBody& body,
                         const Command& command) {
  const auto from = payout.state == PayoutState::paid ? Account::payout_bank : Account::payouts_in_flight;
  SH_TRY(payout.state, move_payout(payout.state, PayoutAction::fail));
  // Its file was handed out before it failed, or is not handed out with it: whoever is first holds the batch.
  SH_TRY(const auto batch, store::lock_batch(tx, payout.batch));
  payout.failure = body.failure;
  if (body.note) payout.failure_note = body.note->str();
  payout.failed_at = std::max(tx.now(), batch.exported_at.value_or(tx.now()));
  ++payout.version;
  if (!store::try_update_payout(tx, payout)) throw std::logic_error("a payout lost its bank reference to another");
  if (is_of_account(body.failure)) {
    store::lock_payables(tx, payout.supplier);
    for (const auto& account : store::lock_accounts(tx, payout.supplier)) {
      if (account.id == payout.account) suspend_account(tx, context, account, command.caller.actor());
    }
  }
  store::post(tx, context.random, {LedgerKind::payout_returned, payout.id.bytes(), std::nullopt},
              post_payout_returned(from, payout.supplier, payout.amount));
  tell_payout(tx, context.random, kPayoutFailed, payout, by_of(command, name_of(body.failure)));
  tell_supplier(tx, context, kPayoutFailed, payout.supplier, {{"amount", to_yuan(payout.amount)}});
  SHANHAI_FAILPOINT("orders.payout_fail.before_commit");
  return {};
}

Result<PayoutPage> read_page(db::Tx& tx, const auth::Principal& caller, const PayoutQuery& query) {
  auto supplier = query.supplier_id;
  if (caller.role == auth::Role::supplier) {
    SH_TRY(supplier, supplier_of(caller, query.supplier_id));
  }
  if (supplier && query.state) return Error::invalid_field("query/state", "not_with_supplier_id");
  SH_TRY(const auto before, before_of<PayoutId>(query.cursor));
  auto rows = store::list_payouts(tx, supplier, query.state, before, query.size() + 1);
  PayoutPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const PayoutRow& row) { return row.id; });
  page.items = views_of(tx, rows);
  return page;
}

Result<CoveredEntryPage> read_entries(db::Tx& tx, const auth::Principal& caller, PayoutId id,
                                      const http::PageQuery& query) {
  SH_TRY(const auto payout, store::get_payout(tx, id, scope_of(caller).supplier));
  SH_TRY(const auto cursor, cursor_of<LedgerTransactionId>(query.cursor));
  auto rows = store::list_covered(tx, payout, cursor.value_or(LedgerTransactionId()), query.size() + 1);
  CoveredEntryPage page;
  page.next_cursor = cut_page(rows, query.size(), [](const auto& row) { return row.transaction; });
  for (const auto& row : rows) {
    page.items.push_back({row.transaction.str(), row.kind, row.order, row.amount, row.occurred_at});
  }
  return page;
}

}  // namespace

PayoutView view_of(const PayoutRow& payout, const PayoutAccountRow& account) {
  PayoutView out;
  out.payout_id = payout.id;
  out.payout_batch_id = payout.batch;
  out.supplier_id = payout.supplier;
  out.state = payout.state;
  out.amount = payout.amount;
  out.entries = payout.entries;
  out.bank = account.bank;
  out.masked_number = masked_number(account.last_digits);
  out.bank_reference = payout.bank_reference;
  out.failure = payout.failure;
  if (!payout.failure_note.empty()) out.failure_note = payout.failure_note;
  out.made_at = payout.made_at;
  out.paid_on = payout.paid_on;
  out.paid_at = payout.paid_at;
  out.failed_at = payout.failed_at;
  return out;
}

PayoutBatchView view_of(const PayoutBatchRow& batch) {
  PayoutBatchView out;
  out.payout_batch_id = batch.id;
  out.made_at = batch.made_at;
  if (!batch.note.empty()) out.note = batch.note;
  out.payouts = batch.payouts;
  out.total = batch.total;
  out.exported_at = batch.exported_at;
  if (!batch.export_sha256.empty()) out.export_sha256 = to_hex(batch.export_sha256);
  return out;
}

Task<Result<db::Replayable<PayoutBatchView>>> Payouts::make_batch(const Command& command, PayoutBatchBody body,
                                                                  db::IdempotencyKey key) {
  SH_CO_CHECK(check_batch_body(body));
  auto work = [this, command, body, key](db::Tx& tx) -> Result<db::Replayable<PayoutBatchView>> {
    const auto by = by_of(command, "payout batch");
    SH_TRY(auto done,
           db::idempotent(tx, key, [&] { return make_payouts(tx, context_, body, command.caller.account, by); }));
    SH_TRY(auto view, read_batch(tx, done.value.payout_batch_id));
    view.skipped = std::move(done.value.skipped);
    view.more = done.value.more;
    return db::Replayable<PayoutBatchView>{std::move(view), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<PayoutBatchPage>> Payouts::batches(http::PageQuery query) {
  auto read = [query](db::Tx& tx) -> Result<PayoutBatchPage> {
    SH_TRY(const auto before, before_of<PayoutBatchId>(query.cursor));
    auto rows = store::list_batches(tx, before, query.size() + 1);
    PayoutBatchPage page;
    page.next_cursor = cut_page(rows, query.size(), [](const auto& row) { return row.id; });
    for (const auto& row : rows) page.items.push_back(view_of(row));
    return page;
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<PayoutBatchView>> Payouts::batch(PayoutBatchId id) {
  auto read = [id](db::Tx& tx) { return read_batch(tx, id); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<std::string>> Payouts::export_batch(const Command& command, PayoutBatchId id) {
  auto work = [this, command, id](db::Tx& tx) { return write_file(tx, context_, id, command); };
  auto out = co_await context_.database.transaction(work);
  co_return out;
}

Task<Result<PayoutPage>> Payouts::payouts(const auth::Principal& caller, PayoutQuery query) {
  auto read = [caller, query](db::Tx& tx) { return read_page(tx, caller, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<PayoutView>> Payouts::payout(const auth::Principal& caller, PayoutId id) {
  auto read = [caller, id](db::Tx& tx) -> Result<PayoutView> {
    SH_TRY(const auto row, store::get_payout(tx, id, scope_of(caller).supplier));
    return views_of(tx, {row}).front();
  };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

Task<Result<CoveredEntryPage>> Payouts::entries(const auth::Principal& caller, PayoutId id, http::PageQuery query) {
  auto read = [caller, id, query](db::Tx& tx) { return read_entries(tx, caller, id, query); };
  auto out = co_await context_.database.snapshot(read);
  co_return out;
}

// Locks the payout and lets `f(tx, payout)` change it, once per key.
template <class F>
Task<Result<db::Replayable<PayoutView>>> Payouts::change(Command command, PayoutId id, db::IdempotencyKey key, F f) {
  auto work = [command, id, key, f](db::Tx& tx) -> Result<db::Replayable<PayoutView>> {
    SH_TRY(const auto done, db::idempotent(tx, key, [&]() -> Result<PayoutRef> {
             SH_TRY(auto payout, store::lock_payout(tx, id));
             SH_CHECK(f(tx, payout));
             return PayoutRef{id};
           }));
    SH_TRY(const auto row, store::get_payout(tx, id, std::nullopt));
    return db::Replayable<PayoutView>{views_of(tx, {row}).front(), done.replayed};
  };
  auto out = co_await context_.database.transaction(work);
  if (out.has_value()) context_.sequencer.committed();
  co_return out;
}

Task<Result<db::Replayable<PayoutView>>> Payouts::confirm(const Command& command, PayoutId id, ConfirmPayoutBody body,
                                                          db::IdempotencyKey key) {
  if (!is_bank_reference(body.bank_reference.str())) {
    co_return Error::invalid_field("/bank_reference", "expected_ascii");
  }
  auto work = [this, command, body](db::Tx& tx, PayoutRow& payout) {
    return confirm_payout(tx, context_, payout, body, command);
  };
  auto out = co_await change(command, id, key, work);
  co_return out;
}

Task<Result<db::Replayable<PayoutView>>> Payouts::fail(const Command& command, PayoutId id, FailPayoutBody body,
                                                       db::IdempotencyKey key) {
  auto work = [this, command, body](db::Tx& tx, PayoutRow& payout) {
    return fail_payout(tx, context_, payout, body, command);
  };
  auto out = co_await change(command, id, key, work);
  co_return out;
}

}  // namespace shanhai::orders
